import type { MessageKey } from "@/lib/i18n/catalogues";

const NAMES: readonly (readonly [RegExp, MessageKey])[] = [
  [/COMBO/, "connector.ccs"],
  [/CHADEMO/, "connector.chademo"],
  [/TESLA|NACS/, "connector.tesla"],
  [/62196_T2/, "connector.type2"],
  [/62196_T1/, "connector.type1"],
  [/^DOMESTIC/, "connector.household"],
];

/** What drivers call a connector, by its OCPI ConnectorType. */
export function connectorKey(standard: string): MessageKey {
  return NAMES.find(([pattern]) => pattern.test(standard))?.[1] ?? "connector.other";
}
