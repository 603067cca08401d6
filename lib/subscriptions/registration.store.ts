import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { expirePartnerTokens, revokeCredentials } from "./credential.store";
import type { PeerFacts } from "./registration.model";
import { OVERLAP_MINUTES, type SubscriptionActor } from "./subscription.model";
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
  readonly by: SubscriptionActor;
}

/** The first handshake is done: every other token of ours is dead, token A as well (SEC-76). */
export async function storeRegistration(
  tx: Tx,
  context: Context,
  row: SubscriptionRow,
  { peer, credentialId, startedBy, by }: Finished,
): Promise<void> {
  const at = context.clock.now();
  await moveSubscription(tx, row, "registered", {
    at,
    by,
    data: stepData(peer, startedBy),
    set: { ...columnsOf(context, peer), registeredAt: at },
  });
  await revokeCredentials(tx, row.id, at, { except: credentialId });
}

/** New tokens on both sides: ours from before live on for a short while, so that calls in flight arrive (REL-106). */
export async function storeRotation(
  tx: Tx,
  context: Context,
  row: SubscriptionRow,
  { peer, credentialId, startedBy, by }: Finished,
): Promise<void> {
  const at = context.clock.now();
  const until = new Date(at.getTime() + OVERLAP_MINUTES * 60_000);
  await updateSubscription(tx, row.id, { ...columnsOf(context, peer), registeredAt: at, updatedAt: at });
  await expirePartnerTokens(tx, row.id, until, credentialId);
  await appendEvent(tx, row, { kind: "tokens_rotated", at, by, data: stepData(peer, startedBy) });
}
