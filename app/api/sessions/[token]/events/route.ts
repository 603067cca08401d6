import type { NextRequest } from "next/server";
import { openLive, sendUpdates } from "../_live/live-session";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/** The stream of a live page (UX-40): one small event per change, resumed from the last id that the browser has seen. */
export async function GET(request: NextRequest, { params }: Route): Promise<Response> {
  const live = await openLive(request, (await params).token);
  if (!live) return new Response(null, { status: 404 });
  const last = Number(request.headers.get("last-event-id") ?? Number.NaN);
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => sendUpdates(live, controller, { seenVersion: last, signal: request.signal }),
  });
  return new Response(stream, { headers: HEADERS });
}
