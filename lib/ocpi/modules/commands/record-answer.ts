import type { Context } from "@/lib/db/context";
import type { PartnerCommand, PartnerOutcome } from "@/lib/sessions/partner-command.model";
import { queuePush } from "../../push/queue-push";
import { commandResultOf } from "../start-session.rules";
import { settleCommands } from "./command.store";

/**
 * The station has answered a partner's command, or will not: the result is written to every command that waits for it and
 * queued for its `response_url`. The first result stands; repeats do nothing (REL-32).
 */
export async function recordAnswer(
  context: Context,
  job: {
    readonly clientId: string;
    readonly sessionId: string;
    readonly command: PartnerCommand;
    readonly outcome: PartnerOutcome;
  },
): Promise<void> {
  const { clientId, sessionId, command: type } = job;
  const { result } = commandResultOf(job.outcome);
  await context.db.withClient(clientId, async (tx) => {
    const settled = await settleCommands(tx, { sessionId, type }, result, context.clock.now());
    for (const { id, subscriptionId } of settled)
      await queuePush(tx, context, { clientId, subscriptionId, kind: "command_result", objectId: id });
  });
}
