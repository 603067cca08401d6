import { isRecord, type Json, text } from "./envelope.rules";

/** Fields of a Terminal that both sides may set, ours on the left (mod_payments 6.1). */
const FIELDS = {
  customerReference: "customer_reference",
  address: "address",
  city: "city",
  country: "country",
  invoiceBaseUrl: "invoice_base_url",
  invoiceCreator: "invoice_creator",
  reference: "reference",
} as const;

interface TerminalFields {
  readonly id: string;
  readonly lastUpdated: string;
  readonly customerReference?: string | undefined;
  readonly address?: string | undefined;
  readonly city?: string | undefined;
  readonly country?: string | undefined;
  readonly invoiceBaseUrl?: string | undefined;
  readonly invoiceCreator?: "CPO" | "PTP" | undefined;
  readonly reference?: string | undefined;
  readonly locationIds?: string[] | undefined;
  readonly evseUids?: string[] | undefined;
}

/** The Terminal object as it goes on the wire. Nothing empty, because some peers fail on it. */
export function terminalObject(terminal: TerminalFields): Json {
  const named = Object.entries(FIELDS).flatMap(([ours, theirs]) => {
    const value = terminal[ours as keyof typeof FIELDS];
    return value === undefined ? [] : [[theirs, value] as const];
  });
  const list = (ids: readonly string[] | undefined) =>
    ids !== undefined && ids.length > 0 ? ids : undefined;
  const locations = list(terminal.locationIds);
  const evses = list(terminal.evseUids);
  return {
    terminal_id: terminal.id,
    ...Object.fromEntries(named),
    ...(locations !== undefined && { location_ids: locations }),
    ...(evses !== undefined && { evse_uids: evses }),
    last_updated: terminal.lastUpdated,
  };
}

const ids = (value: unknown): string[] | null =>
  Array.isArray(value) && value.every((id) => typeof id === "string" && id.length <= 36)
    ? (value as string[])
    : null;

/**
 * What a PATCH, a PUT or an activation changes on a terminal; null when a field has the wrong type. With `whole`,
 * optional fields that are absent are cleared (PUT).
 */
export function terminalChanges(body: Json, whole: boolean): Partial<TerminalFields> | null {
  const changes: Record<string, unknown> = {};
  for (const [ours, theirs] of Object.entries(FIELDS)) {
    const value = body[theirs];
    if (value === undefined || value === null) {
      if (whole) changes[ours] = undefined;
      continue;
    }
    if (text(value) === null || String(value).length > 255) return null;
    changes[ours] = value;
  }
  for (const [ours, theirs] of [
    ["locationIds", "location_ids"],
    ["evseUids", "evse_uids"],
  ] as const) {
    const value = body[theirs];
    if (value === undefined || value === null) {
      if (whole) changes[ours] = [];
      continue;
    }
    const list = ids(value);
    if (list === null) return null;
    changes[ours] = list;
  }
  return changes;
}

/** The id of a terminal in a body, when there is one. */
export const terminalId = (body: unknown): string | null => (isRecord(body) ? text(body.terminal_id) : null);
