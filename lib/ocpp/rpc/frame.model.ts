/**
 * The frames of OCPP-J as data. A frame is one JSON array; its first element is the message type number
 * (OCPP-J 1.6 §4.1.3, OCPP 2.1 part 4 §4.1).
 */

/** Message type numbers. 5 and 6 exist from OCPP 2.1 on; a number outside this table is ignored, as both texts demand. */
export const MESSAGE_TYPE = { call: 2, result: 3, error: 4, resultError: 5, send: 6 } as const;

/** Largest frame that is read at all, in bytes (SEC-33). */
export const MAX_FRAME_BYTES = 256 * 1024;

/** Deepest nesting that is read. The deepest OCPP message needs about ten; the rest is an attack on the stack. */
export const MAX_FRAME_DEPTH = 32;

/** Longest message id that is echoed. The texts say 36; some stations send longer ones. */
export const MAX_MESSAGE_ID = 128;

/** A JSON object as it came over the wire: nothing about its fields is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface CallFrame {
  readonly type: "call";
  readonly id: string;
  readonly action: string;
  readonly payload: JsonObject;
}

export interface ResultFrame {
  readonly type: "result";
  readonly id: string;
  readonly payload: JsonObject;
}

/** An answer that says no: CALLERROR (4), or CALLRESULTERROR (5) which complains about an answer of ours. */
export interface ErrorFrame {
  readonly type: "error" | "resultError";
  readonly id: string;
  readonly code: string;
  readonly description: string;
  readonly details: JsonObject;
}

/** A message that wants no answer (OCPP 2.1 type 6). */
export interface SendFrame {
  readonly type: "send";
  readonly id: string;
  readonly action: string;
  readonly payload: JsonObject;
}

export type Frame = CallFrame | ResultFrame | ErrorFrame | SendFrame;

/** Why a text is not a frame. `id` is there when the message id could be read, so that an answer is possible. */
export interface Malformed {
  readonly type: "malformed";
  readonly reason:
    | "too-large"
    | "too-deep"
    | "not-json"
    | "not-an-array"
    | "bad-id"
    | "bad-action"
    | "bad-payload";
  readonly id?: string;
  /** True when the message type says CALL: only a CALL may be answered. */
  readonly answerable: boolean;
}

/** A frame whose type number nobody knows: ignored without an answer. */
export interface UnknownType {
  readonly type: "unknown";
  readonly messageType: unknown;
}

/** Our own names of the errors; each version spells them in its own way (1.6 has two famous misspellings). */
export type RpcErrorKind =
  | "not-implemented"
  | "not-supported"
  | "internal"
  | "format"
  | "security"
  | "generic"
  | "occurrence"
  | "property"
  | "type";

export type RpcErrorCodes = Readonly<Record<RpcErrorKind, string>>;

/** Error codes of OCPP-J 1.6 §4.2.3, with its spelling. */
export const ERROR_CODES_1_6: RpcErrorCodes = {
  "not-implemented": "NotImplemented",
  "not-supported": "NotSupported",
  internal: "InternalError",
  format: "FormationViolation",
  security: "SecurityError",
  generic: "GenericError",
  occurrence: "OccurenceConstraintViolation",
  property: "PropertyConstraintViolation",
  type: "TypeConstraintViolation",
};

/** What a handler says to a CALL. */
export type Reply =
  | { readonly kind: "result"; readonly payload: JsonObject }
  | { readonly kind: "error"; readonly error: RpcErrorKind; readonly description: string };
