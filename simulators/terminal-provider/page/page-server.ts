import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TerminalProviderControl } from "../control";
import { problemOf, refuseForeignOrigin, runControl } from "../control-server";
import { HttpProblem, readBody, sendJson, sendText } from "../http";
import { pageDocument, pagePolicy } from "./document";
import { formInput } from "./form-input.rules";
import { html } from "./html";
import type { LiveFeed } from "./live-feed";
import { type Page, pageOf } from "./pages";

const LONGEST_FORM = 16_384;

function sendPage(response: ServerResponse, status: number, page: Page): void {
  const nonce = randomUUID();
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": pagePolicy(nonce),
    "referrer-policy": "same-origin",
  };
  sendText(response, status, headers, pageDocument(page, nonce));
}

const problemPage = (message: string): Page => ({
  title: "Not possible",
  content: html`<div class="top"><h1>Not possible</h1></div><p>${message}</p><p><a href="/">Payment terminals</a></p>`,
  providerId: null,
});

/** Where a form came from, on this site; else the first page. */
function cameFrom({ headers }: IncomingMessage): string {
  const referer = headers.referer ?? "";
  if (!URL.canParse(referer)) return "/";
  const { host, pathname } = new URL(referer);
  return host === headers.host ? pathname : "/";
}

/** A button of a page: the same calls as the control API, as a form. */
async function act(
  control: TerminalProviderControl,
  request: IncomingMessage,
  response: ServerResponse,
  parts: readonly string[],
): Promise<void> {
  const script = (request.headers.accept ?? "").includes("application/json");
  try {
    if (request.method !== "POST") throw new HttpProblem(405, "POST only");
    refuseForeignOrigin(request);
    const { method, input } = formInput(await readBody(request, LONGEST_FORM));
    const result = await runControl(control, method, parts, input);
    if (script) sendJson(response, 200, result);
    else sendText(response, 303, { location: cameFrom(request) }, "");
  } catch (error) {
    const { status, message } = problemOf(error);
    if (script) sendJson(response, status, { error: message });
    else sendPage(response, status, problemPage(message));
  }
}

/** Serves the pages: `/`, `/terminals/…`, `/providers/…`, their stream `/events` and their buttons `/act/…`. */
export async function servePages(
  control: TerminalProviderControl,
  feed: LiveFeed,
  request: IncomingMessage,
  response: ServerResponse,
  parts: readonly string[],
  url: URL,
): Promise<void> {
  const [root, ...rest] = parts;
  if (root === "act") return act(control, request, response, rest);
  if (request.method !== "GET" && request.method !== "HEAD") throw new HttpProblem(405, "GET only");
  if (root === "events" && parts.length === 1) {
    const path = (url.searchParams.get("page") ?? "/").split("/").filter(Boolean).map(decodeURIComponent);
    feed.subscribe(response, () => pageOf(control, path));
    return;
  }
  const page = pageOf(control, parts);
  if (page === null) sendPage(response, 404, problemPage("There is no such page."));
  else sendPage(response, 200, page);
}
