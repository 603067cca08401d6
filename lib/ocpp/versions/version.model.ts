import type { StationCommandPayload } from "@/lib/sessions/station-facts.model";
import type { JsonObject, RpcErrorCodes, RpcErrorKind } from "../rpc/frame.model";
import type { CommandAnswer } from "../vocabulary/command.model";
import type { StationAnswer, StationFact } from "../vocabulary/station.model";

/** What a CALL of a station means. `problems` is the schema's verdict and our remarks; the message was processed anyway. */
export type Decoded =
  | { readonly kind: "fact"; readonly fact: StationFact; readonly problems: readonly string[] }
  | { readonly kind: "unknown-action" }
  | {
      readonly kind: "unreadable";
      readonly error: RpcErrorKind;
      readonly description: string;
      readonly problems: readonly string[];
    };

/**
 * One OCPP version: decodes and encodes, never decides. A new version is a folder beside `v1_6` with such a codec and one
 * line in `registry.ts`; versions never import each other.
 */
export interface StationCodec {
  /** WebSocket subprotocol, for example `ocpp1.6`. */
  readonly subprotocol: string;
  /** As it is stored with the station, for example `1.6`. */
  readonly version: string;
  readonly codes: RpcErrorCodes;
  /** Reads a CALL. Never throws, whatever the payload is. */
  decode(action: string, payload: JsonObject, receivedAt: Date): Decoded;
  /** The payload of the answer. Throws a `TypeError` when the answer does not belong to the action. */
  encode(action: string, answer: StationAnswer): JsonObject;
  encodeCommand(command: StationCommandPayload): { readonly action: string; readonly payload: JsonObject };
  /** Reads the station's answer to a command. Never throws. */
  decodeAnswer(
    command: StationCommandPayload,
    payload: JsonObject,
  ): CommandAnswer & { readonly problems: readonly string[] };
}
