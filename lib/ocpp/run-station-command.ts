import type { Context } from "@/lib/db/context";
import { markCommandSent, recordCommandOutcome } from "@/lib/sessions/record-command-outcome";
import type { CommandOutcome, StationCommandPayload } from "@/lib/sessions/station-facts.model";
import { isCommandAllowed, outcomeOf } from "./command-outcome.rules";
import type { ConnectedStation } from "./connected-station.model";
import type { CallOutcome, OutgoingCall } from "./rpc/peer.model";
import type { QueuedCommand } from "./station-sockets.queries";
import type { StationCodec } from "./versions/version.model";
import { stationCommandSchema } from "./vocabulary/command.model";

/**
 * Takes one queued command to its end: marks it as sent, sends it, waits for the answer, records the outcome. A command that
 * did not leave stays in its queue. Never sends a command twice, whatever breaks in between.
 */
export async function runStationCommand(
  context: Context,
  station: ConnectedStation,
  codec: StationCodec,
  send: (call: OutgoingCall) => Promise<CallOutcome>,
  queued: QueuedCommand,
): Promise<void> {
  const command = readCommand(context, queued);
  const refusal = refusalOf(queued, command, station);
  if (!command || refusal) {
    if (refusal) await recordCommandOutcome(context, refusal);
    return;
  }
  let marked = false;
  const end = await send({
    ...codec.encodeCommand(command),
    deadline: queued.deadlineAt,
    beforeSend: async () => {
      marked = await markCommandSent(context, queued.commandId);
      return marked;
    },
  });
  const outcome = outcomeOf(queued.commandId, command, codec, end, marked);
  if (outcome) await recordCommandOutcome(context, outcome);
}

/** The command in a row, with a sealed value opened; null when the row holds none that we know. */
export function readCommand(
  context: Context,
  { kind, payload }: QueuedCommand,
): StationCommandPayload | null {
  const fields = typeof payload === "object" && payload !== null ? payload : {};
  const command = stationCommandSchema.safeParse({ ...fields, kind }).data ?? null;
  if (command?.kind !== "CHANGE_CONFIGURATION" || !command.sealed) return command;
  const { sealed: _, ...rest } = command;
  return { ...rest, value: context.secrets.open(command.value) };
}

/** The outcome of a command that must not be sent at all; null when it may. */
export function refusalOf(
  { commandId }: QueuedCommand,
  command: StationCommandPayload | null,
  station: ConnectedStation,
): CommandOutcome | null {
  if (!command) return { commandId, state: "REJECTED", answer: { reason: "unreadable_command" } };
  if (isCommandAllowed(command.kind, station.approval)) return null;
  return { commandId, state: "REJECTED", answer: { reason: "station_in_quarantine" } };
}
