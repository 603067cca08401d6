import type { Context } from "@/lib/db/context";
import { writeJournal } from "@/lib/journal/write-journal";
import { recordCommandOutcome } from "@/lib/sessions/record-command-outcome";
import { outcomeOf } from "../command-outcome.rules";
import type { ConnectedStation } from "../connected-station.model";
import { handleStationMessage } from "../handle-station-message";
import { maskFrame } from "../mask-frame.rules";
import { printable } from "../printable.rules";
import type { CallFrame, Reply } from "../rpc/frame.model";
import { encodeReply, parseFrame } from "../rpc/frame.rules";
import type { CallOutcome } from "../rpc/peer.model";
import { readCommand } from "../run-station-command";
import { createFactHandlers } from "../station-fact-handlers";
import { findSentCommand } from "../station-sockets.queries";
import type { StationCodec } from "../versions/version.model";
import type { DataTransferRoute } from "../vocabulary/data-transfer.model";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What goes back to the fleet: a frame for the station, nothing, or the word that the text was no frame. */
export type ForwardedAnswer =
  | { readonly kind: "reply"; readonly text: string }
  | { readonly kind: "none" }
  | { readonly kind: "no-frame" };

/**
 * Handles one frame of a station that a fleet of other sockets forwards: the same handler as the gateway's (DESIGN.md). A CALL
 * is answered with the frame for the station; a CALLRESULT or CALLERROR ends the command with its message id.
 */
export async function answerForwardedFrame(
  context: Context,
  dataTransfer: readonly DataTransferRoute[],
  station: ConnectedStation,
  codec: StationCodec,
  raw: string,
): Promise<ForwardedAnswer> {
  const frame = parseFrame(raw);
  switch (frame.type) {
    case "call":
      return answerCall(context, dataTransfer, station, codec, frame, raw);
    case "result":
      await finish(context, station, codec, frame.id, raw, { kind: "result", payload: frame.payload });
      return { kind: "none" };
    case "error":
      await finish(context, station, codec, frame.id, raw, {
        kind: "error",
        code: frame.code,
        description: frame.description,
      });
      return { kind: "none" };
    case "malformed": {
      await keep(context, station, "IN", raw, frame.id ?? null, null);
      if (!frame.answerable || frame.id === undefined) return { kind: "no-frame" };
      const description = `The frame is not an OCPP-J call: ${frame.reason}`;
      return {
        kind: "reply",
        text: encodeReply(frame.id, { kind: "error", error: "format", description }, codec.codes),
      };
    }
    default:
      await keep(context, station, "IN", raw, null, null);
      return { kind: "none" };
  }
}

async function answerCall(
  context: Context,
  dataTransfer: readonly DataTransferRoute[],
  station: ConnectedStation,
  codec: StationCodec,
  frame: CallFrame,
  raw: string,
): Promise<ForwardedAnswer> {
  const { clock, log } = context;
  const ports = {
    journal: (message: Parameters<typeof writeJournal>[1]) => writeJournal(context, message),
    handlers: createFactHandlers(context, dataTransfer),
    log,
  };
  const { id, action, payload } = frame;
  const call = { id, action, payload, raw, receivedAt: clock.now() };
  const reply = await handleStationMessage(ports, station, codec, call).catch((error: unknown): Reply => {
    log.error(
      { stationId: station.stationId, action: printable(action), error: String(error) },
      "message not processed",
    );
    return { kind: "error", error: "internal", description: "The message could not be processed" };
  });
  const text = encodeReply(id, reply, codec.codes);
  await keep(context, station, "OUT", text, id, action);
  return { kind: "reply", text };
}

/** The answer to a command that was handed out; an answer to nothing is only kept. */
async function finish(
  context: Context,
  station: ConnectedStation,
  codec: StationCodec,
  id: string,
  raw: string,
  end: CallOutcome,
): Promise<void> {
  const sent = UUID.test(id) ? await findSentCommand(context, station.stationId, id) : null;
  const command = sent ? readCommand(context, sent) : null;
  await keep(context, station, "IN", raw, id, command ? codec.encodeCommand(command).action : null);
  if (!command) return;
  const outcome = outcomeOf(id, command, codec, end, true);
  if (outcome) await recordCommandOutcome(context, outcome);
}

function keep(
  context: Context,
  { stationId, clientId }: ConnectedStation,
  direction: "IN" | "OUT",
  raw: string,
  messageId: string | null,
  action: string | null,
): Promise<void> {
  return writeJournal(context, {
    clientId,
    at: context.clock.now(),
    channel: "OCPP",
    direction,
    peer: stationId,
    stationId,
    action: action === null ? null : printable(action),
    messageId: messageId === null ? null : printable(messageId),
    body: maskFrame(raw),
  });
}
