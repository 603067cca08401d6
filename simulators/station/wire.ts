/** A message of the OCPP-J framework (OCPP-J 1.6 §4.2), decoded. */
export type WireMessage =
  | { readonly kind: "call"; readonly messageId: string; readonly action: string; readonly payload: unknown }
  | { readonly kind: "result"; readonly messageId: string; readonly payload: unknown }
  | {
      readonly kind: "error";
      readonly messageId: string;
      readonly code: string;
      readonly description: string;
    };

/** Reads one text frame; null when it is not an OCPP-J message. */
export function decodeFrame(raw: string): WireMessage | null {
  let parts: unknown;
  try {
    parts = JSON.parse(raw);
  } catch {
    return null;
  }
  if (!Array.isArray(parts)) return null;
  const [type, messageId, third, fourth] = parts as unknown[];
  if (typeof messageId !== "string") return null;
  if (type === 2 && typeof third === "string") {
    return { kind: "call", messageId, action: third, payload: fourth ?? {} };
  }
  if (type === 3) return { kind: "result", messageId, payload: third };
  if (type === 4) return { kind: "error", messageId, code: String(third), description: String(fourth ?? "") };
  return null;
}

export const encodeCall = (messageId: string, action: string, payload: unknown): string =>
  JSON.stringify([2, messageId, action, payload]);

export const encodeResult = (messageId: string, payload: unknown): string =>
  JSON.stringify([3, messageId, payload]);

export const encodeError = (messageId: string, code: string, description: string): string =>
  JSON.stringify([4, messageId, code, description.slice(0, 255), {}]);

/** An answer of type CALLERROR to a call of the server (OCPP-J 1.6 §4.2.3). */
export class CallRefused extends Error {
  override readonly name = "CallRefused";

  constructor(
    readonly code:
      | "NotImplemented"
      | "NotSupported"
      | "InternalError"
      | "ProtocolError"
      | "FormationViolation"
      | "TypeConstraintViolation",
    message: string,
  ) {
    super(message);
  }
}

/** Why a call of the station has no result: the server answered an error, not at all, or the socket went away. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";

  constructor(
    readonly why: "error" | "timeout" | "offline",
    message: string,
  ) {
    super(message);
  }
}
