import type { Tx } from "@/lib/db/database";
import { hashToken } from "@/lib/db/secrets";
import type { SubscriptionRow } from "./subscription.store";

interface NewCredential {
  readonly id: string;
  readonly purpose: "REGISTRATION" | "PARTNER";
  readonly token: string;
  readonly createdAt: Date;
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

/** The tokens before a rotation live on until `until`, so that calls in flight arrive (REL-106). */
export async function expirePartnerTokens(
  tx: Tx,
  subscriptionId: string,
  until: Date,
  except: string,
): Promise<void> {
  await tx.ocpiCredential.updateMany({
    where: {
      subscriptionId,
      purpose: "PARTNER",
      revokedAt: null,
      id: { not: except },
      OR: [{ expiresAt: null }, { expiresAt: { gt: until } }],
    },
    data: { expiresAt: until },
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

/** Notes that a partner's token was used: at most once a minute. A registration token's `usedAt` means something else. */
export async function noteCredentialUse(tx: Tx, credentialId: string, at: Date): Promise<void> {
  const minuteAgo = new Date(at.getTime() - 60_000);
  await tx.ocpiCredential.updateMany({
    where: {
      id: credentialId,
      purpose: "PARTNER",
      OR: [{ usedAt: null }, { usedAt: { lt: minuteAgo } }],
    },
    data: { usedAt: at },
  });
}

/** Ends one token at once. */
export async function revokeCredential(tx: Tx, credentialId: string, at: Date): Promise<void> {
  await tx.ocpiCredential.updateMany({
    where: { id: credentialId, revokedAt: null },
    data: { revokedAt: at },
  });
}
