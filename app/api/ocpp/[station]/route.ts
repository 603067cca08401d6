import type { NextRequest } from "next/server";
import type { Context } from "@/lib/db/context";
import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import type { ConnectedStation } from "@/lib/ocpp/connected-station.model";
import { answerForwardedFrame } from "@/lib/ocpp/forwarded/answer-forwarded-frame";
import { isForwardGenuine } from "@/lib/ocpp/forwarded/forward-signature";
import { enterForwarded } from "@/lib/ocpp/forwarded/forwarded-station";
import { waitForForwardedCommand } from "@/lib/ocpp/forwarded/take-forwarded-command";
import { MAX_FRAME_BYTES } from "@/lib/ocpp/rpc/frame.model";
import { codecOf } from "@/lib/ocpp/versions/registry";
import type { StationCodec } from "@/lib/ocpp/versions/version.model";

/** Longest wait of one request for a command, in seconds; shorter than what proxies allow. */
const MAX_WAIT_S = 25;

interface Visit {
  readonly context: Context;
  readonly station: ConnectedStation;
  readonly codec: StationCodec;
}

/** One frame of a station that somebody else's socket fleet holds; answers the frame to send back (docs/ocpp.md). */
export async function POST(request: NextRequest): Promise<Response> {
  const raw = await readBody(request);
  if (raw === null) return empty(413);
  const visit = await enter(request, raw);
  if (visit instanceof Response) return visit;
  const answer = await answerForwardedFrame(visit.context, [], visit.station, visit.codec, raw);
  switch (answer.kind) {
    case "reply":
      return frame(answer.text);
    case "none":
      return empty(204);
    case "no-frame":
      return empty(400);
  }
}

/** The next command for such a station, waited for up to `?wait=` seconds; 204 when there is none. */
export async function GET(request: NextRequest): Promise<Response> {
  const visit = await enter(request, "");
  if (visit instanceof Response) return visit;
  const asked = Number(request.nextUrl.searchParams.get("wait") ?? 0);
  const waitMs = Math.min(MAX_WAIT_S, Math.max(0, asked || 0)) * 1_000;
  const { context, station, codec } = visit;
  const text = await waitForForwardedCommand(context, station, codec, waitMs, request.signal);
  return text === null ? empty(204) : frame(text);
}

/** Who may come in: a fleet with our secret, for a station that we know. The route does not exist without a secret. */
async function enter(request: NextRequest, body: string): Promise<Visit | Response> {
  const secret = env().GATEWAY_FORWARD_SECRET;
  if (secret === undefined) return empty(404);
  const context = runtime();
  const timestamp = request.headers.get("x-kerbwatt-timestamp") ?? "";
  const signature = request.headers.get("x-kerbwatt-signature") ?? "";
  const identity = identityOf(request);
  const signed = { timestamp, method: request.method, identity: identity ?? "", body };
  if (identity === null || !isForwardGenuine(secret, signed, signature, context.clock.now())) {
    context.log.warn({ event: "forward_signature_failed" }, "forwarded frame with a wrong signature");
    return empty(401);
  }
  const codec = codecOf(request.headers.get("x-kerbwatt-ocpp-version") ?? "1.6");
  if (!codec) return empty(400);
  const station = await enterForwarded(context, identity, codec);
  return station ? { context, station, codec } : empty(404);
}

/** The last part of the path, percent-decoded; null when it is no valid encoding. */
function identityOf(request: NextRequest): string | null {
  try {
    return decodeURIComponent(request.nextUrl.pathname.split("/").at(-1) ?? "") || null;
  } catch {
    return null;
  }
}

/** The body as text; null when it is larger than a frame may be. */
async function readBody(request: NextRequest): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_FRAME_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function frame(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json", "cache-control": "no-store" } });
}

function empty(status: number): Response {
  return new Response(null, { status, headers: { "cache-control": "no-store" } });
}
