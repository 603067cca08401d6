import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { findConnection } from "./connection.queries";
import type { HostJudge } from "./request.model";
import type { ReviewFinding } from "./review.model";
import { findReviewFacts } from "./review.queries";
import { reviewFindings } from "./review.rules";
import { isPrefixTaken } from "./subscription.queries";

export interface ReviewPorts {
  readonly judgeHost: HostJudge;
  /** Versions that the provider is known to speak; empty when nothing is known. */
  readonly knownVersions: readonly string[];
}

/**
 * What stands between the connection and its approval or its start, as of now. Throws `AppError` "subscription_unknown".
 */
export async function readReview(
  context: Context,
  clientId: string,
  subscriptionId: string,
  ports: ReviewPorts,
): Promise<ReviewFinding[]> {
  const connection = await context.db.withClient(clientId, (tx) => findConnection(tx, subscriptionId));
  if (!connection) throw new AppError("not_found", "subscription_unknown", "no such subscription");
  const { mark, environment } = connection;
  const prefixTaken =
    mark !== null &&
    (await isPrefixTaken(context, { prefix: mark.prefix, environment, exceptId: subscriptionId }));
  const facts = await context.db.withClient(clientId, (tx) =>
    findReviewFacts(tx, subscriptionId, { ...ports, prefixTaken, at: context.clock.now() }),
  );
  if (!facts) throw new AppError("not_found", "subscription_unknown", "no such subscription");
  return reviewFindings(facts);
}
