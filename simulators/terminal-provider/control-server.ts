import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { HandshakeError } from "./client/handshake";
import { type TerminalProviderControl, UnknownThing } from "./control";
import { ROUTES } from "./control-routes";
import { HttpProblem, readBody, sendJson } from "./http";
import { isRecord, type Json } from "./wire/envelope.rules";

const LONGEST_BODY = 8 * 1_024 * 1_024;

/** A page of another site must not press our buttons. */
export function refuseForeignOrigin({ headers }: IncomingMessage): void {
  const { origin, host } = headers;
  if (origin === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new HttpProblem(403, "foreign origin");
}

/** Does one call of the control API: also the page's buttons come here. */
export async function runControl(
  control: TerminalProviderControl,
  method: string,
  parts: readonly string[],
  input: Json,
): Promise<unknown> {
  for (const [verb, pattern, handler] of ROUTES) {
    const wanted = pattern.split("/");
    if (verb !== method || wanted.length !== parts.length) continue;
    if (!wanted.every((part, index) => part === ":" || part === parts[index])) continue;
    const params = parts.filter((_, index) => wanted[index] === ":");
    return (await handler(control, params, input)) ?? {};
  }
  throw new HttpProblem(404, "no such control");
}

/** Serves the control API below /control: JSON in, JSON out. */
export async function serveControl(
  control: TerminalProviderControl,
  request: IncomingMessage,
  response: ServerResponse,
  parts: readonly string[],
  url: URL,
): Promise<void> {
  try {
    refuseForeignOrigin(request);
    const raw = await readBody(request, LONGEST_BODY);
    const input = raw.trim() === "" ? {} : parse(raw);
    if (raw.trim() !== "" && !(request.headers["content-type"] ?? "").startsWith("application/json")) {
      throw new HttpProblem(415, "the control API speaks JSON only");
    }
    const query = Object.fromEntries(url.searchParams);
    const result = await runControl(control, request.method ?? "GET", parts, { ...query, ...input });
    sendJson(response, 200, result);
  } catch (error) {
    const { status, message } = problemOf(error);
    sendJson(response, status, { error: message });
  }
}

function parse(raw: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    throw new HttpProblem(400, "the body is not JSON");
  }
  if (!isRecord(value)) throw new HttpProblem(400, "the body is not a JSON object");
  return value;
}

/** HTTP status and words for an error of the control. */
export function problemOf(error: unknown): { status: number; message: string } {
  if (error instanceof HttpProblem) return { status: error.status, message: error.message };
  if (error instanceof UnknownThing) return { status: 404, message: error.message };
  if (error instanceof HandshakeError) return { status: 502, message: error.message };
  if (error instanceof z.ZodError) return { status: 422, message: z.prettifyError(error) };
  if (error instanceof RangeError) return { status: 409, message: error.message };
  process.emitWarning(`terminal provider simulator: ${String(error)}`);
  return { status: 500, message: "the simulator failed" };
}
