/** Events of this room (lib/db/emit). Payloads carry ids only. */
export const BILLING_EVENTS = {
  /** A flagged session must be decided before its hold dies. */
  decideFlagged: "billing.decide_flagged",
  /** A CDR of a session that a terminal provider started: it must get it (REL-32). `{ clientId, sessionId, cdrId }` */
  cdrIssued: "billing.cdr_issued",
  /** A member of staff is told how many sessions are flagged. `{ clientId, userId }` */
  reminderDue: "billing.reminder_due",
} as const;
