import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import type { Principal } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import { recordAudit } from "@/lib/tenants/record-audit";
import { isJsonObject } from "../exchange/codec.model";
import { segmentsBehind } from "../partner/explain-message.rules";
import { findRequest } from "../partner/messages.queries";
import { addressOf, jsonOf, readStored } from "../partner/read-message.rules";
import { findCdrIdOf } from "./push.queries";
import { type PushSubject, queuePush } from "./queue-push";
import { replaySubject } from "./replay-subject.rules";

/**
 * Sends again what a message of ours said, as it is now. Only in acceptance, and only what may be repeated: states of
 * locations, tariffs and sessions, and CDRs, whose id makes a repetition harmless (ADM-6). Throws `AppError`
 * "permission_missing", "message_unknown", "replay_in_production", "replay_not_safe".
 */
export async function replayMessage(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly messageId: bigint },
): Promise<void> {
  requirePermission(principal, "subscription.write");
  const { clientId } = principal;
  const { subscriptionId, messageId } = input;
  await context.db.withClient(clientId, async (tx) => {
    const connection = await findConnection(tx, subscriptionId);
    const entry = await findRequest(tx, subscriptionId, messageId);
    if (!connection || !entry) throw new AppError("not_found", "message_unknown", "no such message");
    if (connection.environment !== "ACCEPTANCE")
      throw new AppError("precondition", "replay_in_production", "replay is for acceptance only");
    const subject = await subjectOf(tx, subscriptionId, connection.cpos, entry);
    if (!subject)
      throw new AppError("precondition", "replay_not_safe", "this message can not simply be repeated");
    await queuePush(tx, context, { clientId, subscriptionId, ...subject });
    await recordAudit(tx, {
      clientId,
      at: context.clock.now(),
      actor: { userId: principal.userId, name: principal.name },
      action: "push.replayed",
      objectType: "subscription",
      objectId: subscriptionId,
      after: { messageId: String(messageId), kind: subject.kind },
    });
  });
}

async function subjectOf(
  tx: Tx,
  subscriptionId: string,
  cpos: Parameters<typeof replaySubject>[1],
  entry: { readonly direction: string; readonly action: string | null; readonly body: string },
): Promise<PushSubject | null> {
  const message = readStored(entry.body);
  const { method, url } = addressOf(message);
  const module = entry.action?.split(" ")[1] ?? "";
  if (entry.direction !== "OUT") return null;
  if (module === "cdrs" && method === "POST") {
    const cdr = jsonOf(message);
    const number = isJsonObject(cdr) && typeof cdr.id === "string" ? cdr.id : "";
    const objectId = await findCdrIdOf(tx, subscriptionId, number);
    return objectId === null ? null : { kind: "cdr", objectId };
  }
  return replaySubject({ method, module, segments: segmentsBehind(url, module) }, cpos);
}
