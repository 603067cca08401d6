import type {
  CommandOutcome,
  StationCommandKind,
  StationCommandPayload,
} from "@/lib/sessions/station-facts.model";
import { printable } from "./printable.rules";
import type { CallOutcome } from "./rpc/peer.model";
import type { StationCodec } from "./versions/version.model";

/** What may be asked of a station that nobody has approved yet (SEC-32). */
const SAFE_IN_QUARANTINE: ReadonlySet<StationCommandKind> = new Set([
  "GET_CONFIGURATION",
  "CHANGE_CONFIGURATION",
  "TRIGGER_MESSAGE",
]);

/** True when the command may go to a station in this state. */
export function isCommandAllowed(kind: StationCommandKind, approval: "QUARANTINED" | "ACTIVE"): boolean {
  return approval === "ACTIVE" || SAFE_IN_QUARANTINE.has(kind);
}

/**
 * What a call's end means for its command; null when the command is to stay in its queue, because the station has provably
 * not seen it. `marked` tells whether the row says "sent" already: then it never goes back to the queue, since a start must
 * not be sent twice with one token.
 */
export function outcomeOf(
  commandId: string,
  command: StationCommandPayload,
  codec: StationCodec,
  end: CallOutcome,
  marked: boolean,
): CommandOutcome | null {
  switch (end.kind) {
    case "result": {
      const { accepted, status, values, schedule } = codec.decodeAnswer(command, end.payload);
      return {
        commandId,
        state: accepted ? "ACCEPTED" : "REJECTED",
        answer: {
          status,
          ...(hasValues(values) ? { values } : {}),
          ...(schedule === undefined ? {} : { schedule }),
        },
      };
    }
    case "error":
      return {
        commandId,
        state: "REJECTED",
        answer: { error: printable(end.code), description: printable(end.description) },
      };
    case "timeout":
      return { commandId, state: "TIMEOUT", answer: { reason: "no_answer" } };
    case "lost":
      return { commandId, state: "TIMEOUT", answer: { reason: "connection_lost" } };
    case "unsent":
      if (end.reason === "expired")
        return { commandId, state: "TIMEOUT", answer: { reason: "not_sent_in_time" } };
      return marked && end.reason === "closed"
        ? { commandId, state: "TIMEOUT", answer: { reason: "connection_lost" } }
        : null;
  }
}

function hasValues(values: Readonly<Record<string, string>>): boolean {
  return Object.keys(values).length > 0;
}
