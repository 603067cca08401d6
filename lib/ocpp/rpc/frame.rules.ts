import {
  type Frame,
  type JsonObject,
  MAX_FRAME_BYTES,
  MAX_FRAME_DEPTH,
  MAX_MESSAGE_ID,
  type Malformed,
  MESSAGE_TYPE,
  type Reply,
  type RpcErrorCodes,
  type UnknownType,
} from "./frame.model";

/** Longest action name that is looked up; the longest of OCPP has 33 characters. */
const MAX_ACTION = 64;

/** OCPP-J limits the description of an error to 255 characters. */
const MAX_DESCRIPTION = 255;

/**
 * Reads one text message of a station. Never throws, whatever the text is (SEC-33).
 * An extra element at the end of the array is ignored; a missing payload counts as `{}` because some stations leave it out.
 */
export function parseFrame(text: string): Frame | Malformed | UnknownType {
  if (text.length > MAX_FRAME_BYTES || utf8Length(text) > MAX_FRAME_BYTES) return malformed("too-large");
  if (depthOf(text) > MAX_FRAME_DEPTH) return malformed("too-deep");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return malformed("not-json");
  }
  if (!Array.isArray(json)) return malformed("not-an-array");
  const [type, id, ...rest] = json as unknown[];
  switch (type) {
    case MESSAGE_TYPE.call:
      return request("call", id, rest);
    case MESSAGE_TYPE.send:
      return request("send", id, rest);
    case MESSAGE_TYPE.result:
      return result(id, rest);
    case MESSAGE_TYPE.error:
      return refusal("error", id, rest);
    case MESSAGE_TYPE.resultError:
      return refusal("resultError", id, rest);
    default:
      return { type: "unknown", messageType: type };
  }
}

/** The text of a CALL of ours. */
export function encodeCall(id: string, action: string, payload: JsonObject): string {
  return JSON.stringify([MESSAGE_TYPE.call, id, action, payload]);
}

/** The text that answers the station's CALL with this message id. */
export function encodeReply(id: string, reply: Reply, codes: RpcErrorCodes): string {
  if (reply.kind === "result") return JSON.stringify([MESSAGE_TYPE.result, id, reply.payload]);
  const description = reply.description.slice(0, MAX_DESCRIPTION);
  return JSON.stringify([MESSAGE_TYPE.error, id, codes[reply.error], description, {}]);
}

/** True for a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function request(type: "call" | "send", rawId: unknown, rest: readonly unknown[]): Frame | Malformed {
  const answerable = type === "call";
  const id = messageId(rawId);
  if (id === null) return malformed("bad-id");
  const [action, payload = {}] = rest;
  if (typeof action !== "string" || action === "" || action.length > MAX_ACTION) {
    return malformed("bad-action", id, answerable);
  }
  if (!isJsonObject(payload)) return malformed("bad-payload", id, answerable);
  return { type, id, action, payload };
}

function result(rawId: unknown, rest: readonly unknown[]): Frame | Malformed {
  const id = messageId(rawId);
  if (id === null) return malformed("bad-id");
  const [payload = {}] = rest;
  return isJsonObject(payload) ? { type: "result", id, payload } : malformed("bad-payload", id);
}

function refusal(type: "error" | "resultError", rawId: unknown, rest: readonly unknown[]): Frame | Malformed {
  const id = messageId(rawId);
  if (id === null) return malformed("bad-id");
  const [code, description, details] = rest;
  return {
    type,
    id,
    code: typeof code === "string" ? code.slice(0, MAX_ACTION) : "GenericError",
    description: typeof description === "string" ? description.slice(0, MAX_DESCRIPTION) : "",
    details: isJsonObject(details) ? details : {},
  };
}

/** Message ids are strings; the numbers that a few stations send are read as strings too. */
function messageId(raw: unknown): string | null {
  const id = typeof raw === "number" ? String(raw) : raw;
  return typeof id === "string" && id !== "" && id.length <= MAX_MESSAGE_ID ? id : null;
}

function malformed(reason: Malformed["reason"], id?: string, answerable = false): Malformed {
  return { type: "malformed", reason, answerable, ...(id === undefined ? {} : { id }) };
}

/** Bytes of the text in UTF-8, without Node's Buffer. Most frames are ASCII, so this is one cheap pass. */
function utf8Length(text: string): number {
  if (text.length * 3 <= MAX_FRAME_BYTES) return text.length;
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff) {
      bytes += 4;
      at++;
    } else bytes += 3;
  }
  return bytes;
}

/** Deepest nesting of brackets outside strings; read before `JSON.parse` so that no later walk can exhaust the stack. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === 0x5c) at++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x5b || unit === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (unit === 0x5d || unit === 0x7d) depth -= 1;
  }
  return deepest;
}
