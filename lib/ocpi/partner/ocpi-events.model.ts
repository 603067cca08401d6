/** Work that waits for a partner (lib/db/emit). Payloads: `{ clientId, subscriptionId }`. The worker has a lane for them. */
export const OCPI_EVENTS = {
  /** Something waits in the outbox. */
  pushDue: "ocpi.push_due",
  /** The provider's list of terminals is to be read. */
  terminalsDue: "ocpi.terminals_due",
  /** The provider's confirmations are to be read. */
  advicesDue: "ocpi.advices_due",
} as const;
