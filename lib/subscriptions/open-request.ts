import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { takeRate } from "@/lib/tenants/take-rate";
import type { RequestView } from "./request.model";
import { findRequest } from "./request.queries";

/** Looks at the form and sendings together, per address: a person needs a few, a guesser needs billions. */
const LIMIT = 60;
const WINDOW_S = 600;

export interface RequestVisit {
  /** What stands in the link; anything. */
  readonly token: string;
  /** The visitor's network address, for the limit; kept as a pseudonym only. */
  readonly remote: string;
}

/**
 * What the provider sees behind its link. Every link that does not work, wrong, expired or replaced, looks the same: `AppError`
 * "request_link_unknown". Too many visits: "rate_limited" (SEC-85).
 */
export async function openRequest(context: Context, visit: RequestVisit): Promise<RequestView> {
  await limitVisits(context, visit.remote);
  const found = await findRequest(context, visit.token);
  if (!found) throw new AppError("not_found", "request_link_unknown", "no such request link");
  return found;
}

/** Takes one visit of the address from its limit. */
export async function limitVisits(context: Context, remote: string): Promise<void> {
  const key = `connect:${context.secrets.pseudonym(remote)}`;
  const { allowed, retryAfterS } = await takeRate(context, { key, limit: LIMIT, windowS: WINDOW_S });
  if (!allowed) throw new AppError("rate_limited", "rate_limited", "too many visits", { retryAfterS });
}
