import type { NextRequest } from "next/server";
import { openLive } from "../_live/live-session";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** The same update as an event of the stream, for browsers and networks where a stream does not work (UX-40). */
export async function GET(request: NextRequest, { params }: Route): Promise<Response> {
  const live = await openLive(request, (await params).token);
  const update = await live?.read();
  const headers = { "cache-control": "no-store" };
  return update
    ? Response.json(update, { headers })
    : Response.json({ error: "unknown" }, { status: 404, headers });
}
