import type { Context } from "@/lib/db/context";
import { writeJournal } from "@/lib/journal/write-journal";
import { markCommandSent, recordCommandOutcome } from "@/lib/sessions/record-command-outcome";
import type { ConnectedStation } from "../connected-station.model";
import { maskFrame } from "../mask-frame.rules";
import { encodeCall } from "../rpc/frame.rules";
import { readCommand, refusalOf } from "../run-station-command";
import { findQueuedCommands, hasCommandUnderWay } from "../station-sockets.queries";
import type { StationCodec } from "../versions/version.model";
import { FORWARDING_GATEWAY } from "./forwarded-station";

/**
 * The next command for a station whose socket a fleet holds, as the frame to send; null when nothing waits. One at a time: as
 * long as a command is unanswered and its deadline not over, nothing more is given out (OCPP-J 1.6 §4.1.1). The message id is
 * the command's id, so that the answer finds it again; the row says "sent" before the frame leaves.
 */
export async function takeForwardedCommand(
  context: Context,
  station: ConnectedStation,
  codec: StationCodec,
): Promise<string | null> {
  const { stationId, clientId } = station;
  if (await hasCommandUnderWay(context, stationId)) return null;
  for (const queued of await findQueuedCommands(context, FORWARDING_GATEWAY, [stationId])) {
    const { commandId } = queued;
    const command = readCommand(context, queued);
    const refusal = refusalOf(queued, command, station);
    if (refusal) await recordCommandOutcome(context, refusal);
    if (!command || refusal || !(await markCommandSent(context, commandId))) continue;
    const { action, payload } = codec.encodeCommand(command);
    const text = encodeCall(commandId, action, payload);
    await writeJournal(context, {
      clientId,
      at: context.clock.now(),
      channel: "OCPP",
      direction: "OUT",
      peer: stationId,
      stationId,
      action,
      messageId: commandId,
      body: maskFrame(text),
    });
    return text;
  }
  return null;
}

/** The same, waiting up to `waitMs` for a command to appear. Ends early, with null, when `signal` says that nobody listens. */
export async function waitForForwardedCommand(
  context: Context,
  station: ConnectedStation,
  codec: StationCodec,
  waitMs: number,
  signal: AbortSignal,
): Promise<string | null> {
  const bell = createBell();
  const end = (): void => bell.ring("over");
  const timer = setTimeout(end, waitMs);
  signal.addEventListener("abort", end);
  const unlisten = await context.db.listener.on("station_command", (stationId) => {
    if (stationId === "" || stationId === station.stationId) bell.ring("again");
  });
  try {
    for (;;) {
      const text = signal.aborted ? null : await takeForwardedCommand(context, station, codec);
      if (text !== null || (await bell.heard()) === "over") return text;
    }
  } finally {
    unlisten();
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

type Ring = "again" | "over";

/** Remembers a ring that nobody was waiting for; "over" outlasts every "again". */
function createBell(): { ring(what: Ring): void; heard(): Promise<Ring> } {
  let missed: Ring | undefined;
  let wake: ((what: Ring) => void) | undefined;
  return {
    ring(what) {
      if (wake) wake(what);
      else if (missed !== "over") missed = what;
      wake = undefined;
    },
    async heard() {
      const what = missed;
      missed = undefined;
      return (
        what ??
        new Promise<Ring>((resolve) => {
          wake = resolve;
        })
      );
    },
  };
}
