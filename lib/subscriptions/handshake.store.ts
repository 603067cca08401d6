import { AppError } from "@/lib/core/errors";
import type { Tx } from "@/lib/db/database";
import type { HandshakeClaim } from "./registration.model";
import { SYSTEM_ACTOR } from "./subscription.model";
import { appendEvent, type SubscriptionRow, updateSubscription } from "./subscription.store";

/** Longer than a handshake can take: three requests, each in two spellings of ten seconds, and a good pause. */
const HANDSHAKE_MS = 120_000;

/** No handshake is under way. Whoever writes this takes its key from the one that was. */
export const NO_HANDSHAKE = { handshakeId: null, handshakeBy: null, handshakeUntil: null } as const;

/** True while somebody makes a handshake with this connection. */
export function isHandshaking(row: SubscriptionRow, at: Date): boolean {
  return row.handshakeUntil !== null && row.handshakeUntil > at;
}

/**
 * Takes the connection for one handshake, ours or the partner's; the caller holds the row's lock. One that was never finished
 * gives way when its lease is over, and the history says so. Throws `AppError` "handshake_running" with who has begun it.
 */
export async function claimHandshake(
  tx: Tx,
  row: SubscriptionRow,
  claim: { readonly handshakeId: string; readonly startedBy: "us" | "partner"; readonly at: Date },
): Promise<void> {
  const { handshakeId, startedBy: handshakeBy, at } = claim;
  if (isHandshaking(row, at))
    throw new AppError("conflict", "handshake_running", "another handshake is under way", {
      startedBy: row.handshakeBy,
    });
  if (row.handshakeId !== null) {
    const whose = row.handshakeBy === "us" ? "Our handshake" : "The partner's handshake";
    const sentence = `${whose} before this one was never finished. Tokens that it gave away still work, because the partner may use them.`;
    await appendEvent(tx, row, { kind: "handshake_lapsed", at, by: SYSTEM_ACTOR, data: { sentence } });
  }
  const handshakeUntil = new Date(at.getTime() + HANDSHAKE_MS);
  await updateSubscription(tx, row.id, { handshakeId, handshakeBy, handshakeUntil, updatedAt: at });
}

/**
 * Nothing of a handshake is stored after another one has begun, or the registration has ended (REL-102). The caller holds the
 * row's lock. Throws `AppError` "handshake_overtaken".
 */
export function requireHandshake(row: SubscriptionRow, { handshakeId }: HandshakeClaim): void {
  if (row.handshakeId !== handshakeId)
    throw new AppError(
      "conflict",
      "handshake_overtaken",
      "the connection has moved on without this handshake",
    );
}

/** Gives the connection free, if it is still this handshake's. */
export async function releaseHandshake(
  tx: Tx,
  { subscriptionId, handshakeId }: HandshakeClaim,
): Promise<void> {
  await tx.subscription.updateMany({ where: { id: subscriptionId, handshakeId }, data: NO_HANDSHAKE });
}
