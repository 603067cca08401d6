/** What a partner can ask of a station. */
export const PARTNER_COMMANDS = ["START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR"] as const;
export type PartnerCommand = (typeof PARTNER_COMMANDS)[number];

/** How the station took it, as far as the partner is concerned. */
export const PARTNER_OUTCOMES = [
  "accepted",
  "rejected",
  "occupied",
  "inoperative",
  "no_answer",
  "not_connected",
  "failed",
] as const;
export type PartnerOutcome = (typeof PARTNER_OUTCOMES)[number];
