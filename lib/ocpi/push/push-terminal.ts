import type { Context } from "@/lib/db/context";
import type { TerminalAct } from "@/lib/subscriptions/terminal.model";
import { findTerminalAssignment } from "@/lib/subscriptions/terminal.queries";
import { queuePush } from "./queue-push";

/** A person has changed a terminal: its provider is told what was done. A terminal without a connection has nobody to tell. */
export async function pushTerminal(
  context: Context,
  job: { readonly clientId: string; readonly terminalId: string; readonly act: TerminalAct },
): Promise<void> {
  const { clientId, terminalId, act } = job;
  await context.db.withClient(clientId, async (tx) => {
    const terminal = await findTerminalAssignment(tx, terminalId);
    if (!terminal?.subscriptionId) return;
    const { subscriptionId } = terminal;
    await queuePush(tx, context, {
      clientId,
      subscriptionId,
      kind: "terminal",
      objectId: terminalId,
      parentId: act,
    });
  });
}
