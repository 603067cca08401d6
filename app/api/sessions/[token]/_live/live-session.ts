import type { NextRequest } from "next/server";
import { readDriverRequest } from "@/app/(driver)/_http/driver-request";
import { type LiveUpdate, liveUpdate } from "@/components/driver/screen.rules";
import { runtime } from "@/lib/db/runtime";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { subscribeToSession } from "@/lib/sessions/subscribe-to-session";

/** A session that this request may watch. */
export interface LiveSession {
  readonly token: string;
  /** What the page should show now; null when the link has died meanwhile. */
  read(): Promise<LiveUpdate | null>;
}

/** Opens a session by token, or by reference through the browser's cookie; null when it opens nothing (SEC-12, SEC-19). */
export async function openLive(request: NextRequest, segment: string): Promise<LiveSession | null> {
  const driver = readDriverRequest(request);
  const token = driver.jar.session(segment) ?? segment;
  if (!(await getSessionView(runtime(), { token }))) return null;
  return {
    token,
    async read() {
      const view = await getSessionView(runtime(), { token });
      return view ? liveUpdate(driver.ui("/"), view) : null;
    },
  };
}

/** Silent connections are cut by phones and proxies; a comment keeps them, and time alone may change a page. */
const HEARTBEAT_MS = 20_000;
/** A stream ends after this and the browser opens a new one: no connection lives for ever. */
const LIFE_MS = 15 * 60_000;
const RETRY_MS = 3_000;

/** Sends the present state unless the browser has seen it, then every change, until the browser leaves. */
export async function sendUpdates(
  live: LiveSession,
  controller: ReadableStreamDefaultController<Uint8Array>,
  { seenVersion, signal }: { readonly seenVersion: number; readonly signal: AbortSignal },
): Promise<void> {
  const encoder = new TextEncoder();
  let last = "";
  let reading: Promise<void> | null = null;
  let again = false;
  let ended = false;
  let unsubscribe: (() => void) | null = null;

  const write = (text: string): void => {
    if (!ended) controller.enqueue(encoder.encode(text));
  };
  const end = (): void => {
    if (ended) return;
    ended = true;
    clearInterval(heartbeat);
    clearTimeout(life);
    unsubscribe?.();
    controller.close();
  };
  const send = async (isFirst: boolean): Promise<void> => {
    const update = await live.read();
    if (!update) return end();
    const text = JSON.stringify({ s: update.s, t: update.t, r: update.r });
    const isKnown = isFirst && update.v === seenVersion;
    if (text !== last && !isKnown) write(`id: ${update.v}\ndata: ${JSON.stringify(update)}\n\n`);
    last = text;
  };
  /** One read at a time; changes that come during it lead to one more. */
  const refresh = (): void => {
    if (reading) {
      again = true;
      return;
    }
    reading = send(false)
      .catch(end)
      .finally(() => {
        reading = null;
        if (again && !ended) {
          again = false;
          refresh();
        }
      });
  };

  const heartbeat = setInterval(() => {
    write(":\n\n");
    refresh();
  }, HEARTBEAT_MS);
  const life = setTimeout(end, LIFE_MS);
  signal.addEventListener("abort", end, { once: true });
  write(`retry: ${RETRY_MS}\n\n`);
  try {
    unsubscribe = await subscribeToSession(runtime(), { token: live.token }, refresh);
    if (unsubscribe === null) return end();
    if (signal.aborted) return end();
    await send(true);
  } catch (error) {
    runtime().log.warn({ error: String(error) }, "a live stream could not begin");
    end();
  }
}
