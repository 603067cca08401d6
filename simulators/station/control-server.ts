import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { z } from "zod";
import { CONTROL_ACTIONS } from "./control-actions";
import type { FleetMember } from "./fleet-member";
import type { LiveFeed } from "./live-feed";
import { pageDocument, pagePolicy } from "./page/document";

const LONGEST_BODY = 16_384;

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Members = ReadonlyMap<string, FleetMember>;

const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
};

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  request.setEncoding("utf8");
  for await (const chunk of request) {
    body += chunk as string;
    if (body.length > LONGEST_BODY) throw new Refusal(413, "body too large");
  }
  return body;
}

/** Input of an action: the query, then the body as JSON or as a form. */
function readInput(url: URL, type: string, body: string): Record<string, unknown> {
  const input: Record<string, unknown> = Object.fromEntries(url.searchParams);
  if (body.trim() === "") return input;
  if (!type.startsWith("application/json")) {
    return { ...input, ...Object.fromEntries(new URLSearchParams(body)) };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new Refusal(400, "body is not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new Refusal(400, "body is not a JSON object");
  }
  return { ...input, ...parsed };
}

/** A page of another site must not press our buttons. */
function refuseForeignOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new Refusal(403, "foreign origin");
}

function memberOf(members: Members, identity: string): FleetMember {
  const member = members.get(identity);
  if (member === undefined) throw new Refusal(404, `no station ${identity}`);
  return member;
}

/** Presses the button: `<identity>/connectors/<id>/<action>`, or `<identity>/<action>` for the whole station. */
function press(members: Members, path: readonly string[], input: Record<string, unknown>): FleetMember {
  const [identity = "", ...rest] = path;
  const member = memberOf(members, identity);
  const [connector, name] =
    rest.length === 3 && rest[0] === "connectors" ? [Number(rest[1]), rest[2]] : [null, rest[0]];
  const action = rest.length === 1 || connector !== null ? CONTROL_ACTIONS.get(name ?? "") : undefined;
  if (action === undefined) throw new Refusal(404, "no such action");
  const { connectors } = member.station.snapshot();
  const known = connectors.some(({ id }) => id === connector);
  if (action.scope === "connector" && connector === null) throw new Refusal(400, "needs a connector");
  if (connector !== null && !known) throw new Refusal(404, `no connector ${rest[1]}`);
  action.run(member.station, connector ?? 0, input);
  return member;
}

function read(members: Members, feed: LiveFeed, url: URL, path: string[], response: ServerResponse): void {
  const [root, kind, identity, frames] = path;
  if (root === undefined) {
    const nonce = crypto.randomUUID();
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": pagePolicy(nonce),
    });
    response.end(pageDocument(members, feed.frames, url.searchParams.get("site"), nonce));
  } else if (root === "events" && path.length === 1) {
    feed.subscribe(response);
  } else if (root === "api" && kind === "stations" && identity === undefined) {
    json(
      response,
      200,
      [...members.values()].map(({ station, name, site }) => ({ name, site, ...station.snapshot() })),
    );
  } else if (root === "api" && kind === "stations" && path.length === 3) {
    const { station, name, site } = memberOf(members, identity ?? "");
    json(response, 200, { name, site, ...station.snapshot() });
  } else if (root === "api" && kind === "stations" && frames === "frames" && path.length === 4) {
    memberOf(members, identity ?? "");
    json(
      response,
      200,
      feed.frames.filter((frame) => frame.identity === identity),
    );
  } else {
    throw new Refusal(404, "not found");
  }
}

async function answer(members: Members, feed: LiveFeed, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", "http://simulator");
  const path = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  if (request.method === "GET") {
    read(members, feed, url, path, response);
    return;
  }
  if (request.method !== "POST") throw new Refusal(405, "GET or POST");
  refuseForeignOrigin(request);
  const input = readInput(url, request.headers["content-type"] ?? "", await readBody(request));
  if (path[0] === "api" && path[1] === "stations") {
    json(response, 200, press(members, path.slice(2), input).station.snapshot());
  } else if (path[0] === "stations") {
    const { site, station } = press(members, path.slice(1), input);
    const query = new URLSearchParams({ site }).toString();
    response.writeHead(303, { location: `/?${query}#station-${encodeURIComponent(station.identity)}` });
    response.end();
  } else {
    throw new Refusal(404, "not found");
  }
}

/**
 * Page and control API of a fleet:
 * `GET /` page · `GET /events` stream · `GET /api/stations[/:identity[/frames]]` ·
 * `POST /api/stations/:identity[/connectors/:id]/:action` JSON · `POST /stations/…` the same as a form, for the page.
 */
export function controlServer(members: Members, feed: LiveFeed): RequestListener {
  return (request, response) => {
    answer(members, feed, request, response).catch((error: unknown) => {
      if (error instanceof Refusal) json(response, error.status, { error: error.message });
      else if (error instanceof z.ZodError) json(response, 400, { error: z.prettifyError(error) });
      else if (error instanceof URIError) json(response, 400, { error: "bad address" });
      else json(response, 500, { error: "internal error" });
    });
  };
}
