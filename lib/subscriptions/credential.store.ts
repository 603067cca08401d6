import type { Tx } from "@/lib/db/database";
import { hashToken } from "@/lib/db/secrets";
import { OVERLAP_MINUTES } from "./subscription.model";
import { appendEvent, lockSubscription, type SubscriptionRow } from "./subscription.store";

interface NewCredential {
  readonly id: string;
  readonly purpose: "REGISTRATION" | "PARTNER";
  readonly token: string;
  readonly createdAt: Date;
  /** When its handshake was finished; null while the partner may still refuse it. */
  readonly acceptedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** Keeps a token that we give away: its hash to find it, its last four characters to recognise it (SEC-75). */
export async function insertCredential(
  tx: Tx,
  { id: subscriptionId, clientId }: Pick<SubscriptionRow, "id" | "clientId">,
  { token, ...credential }: NewCredential,
): Promise<void> {
  await tx.ocpiCredential.create({
    data: { ...credential, clientId, subscriptionId, tokenHash: hashToken(token), hint: token.slice(-4) },
  });
}

/** Ends tokens at once. `except` keeps one of them. */
export async function revokeCredentials(
  tx: Tx,
  subscriptionId: string,
  at: Date,
  which: { readonly purpose?: "REGISTRATION" | "PARTNER"; readonly except?: string } = {},
): Promise<void> {
  await tx.ocpiCredential.updateMany({
    where: {
      subscriptionId,
      revokedAt: null,
      ...(which.purpose ? { purpose: which.purpose } : {}),
      ...(which.except ? { id: { not: which.except } } : {}),
    },
    data: { revokedAt: at },
  });
}

const OVERLAP_MS = OVERLAP_MINUTES * 60_000;

/** Tokens of the partner that have no end yet, or a later one; `before` leaves out those that were made afterwards. */
const lasting = (subscriptionId: string, until: Date, except: string, before?: Date) => ({
  subscriptionId,
  purpose: "PARTNER" as const,
  revokedAt: null,
  id: { not: except },
  OR: [{ expiresAt: null }, { expiresAt: { gt: until } }],
  ...(before ? { createdAt: { lt: before } } : {}),
});

/** The partner knows its new token: the others live on for the overlap, so that calls in flight arrive (REL-106). */
export async function expirePartnerTokens(
  tx: Tx,
  subscriptionId: string,
  at: Date,
  except: string,
): Promise<void> {
  const expiresAt = new Date(at.getTime() + OVERLAP_MS);
  await tx.ocpiCredential.updateMany({
    where: lasting(subscriptionId, expiresAt, except),
    data: { expiresAt },
  });
}

/** The handshake in which this token was given is finished. */
export async function acceptCredential(tx: Tx, credentialId: string, at: Date): Promise<void> {
  await tx.ocpiCredential.updateMany({
    where: { id: credentialId, acceptedAt: null },
    data: { acceptedAt: at },
  });
}

/** Takes a registration token once (SEC-76): false when another request was first, or it is dead. */
export async function consumeRegistration(tx: Tx, credentialId: string, at: Date): Promise<boolean> {
  const { count } = await tx.ocpiCredential.updateMany({
    where: {
      id: credentialId,
      purpose: "REGISTRATION",
      usedAt: null,
      revokedAt: null,
      expiresAt: { gt: at },
    },
    data: { usedAt: at, revokedAt: at },
  });
  return count === 1;
}

/**
 * Notes that a partner's token was used: at most once a minute. A registration token's `usedAt` means something else. The use
 * proves that the partner knows the token, so that those before it live on for the overlap only.
 */
export async function noteCredentialUse(tx: Tx, credentialId: string, at: Date): Promise<void> {
  const used = await tx.ocpiCredential.findUnique({ where: { id: credentialId } });
  if (used?.purpose !== "PARTNER") return;
  if (used.usedAt !== null && used.usedAt.getTime() >= at.getTime() - 60_000) return;
  await settleTokens(tx, used, at);
  await tx.ocpiCredential.updateMany({ where: { id: credentialId }, data: { usedAt: at } });
}

/**
 * Ends the uncertainty whether the partner has got a token: it uses it. While a handshake is open this proves nothing, because a
 * partner reads our versions before it answers and may still refuse; nobody needs as long as the overlap for that.
 */
async function settleTokens(
  tx: Tx,
  used: {
    readonly id: string;
    readonly subscriptionId: string;
    readonly createdAt: Date;
    readonly acceptedAt: Date | null;
    readonly hint: string;
  },
  at: Date,
): Promise<void> {
  if (used.acceptedAt === null && at.getTime() - used.createdAt.getTime() < OVERLAP_MS) return;
  const expiresAt = new Date(at.getTime() + OVERLAP_MS);
  const where = lasting(used.subscriptionId, expiresAt, used.id, used.createdAt);
  if ((await tx.ocpiCredential.count({ where })) === 0) return;
  // The connection before its tokens, as every handshake takes them.
  const row = await lockSubscription(tx, used.subscriptionId);
  if (row.offeredVersion !== null) return;
  const { count } = await tx.ocpiCredential.updateMany({ where, data: { expiresAt } });
  if (count === 0) return;
  await acceptCredential(tx, used.id, at);
  await appendEvent(tx, row, {
    kind: "tokens_settled",
    at,
    by: { actor: "provider", byName: row.name },
    data: {
      sentence: `The partner uses its new token …${used.hint}. The one before works ${OVERLAP_MINUTES} more minutes.`,
    },
  });
}

/** Ends one token at once. */
export async function revokeCredential(tx: Tx, credentialId: string, at: Date): Promise<void> {
  await tx.ocpiCredential.updateMany({
    where: { id: credentialId, revokedAt: null },
    data: { revokedAt: at },
  });
}

/** True while the partner has a token of ours that works now. */
export async function hasPartnerToken(
  tx: Tx,
  subscriptionId: string,
  at: Date,
  credentialId?: string,
): Promise<boolean> {
  const count = await tx.ocpiCredential.count({
    where: {
      subscriptionId,
      purpose: "PARTNER",
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: at } }],
      ...(credentialId ? { id: credentialId } : {}),
    },
  });
  return count > 0;
}
