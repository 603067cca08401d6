"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { HandshakeResult } from "@/lib/ocpi/modules/credentials/handshake.model";
import { registerAtPartner } from "@/lib/ocpi/modules/credentials/register-at-partner";
import { rotateTokens } from "@/lib/ocpi/modules/credentials/rotate-tokens";
import { terminateConnection } from "@/lib/ocpi/modules/credentials/terminate-connection";
import { judgeHost } from "@/lib/ocpi/partner/judge-host";
import { enterPeerToken } from "@/lib/subscriptions/enter-peer-token";
import { adminAction } from "../../_guard/admin-action";
import { reasonField } from "../../_guard/fields";
import { ocpiDeps, subscriptionIn } from "./parts";

const one = z.strictObject({ id: z.uuid() });

function sentenceOf(result: HandshakeResult): string {
  if (result.ok) return result.sentence;
  // The steps stand in the history, also when the act has failed.
  refresh();
  const words = `${result.sentence} ${result.advice}`;
  throw new AppError("unavailable", "handshake_failed", result.sentence, { words });
}

/** Takes the partner's token and registers with it in one act. */
export const registerWithToken = adminAction(
  "subscription.write",
  one.extend({ token: z.string(), versionsUrl: z.string() }),
  async (admin, { id, ...given }) => {
    await subscriptionIn(admin, id);
    await enterPeerToken(admin.context, admin.principal, { subscriptionId: id, ...given }, judgeHost);
    return sentenceOf(await registerAtPartner(ocpiDeps(admin), admin.principal, id));
  },
);

/** Tries the registration again with the token that was entered. */
export const registerAgain = adminAction("subscription.write", one, async (admin, { id }) => {
  await subscriptionIn(admin, id);
  return sentenceOf(await registerAtPartner(ocpiDeps(admin), admin.principal, id));
});

/** New tokens on both sides. */
export const rotate = adminAction("subscription.write", one, async (admin, { id }) => {
  await subscriptionIn(admin, id);
  return sentenceOf(await rotateTokens(ocpiDeps(admin), admin.principal, id));
});

/** Ends a connection for good. */
export const terminate = adminAction(
  "subscription.write",
  one.extend({ reason: reasonField }),
  async (admin, { id, reason }) => {
    await subscriptionIn(admin, id);
    const input = { subscriptionId: id, reason };
    const { partnerTold } = await terminateConnection(ocpiDeps(admin), admin.principal, input);
    return partnerTold ? "Ended, and the partner was told." : "Ended. Every token is dead.";
  },
);
