import type { TerminalAssignmentRead } from "@/lib/subscriptions/terminal.queries";
import type { OcpiTerminal } from "../../canonical/payment.model";

/** A terminal of the registry as OCPI says it: with our assignment, whatever the provider has. */
export function terminalObject(terminal: TerminalAssignmentRead, lastUpdated: Date): OcpiTerminal {
  const { reference, customerReference, invoiceBaseUrl, invoiceCreator } = terminal;
  return {
    // Until the provider tells the id of a terminal that is to be activated, there is none.
    terminalId: terminal.state === "PENDING" ? "" : terminal.terminalId,
    ...(reference === null ? {} : { reference }),
    ...(customerReference === null ? {} : { customerReference }),
    ...(invoiceBaseUrl === null ? {} : { invoiceBaseUrl }),
    ...(invoiceCreator === null ? {} : { invoiceCreator }),
    locationIds: terminal.locationIds,
    evseUids: terminal.evseUids,
    lastUpdated,
  };
}

/**
 * The PATCH of an assignment. An empty list is sent only where the provider has one that must go: to partners that fail on
 * empty lists nothing else is said by one (OCPI payments, PATCH).
 */
export function assignmentPatch(
  terminal: Pick<TerminalAssignmentRead, "locationIds" | "evseUids" | "content">,
): Record<string, unknown> {
  const { locationIds, evseUids, content } = terminal;
  const theirs = (name: string) => Array.isArray(content[name]) && content[name].length > 0;
  const nothing = locationIds.length === 0 && evseUids.length === 0;
  return {
    ...(locationIds.length > 0 || nothing || theirs("location_ids") ? { location_ids: locationIds } : {}),
    ...(evseUids.length > 0 || nothing || theirs("evse_uids") ? { evse_uids: evseUids } : {}),
  };
}
