import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { callApi } from "./api-routes";
import type { Fault } from "./fault.model";
import { type ApiAnswer, encodeAnswer, parseBody, readBody, send } from "./http";
import type { IdempotencyMemory, IdempotentRun } from "./idempotency";
import type { Links } from "./links";
import type { Caller } from "./payment.store";
import { ApiProblem, problemBody, titleOf } from "./problem.rules";
import type { World } from "./world";

/** One line of the request log; bodies and keys are not kept. */
export interface RequestLine {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  /** `null` when the connection was cut or left hanging. */
  readonly status: number | null;
  readonly fault: string | null;
  readonly replayed: boolean;
}

export interface ApiContext {
  readonly world: World;
  readonly links: Links;
  readonly idempotency: IdempotencyMemory;
  readonly log: (line: RequestLine) => void;
}

interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly raw: Buffer;
  readonly contentType: string;
  readonly authorization: string;
  readonly idempotencyKey: string | null;
}

/** Serves one call below `/v2`, with the faults that are due. */
export async function serveApi(
  context: ApiContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = request.method ?? "GET";
  const fault = context.world.faults.takeForCall(method, url.pathname);
  const headerKey = request.headers["idempotency-key"];
  const base = {
    at: context.world.time.now(),
    method,
    path: url.pathname,
    idempotencyKey: typeof headerKey === "string" ? headerKey : null,
    fault: fault?.kind ?? null,
  };
  let answer: ApiAnswer | null;
  try {
    const incoming: Incoming = {
      method,
      url,
      raw: await readBody(request),
      contentType: request.headers["content-type"] ?? "",
      authorization: request.headers.authorization ?? "",
      idempotencyKey: base.idempotencyKey,
    };
    answer = await answerWithFault(context, incoming, fault, response);
  } catch (error) {
    if (!(error instanceof ApiProblem)) return void response.destroy();
    answer = problemAnswer(error);
    if (error.status === 413) answer = { ...answer, headers: { connection: "close" } };
  }
  context.log({
    ...base,
    status: answer?.status ?? null,
    replayed: answer?.headers?.["idempotent-replayed"] === "true",
  });
  if (answer !== null) send(response, answer);
}

function problemAnswer(problem: ApiProblem): ApiAnswer {
  return { status: problem.status, body: problemBody(problem.status, problem.detail, problem.field) };
}

/** Carries out the call and the fault; `null` when the fault has already dealt with the connection. */
async function answerWithFault(
  context: ApiContext,
  incoming: Incoming,
  fault: Fault | null,
  response: ServerResponse,
): Promise<ApiAnswer | null> {
  const skips =
    fault !== null &&
    (fault.kind === "cut_before" || ((fault.kind === "status" || fault.kind === "hang") && !fault.execute));
  const answer = skips ? null : await execute(context, incoming, fault);
  if (fault === null) return answer;
  switch (fault.kind) {
    case "status":
      return statusAnswer(fault);
    case "hang":
      return null;
    case "cut_before":
    case "cut_after_executing":
      response.socket?.destroy();
      return null;
    case "cut_mid_body":
      if (answer !== null) cutInBody(response, answer);
      return null;
    default:
      return answer === null ? null : spoil(fault, answer);
  }
}

async function execute(context: ApiContext, incoming: Incoming, fault: Fault | null): Promise<ApiAnswer> {
  let run: IdempotentRun | null = null;
  let answer: ApiAnswer;
  try {
    const caller = authenticate(context.world, incoming.authorization);
    run = beginIdempotent(context, caller, incoming);
    if (run?.replay) return run.replay;
    if (fault?.kind === "delay") await sleep(fault.delayMs, undefined, { ref: false });
    const body = incoming.method === "GET" ? {} : parseBody(incoming.contentType, incoming.raw);
    const path = incoming.url.pathname.slice("/v2/".length).replace(/\/$/, "");
    const { world, links } = context;
    answer = callApi(incoming.method, path, { world, links, caller, query: incoming.url.searchParams, body });
  } catch (error) {
    answer = problemAnswer(error instanceof ApiProblem ? error : unexpected(error));
  }
  run?.finish(answer);
  await context.world.saved();
  return answer;
}

/** A bug of the simulator must not look like one of the caller. */
function unexpected(error: unknown): ApiProblem {
  process.emitWarning(
    `payment simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return new ApiProblem(500, "The simulator failed");
}

function authenticate(world: World, authorization: string): Caller {
  const key = /^Bearer +(\S{1,200})$/i.exec(authorization)?.[1] ?? "";
  const caller = world.store.authenticate(key, world.settings.strictKeys);
  if (caller === null) throw new ApiProblem(401, "Missing authentication, or failed to authenticate");
  return caller;
}

/** Keys count on POST only; on every other verb they are ignored. */
function beginIdempotent(
  { idempotency, world }: ApiContext,
  caller: Caller,
  incoming: Incoming,
): IdempotentRun | null {
  if (incoming.method !== "POST" || incoming.idempotencyKey === null || incoming.idempotencyKey === "")
    return null;
  const request = {
    method: incoming.method,
    path: incoming.url.pathname + incoming.url.search,
    body: incoming.raw,
  };
  return idempotency.begin(
    `${caller.profileId} ${caller.mode}`,
    incoming.idempotencyKey,
    request,
    world.time.now(),
  );
}

function statusAnswer(fault: Fault): ApiAnswer {
  const retry =
    fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) };
  const title = titleOf(fault.status);
  const bodies = {
    json: problemBody(fault.status, title),
    html: `<html><head><title>${fault.status} ${title}</title></head><body><h1>${title}</h1></body></html>`,
    empty: null,
  };
  return { status: fault.status, body: bodies[fault.body], headers: retry };
}

/** Announces the whole body and sends half of it. */
function cutInBody(response: ServerResponse, answer: ApiAnswer): void {
  const { status, headers, bytes } = encodeAnswer(answer);
  response.writeHead(status, headers);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

function spoil(fault: Fault, answer: ApiAnswer): ApiAnswer {
  const json = { ...answer.headers, "content-type": "application/hal+json; charset=utf-8" };
  switch (fault.kind) {
    case "malformed_json":
      return { ...answer, body: JSON.stringify(answer.body).slice(0, -5), headers: json };
    case "null_body":
      return { ...answer, body: "null", headers: json };
    case "empty_body":
      return { ...answer, body: null };
    case "no_resource":
      return {
        ...answer,
        body: Object.fromEntries(Object.entries(answer.body ?? {}).filter(([key]) => key !== "resource")),
      };
    case "unknown_status":
      return { ...answer, body: { ...(answer.body ?? {}), status: "teleported" } };
    default:
      return answer;
  }
}
