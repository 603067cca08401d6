import { AppError } from "@/lib/core/errors";
import type { Log } from "@/lib/db/context";
import type { JournalMessage } from "@/lib/journal/journal.model";
import type { ConnectedStation } from "./connected-station.model";
import { maskFrame } from "./mask-frame.rules";
import { printable } from "./printable.rules";
import type { Reply } from "./rpc/frame.model";
import type { IncomingCall } from "./rpc/peer.model";
import type { StationCodec } from "./versions/version.model";
import type { AnswerOf, FactKind, FactOf, StationAnswer, StationFact } from "./vocabulary/station.model";

/** What to do with each fact: one use-case of a lower room per row. */
export type FactHandlers = {
  readonly [K in FactKind]: (
    station: ConnectedStation,
    fact: FactOf<K>,
    receivedAt: Date,
  ) => Promise<AnswerOf[K]>;
};

export interface MessagePorts {
  /** Stores a wire message; fulfilled when it is durable. */
  readonly journal: (message: JournalMessage) => Promise<void>;
  readonly handlers: FactHandlers;
  readonly log: Log;
}

/** Facts whose refusal would block or empty the station's queue (OCPP 1.6 §3.7.1); they change nothing that is answered. */
const ALWAYS_ACKNOWLEDGED: Partial<{ [K in FactKind]: AnswerOf[K] }> = {
  meterReported: {},
  transactionStopped: { verdict: null },
};

/**
 * Handles one CALL of a station, from a socket of the gateway or forwarded over HTTP: keep the raw frame, decode it, hand the
 * fact to its use-case, encode the stored result. Repeated messages are safe, because the use-cases recognise a fact by its
 * content (REL-13). A meter value or stop that was kept but could not be processed is still acknowledged: the frame is in the
 * journal, and an error would make the station throw the message away. Rejects when the frame could not be kept.
 */
export async function handleStationMessage(
  ports: MessagePorts,
  station: ConnectedStation,
  codec: StationCodec,
  call: IncomingCall,
): Promise<Reply> {
  const decoded = codec.decode(call.action, call.payload, call.receivedAt);
  await ports.journal({
    clientId: station.clientId,
    at: call.receivedAt,
    channel: "OCPP",
    direction: "IN",
    peer: station.stationId,
    stationId: station.stationId,
    action: printable(call.action),
    messageId: printable(call.id),
    body: maskFrame(call.raw),
    problems: decoded.kind === "unknown-action" ? [] : decoded.problems,
  });
  if (decoded.kind === "unknown-action") {
    return { kind: "error", error: "not-implemented", description: "This action is not known here" };
  }
  if (decoded.kind === "unreadable") {
    return { kind: "error", error: decoded.error, description: decoded.description };
  }
  const answer = await answerTo(ports, station, decoded.fact, call);
  return { kind: "result", payload: codec.encode(call.action, answer) };
}

async function answerTo(
  ports: MessagePorts,
  station: ConnectedStation,
  fact: StationFact,
  call: IncomingCall,
): Promise<StationAnswer> {
  try {
    return await dispatch(ports.handlers, station, fact, call.receivedAt);
  } catch (error) {
    const fallback = ALWAYS_ACKNOWLEDGED[fact.kind];
    if (!fallback || !isOurFault(error)) throw error;
    const { stationId } = station;
    ports.log.error(
      { error: String(error), stationId, action: call.action, messageId: call.id },
      "fact kept but not processed",
    );
    return { kind: fact.kind, ...fallback } as StationAnswer;
  }
}

/** Pairs a fact with its row. The table's type ties each kind to its fact and answer; the compiler can not follow the lookup. */
async function dispatch<K extends FactKind>(
  handlers: FactHandlers,
  station: ConnectedStation,
  fact: StationFact & { readonly kind: K },
  receivedAt: Date,
): Promise<StationAnswer> {
  const answer = await handlers[fact.kind as K](station, fact as unknown as FactOf<K>, receivedAt);
  return { ...answer, kind: fact.kind } as unknown as StationAnswer;
}

/**
 * True for a refusal of the domain or a mistake of ours, which would happen again at every retry. Everything that the
 * database or the network did is worth the station's retry.
 */
function isOurFault(error: unknown): boolean {
  if (error instanceof AppError) return error.kind !== "unavailable";
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    (error as Error | null)?.name === "IllegalTransition"
  );
}
