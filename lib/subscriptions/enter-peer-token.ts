import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { isHandshaking } from "./handshake.store";
import type { HostJudge } from "./request.model";
import { staffAct } from "./staff-act";
import { appendEvent, updateSubscription } from "./subscription.store";

const peerTokenSchema = z.strictObject({
  // At most 64 printable ASCII characters without blanks (OCPI credentials, token).
  token: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,64}$/, "the token as you received it, at most 64 characters without blanks"),
  versionsUrl: z.url({ protocol: /^https?$/, error: "an address that begins with https://" }).max(255),
});

/**
 * Keeps the registration token that the partner gave us, sealed, and its versions address, so that we can start the
 * handshake. Throws a `ZodError`, `AppError` "subscription_wrong_state" when the connection is not waiting for a handshake,
 * "handshake_running".
 */
export async function enterPeerToken(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly token: string; readonly versionsUrl: string },
  judgeHost: HostJudge,
): Promise<void> {
  const { subscriptionId, ...given } = input;
  const { token, versionsUrl } = peerTokenSchema.parse(given);
  const { host } = new URL(versionsUrl);
  const fault = judgeHost(host);
  if (fault !== null)
    throw new z.ZodError([
      { code: "custom", path: ["versionsUrl"], message: `${host} ${fault}.`, input: undefined },
    ]);
  await staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    if (row.state !== "APPROVED")
      throw new AppError("conflict", "subscription_wrong_state", `no registration in state ${row.state}`);
    if (isHandshaking(row, at))
      throw new AppError("conflict", "handshake_running", "a handshake is under way");
    await updateSubscription(tx, row.id, {
      peerTokenCipher: context.secrets.seal(token),
      peerVersionsUrl: versionsUrl,
      rememberedEncoding: null,
      updatedAt: at,
    });
    const data = { hint: token.slice(-4), versionsUrl };
    await appendEvent(tx, row, { kind: "peer_token_entered", at, by, data });
    return {
      audit: { action: "subscription.peer_token_entered", after: { versionsUrl } },
      result: undefined,
    };
  });
}
