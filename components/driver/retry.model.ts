/** Why a second start was refused; the words are `retry.*` in the catalogues. */
export const RETRY_PROBLEMS = [
  "over",
  "offline",
  "faulted",
  "occupied",
  "reserved",
  "maintenance",
  "other_price",
] as const;
export type RetryProblem = (typeof RETRY_PROBLEMS)[number];
