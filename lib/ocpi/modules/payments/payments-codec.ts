import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { ReportedTerminal } from "@/lib/subscriptions/terminal.model";
import type { OcpiTerminal } from "../../canonical/payment.model";
import { codecOf } from "../../versions/registry";
import type { PaymentsCodec } from "../../wire/codec.model";

/**
 * The payments codec of a connection; null where it has no payments: never on 2.1.1, on 2.2.1 only as the Direct Payment
 * extension that somebody asked for and switched on.
 */
export function paymentsCodecOf(
  connection: Pick<Connection, "version" | "directPayment">,
): PaymentsCodec | null {
  const { version, directPayment } = connection;
  if (version === null || (version === "2.2.1" && !directPayment)) return null;
  return codecOf(version).payments;
}

/** A provider's terminal in the words of the registry. */
export function reportedTerminal(
  terminal: OcpiTerminal,
  content: Readonly<Record<string, unknown>>,
): ReportedTerminal {
  return {
    terminalId: terminal.terminalId,
    reference: terminal.reference ?? null,
    customerReference: terminal.customerReference ?? null,
    invoiceBaseUrl: terminal.invoiceBaseUrl ?? null,
    invoiceCreator: terminal.invoiceCreator ?? null,
    locationIds: terminal.locationIds,
    evseUids: terminal.evseUids,
    updatedAt: terminal.lastUpdated,
    content,
  };
}

/** Remarks about a partner's message as the journal keeps them: "total_costs: missing". */
export function problemTexts(notes: readonly ExchangeNote[]): readonly string[] {
  return notes.map(({ path, code }) => (path === "" ? code : `${path}: ${code}`));
}
