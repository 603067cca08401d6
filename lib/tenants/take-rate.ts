import type { Context } from "@/lib/db/context";
import { countUse } from "./rate.store";

export interface RateRequest {
  /** What is counted: purpose and pseudonym, e.g. `scan:<hash>`. Never an address in clear (SEC-66). */
  readonly key: string;
  /** Uses allowed per window. */
  readonly limit: number;
  readonly windowS: number;
  /** Uses taken at once, by callers that count in batches; one unless told. */
  readonly uses?: number;
}

export interface RateAnswer {
  readonly allowed: boolean;
  /** Whole seconds until the window ends; 0 when allowed. */
  readonly retryAfterS: number;
}

/**
 * Takes one use from a limit that all processes share (SEC-15). The window opens with the first use and does not slide,
 * so that a refused caller is not locked out for ever by asking again. Counts in a transaction of its own: a later
 * failure of the caller does not give the use back.
 */
export async function takeRate(context: Context, request: RateRequest): Promise<RateAnswer> {
  const now = context.clock.now();
  const { uses = 1 } = request;
  const { count, windowStart } = await context.db.withSystem((tx) =>
    countUse(tx, request.key, now, request.windowS, uses),
  );
  if (count <= request.limit) return { allowed: true, retryAfterS: 0 };
  // Once per window: a flood must not flood the log as well (SEC-73).
  if (count - uses <= request.limit) {
    const purpose = request.key.split(":")[0];
    context.log.warn({ security: true, event: "rate_limited", purpose }, "a limit was reached");
  }
  const endsAt = windowStart.getTime() + request.windowS * 1000;
  return { allowed: false, retryAfterS: Math.max(1, Math.ceil((endsAt - now.getTime()) / 1000)) };
}
