import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { acceptCredential, expirePartnerTokens, revokeCredentials } from "./credential.store";
import type { PeerFacts } from "./registration.model";
import type { SubscriptionActor } from "./subscription.model";
import {
  appendEvent,
  moveSubscription,
  type StepData,
  type SubscriptionChanges,
  type SubscriptionRow,
  updateSubscription,
} from "./subscription.store";

/** What the partner told us, as columns; its token sealed (SEC-75). */
function columnsOf(context: Context, peer: PeerFacts): SubscriptionChanges {
  return {
    peerTokenCipher: context.secrets.seal(peer.token),
    peerVersionsUrl: peer.versionsUrl,
    version: peer.version,
    peerEndpoints: peer.endpoints as unknown as Prisma.InputJsonValue,
    peerRoles: peer.roles as unknown as Prisma.InputJsonValue,
    ...(peer.encoding === null ? {} : { rememberedEncoding: peer.encoding }),
  };
}

function stepData(peer: PeerFacts, startedBy: "us" | "partner"): StepData {
  return {
    startedBy,
    version: peer.version,
    modules: [...new Set(peer.endpoints.map(({ identifier }) => identifier))],
    parties: peer.roles.map(({ role, countryCode, partyId }) => `${role} ${countryCode}*${partyId}`),
  };
}

interface Finished {
  readonly peer: PeerFacts;
  /** Our token that the partner uses from now on. */
  readonly credentialId: string;
  readonly startedBy: "us" | "partner";
  /** The partner came with a token of ours and may not get the new one: what it holds works until it uses the new one. */
  readonly keepsTokens: boolean;
  readonly by: SubscriptionActor;
}

/** The first handshake is done: every other token of ours is dead, token A as well (SEC-76). */
export async function storeRegistration(
  tx: Tx,
  context: Context,
  row: SubscriptionRow,
  { peer, credentialId, startedBy, keepsTokens, by }: Finished,
): Promise<void> {
  const at = context.clock.now();
  await moveSubscription(tx, row, "registered", {
    at,
    by,
    data: stepData(peer, startedBy),
    set: { ...columnsOf(context, peer), registeredAt: at, offeredVersion: null },
  });
  await acceptCredential(tx, credentialId, at);
  const purpose = keepsTokens ? "REGISTRATION" : undefined;
  await revokeCredentials(tx, row.id, at, { except: credentialId, ...(purpose ? { purpose } : {}) });
}

/**
 * New tokens on both sides. Ours from before live on: for a short while, so that calls in flight arrive (REL-106), or until the
 * partner uses the new one, where its way to the partner is still open.
 */
export async function storeRotation(
  tx: Tx,
  context: Context,
  row: SubscriptionRow,
  { peer, credentialId, startedBy, keepsTokens, by }: Finished,
): Promise<void> {
  const at = context.clock.now();
  await updateSubscription(tx, row.id, { ...columnsOf(context, peer), registeredAt: at, updatedAt: at });
  await acceptCredential(tx, credentialId, at);
  if (!keepsTokens) await expirePartnerTokens(tx, row.id, at, credentialId);
  await appendEvent(tx, row, { kind: "tokens_rotated", at, by, data: stepData(peer, startedBy) });
}
