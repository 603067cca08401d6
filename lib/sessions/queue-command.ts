import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { insertCommand } from "./session.store";
import type { StationCommandPayload } from "./station-facts.model";

/** The deadline of a command has passed; does nothing when it was answered. */
export const COMMAND_DEADLINE = "station.command_deadline";

/** The gateway that holds the station reports a time-out itself; this much later nobody has. */
const GATEWAY_GRACE_MS = 2_000;

/**
 * Queues a command for a station: a row in the caller's transaction; the database wakes the gateway that holds the socket.
 * `deadlineS` covers the wait in the queue and the answer; after it the outcome is TIMEOUT and the effect unknown.
 */
export async function queueCommand(
  tx: Tx,
  context: Context,
  input: {
    readonly clientId: string;
    readonly stationId: string;
    readonly sessionId?: string | null;
    readonly payload: StationCommandPayload;
    readonly deadlineS: number;
    readonly createdBy: string;
  },
): Promise<{ commandId: string }> {
  const now = context.clock.now();
  const commandId = context.ids.next();
  const { kind, ...rest } = input.payload;
  await insertCommand(tx, {
    id: commandId,
    clientId: input.clientId,
    stationId: input.stationId,
    sessionId: input.sessionId ?? null,
    kind,
    payload: JSON.parse(JSON.stringify(rest)),
    deadlineAt: new Date(now.getTime() + input.deadlineS * 1000),
    createdBy: input.createdBy,
    createdAt: now,
  });
  await emit(
    tx,
    { type: COMMAND_DEADLINE, payload: { clientId: input.clientId, commandId } },
    { runAt: new Date(now.getTime() + input.deadlineS * 1000 + GATEWAY_GRACE_MS), priority: PRIORITY.start },
  );
  return { commandId };
}
