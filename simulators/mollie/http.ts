import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiProblem } from "./problem.rules";
import type { Body } from "./validation.rules";

const BODY_LIMIT = 256 * 1_024;

/** An answer before it goes on the wire. `body` is text or JSON; `null` is no body at all. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole body. Throws `ApiProblem` 413 past 256 kB; the rest is then not read, and the connection is left for the answer. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > BODY_LIMIT) throw new ApiProblem(413, "The request body is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The path without its query, or `null` when the request line holds no usable address. */
export function requestUrl(request: IncomingMessage): URL | null {
  const target = request.url ?? "/";
  return target.startsWith("/") && URL.canParse(`http://simulator${target}`)
    ? new URL(`http://simulator${target}`)
    : null;
}

/** Reads a JSON or form body. Throws `ApiProblem` 400 or 415. An empty body is an empty object. */
export function parseBody(contentType: string, raw: Buffer): Body {
  if (raw.length === 0) return {};
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/x-www-form-urlencoded") return parseForm(raw.toString("utf8"));
  if (type !== "application/json" && type !== "application/hal+json") {
    throw new ApiProblem(415, "The content type is not supported; use application/json");
  }
  let value: unknown;
  try {
    value = JSON.parse(raw.toString("utf8"));
  } catch {
    throw new ApiProblem(400, "The request body is not valid JSON");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new ApiProblem(400, "The request body is not a JSON object");
  }
  return value as Body;
}

/** `a=1&b[c]=2&d[]=3` as nested objects. They have no prototype, so that no name of a field can reach one. */
function parseForm(text: string): Body {
  const root: Record<string, unknown> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const match = /^([A-Za-z]\w*)(?:\[(\w*)\])?$/.exec(name);
    if (match === null) throw new ApiProblem(400, "The request body is not a valid form");
    const [, outer = "", inner] = match;
    if (inner === undefined) {
      root[outer] = value;
    } else if (inner === "") {
      const list = Array.isArray(root[outer]) ? root[outer] : [];
      root[outer] = [...list, value];
    } else {
      const old = root[outer];
      const nested =
        typeof old === "object" && old !== null && !Array.isArray(old) ? old : Object.create(null);
      root[outer] = Object.assign(Object.create(null), nested, { [inner]: value });
    }
  }
  return root;
}

/** The bytes and headers of an answer. */
export function encodeAnswer(answer: ApiAnswer): {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
} {
  const isText = typeof answer.body === "string";
  const bytes =
    answer.body === null
      ? Buffer.alloc(0)
      : Buffer.from(isText ? String(answer.body) : JSON.stringify(answer.body));
  return {
    status: answer.status,
    headers: {
      "content-type": isText ? "text/html; charset=utf-8" : "application/hal+json; charset=utf-8",
      "cache-control": "no-store",
      ...answer.headers,
      ...(answer.status === 204 ? {} : { "content-length": String(bytes.length) }),
    },
    bytes,
  };
}

/** Sends an answer, unless the connection is gone. */
export function send(response: ServerResponse, answer: ApiAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const { status, headers, bytes } = encodeAnswer(answer);
  response.writeHead(status, headers);
  response.end(bytes);
}
