import type { IncomingMessage, ServerResponse } from "node:http";

/** A request that is answered with an HTTP error. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The whole body as text. Throws `HttpProblem` 413 past the limit, the rest is then not read; 400 when it breaks off.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  try {
    return await collect(request, limit);
  } catch (error) {
    if (error instanceof HttpProblem || !request.destroyed) throw error;
    throw new HttpProblem(400, "the request broke off");
  }
}

async function collect(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) throw new HttpProblem(413, "the body is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The address of a request, or null when the request line holds none. */
export function requestUrl(request: IncomingMessage): URL | null {
  const target = request.url ?? "/";
  return target.startsWith("/") && URL.canParse(`http://simulator${target}`)
    ? new URL(`http://simulator${target}`)
    : null;
}

/** The parts of a path, decoded. Throws `HttpProblem` 400 for bad percent-encoding. */
export function pathParts(url: URL): string[] {
  try {
    return url.pathname
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
  } catch {
    throw new HttpProblem(400, "bad address");
  }
}

/** Sends text, unless the connection is gone. */
export function sendText(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    "cache-control": "no-store",
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
  });
  response.end(body);
}

export const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  sendText(response, status, { "content-type": "application/json; charset=utf-8" }, JSON.stringify(body));
