import { OPEN_STATES } from "@/lib/subscriptions/connection.model";
import { partyOf } from "../exchange/headers.rules";
import type { PeerCall } from "../exchange/outbound/call-peer";
import { rereadTerminal } from "../modules/payments/reread-terminal";
import { mustWait, type PendingPush } from "../modules/push-coalescing.rules";
import { journaledCall, type PartnerDeps } from "../partner/journaled-call";
import { type OpenedPartner, openPartner, rememberEncoding } from "../partner/open-partner";
import { closePush } from "./close-push";
import { preparePush } from "./prepare-push";
import { findWaiting, type WaitingPush } from "./push.queries";
import { markFailed, markSuperseded } from "./push.store";
import { isMissing, judgePush, type PushOutcome } from "./push-outcome.rules";
import { pendingOf, planPushes, restOf } from "./push-plan.rules";
import { moduleOf, type PushRequest } from "./push-request.rules";
import { wakePusher, wakePusherAt } from "./queue-push";

/** A run ends here and another one begins: no partner holds a slot of the worker for long (SEC-47). */
const RUN_MS = 20_000;
/** A CDR waits this long for the last state of its session; then the money counts more than the order. */
const CDR_WAITS_MS = 600_000;

interface Run {
  readonly deps: PartnerDeps;
  readonly partner: OpenedPartner;
  /** Modules that must not be tried before an instant. */
  readonly rests: Map<string, Date>;
  /** What still waits, for the order between a session and its CDR. */
  readonly waiting: Map<bigint, PendingPush>;
  /** CDRs that wait for their session. */
  readonly held: Set<bigint>;
}

/**
 * Tells a partner what waits for it, in the order of the facts. The newest state of each object is read when it is sent; a
 * failure of a whole module pauses that module, a refused object waits alone, and a day later a person decides. One run per
 * connection at a time: its jobs share a queue. No transaction is open while the partner thinks, and a crash between an
 * answer and its record only repeats a request that may be repeated (REL-16).
 */
export async function deliverPushes(
  deps: PartnerDeps,
  job: { readonly clientId: string; readonly subscriptionId: string },
): Promise<void> {
  const partner = await openPartner(deps.context, job.subscriptionId);
  if (!partner || !OPEN_STATES.includes(partner.connection.state)) return;
  const send = await takeQueue(deps, partner);
  const run: Run = {
    deps,
    partner,
    rests: new Map(),
    waiting: new Map(send.map((push) => [push.id, pendingOf(job.subscriptionId, push)])),
    held: new Set(),
  };
  const until = deps.context.clock.now().getTime() + RUN_MS;
  for (const push of send) noteRest(run, push);
  const mayGoOn = () => deps.context.clock.now().getTime() < until;
  for (const push of send) if (mayGoOn() && isDue(run, push)) await deliverOne(run, push);
  // A CDR may stand before a newer push of its session: when that is said, it is its turn.
  for (const push of send.filter(({ id }) => run.held.delete(id))) if (mayGoOn()) await deliverOne(run, push);
  await scheduleNext(run);
}

/** Reads and coalesces the outbox; what is overtaken is done. */
async function takeQueue({ context }: PartnerDeps, { connection }: OpenedPartner): Promise<WaitingPush[]> {
  const { clientId, subscriptionId } = connection;
  return context.db.withClient(clientId, async (tx) => {
    const plan = planPushes(subscriptionId, await findWaiting(tx, subscriptionId));
    await markSuperseded(tx, plan.superseded, null, context.clock.now());
    for (const [id, rest] of plan.inherits) await markFailed(tx, id, rest);
    return plan.send.map((push) => ({ ...push, ...plan.inherits.get(push.id) }));
  });
}

function noteRest(run: Run, push: WaitingPush): void {
  const module = moduleOf(push.kind);
  const rest = restOf(push);
  const known = module === null ? undefined : run.rests.get(module);
  if (module !== null && rest && (known === undefined || known < rest.nextTryAt))
    run.rests.set(module, rest.nextTryAt);
}

function isDue(run: Run, push: WaitingPush): boolean {
  const now = run.deps.context.clock.now();
  const rest = run.rests.get(moduleOf(push.kind) ?? "");
  return push.nextTryAt <= now && (rest === undefined || rest <= now);
}

async function deliverOne(run: Run, push: WaitingPush): Promise<void> {
  const { context } = run.deps;
  const { connection } = run.partner;
  const prepared = await context.db.withClient(connection.clientId, (tx) =>
    preparePush(tx, run.partner, push, context.clock.now()),
  );
  if (prepared.what === "nothing") {
    await context.db.withClient(connection.clientId, (tx) =>
      markSuperseded(tx, [push.id], prepared.why, context.clock.now()),
    );
    run.waiting.delete(push.id);
    return;
  }
  if (prepared.what === "send" && push.kind === "cdr" && waitsForSession(run, push, prepared.request)) {
    run.held.add(push.id);
    return;
  }
  const outcome =
    prepared.what === "send" ? await transmit(run, push, prepared.request) : blocked(prepared.why);
  const closed = await closePush(run.deps, connection, push, outcome);
  if (closed.isOver) run.waiting.delete(push.id);
  if (closed.restUntil) run.rests.set(moduleOf(push.kind) ?? "", closed.restUntil);
  if (outcome.done && push.kind === "terminal") await rereadTerminal(run.deps, run.partner, push.objectId);
}

const blocked = (why: string): PushOutcome => ({
  done: false,
  status: null,
  fault: why,
  reach: "object",
  isFinal: true,
});

/** A CDR follows the last state of its session, unless that state has no luck for minutes. */
function waitsForSession(run: Run, cdr: WaitingPush, request: PushRequest): boolean {
  const ageMs = run.deps.context.clock.now().getTime() - cdr.createdAt.getTime();
  return ageMs < CDR_WAITS_MS && mustWait({ sessionId: request.sessionId }, [...run.waiting.values()]);
}

/** One request, and the whole object after a PATCH of something that the partner does not have. */
async function transmit(run: Run, push: WaitingPush, request: PushRequest): Promise<PushOutcome> {
  const outcome = await call(run, push, request);
  return request.whole && isMissing(outcome) ? call(run, push, request.whole) : outcome;
}

async function call(run: Run, push: WaitingPush, request: PushRequest): Promise<PushOutcome> {
  const { deps, partner } = run;
  const { connection, access } = partner;
  const requestId = deps.context.ids.next();
  const peerCall: PeerCall = {
    method: request.method,
    url: request.url,
    kind: "functional",
    context: {
      requestId,
      correlationId: request.correlationId ?? requestId,
      from: request.from,
      to: partyOf(connection.countryCode, connection.partyId),
    },
    ...(request.body === undefined ? {} : { body: request.body }),
  };
  const called = { clientId: connection.clientId, subscriptionId: connection.subscriptionId, access };
  const about = { module: request.module, sessionId: request.sessionId };
  const answer = await journaledCall(deps, called, peerCall, about);
  await rememberEncoding(deps.context, connection, answer.encoding);
  return judgePush(push.kind, answer.result);
}

/** The next run: at once when something is due that this one did not reach, otherwise when the first pause is over. */
async function scheduleNext(run: Run): Promise<void> {
  const { context } = run.deps;
  const { clientId, subscriptionId } = run.partner.connection;
  await context.db.withClient(clientId, async (tx) => {
    const left = await findWaiting(tx, subscriptionId);
    const times = left.map((push) => nextTimeOf(run, push));
    const next = Math.min(...times);
    if (!Number.isFinite(next)) return;
    if (next <= context.clock.now().getTime()) await wakePusher(tx, { clientId, subscriptionId });
    else await wakePusherAt(tx, { clientId, subscriptionId }, new Date(next));
  });
}

/** A CDR that waits for its session goes with that session's next try, at the latest when its patience ends. */
function nextTimeOf(run: Run, push: WaitingPush): number {
  if (run.held.has(push.id)) return push.createdAt.getTime() + CDR_WAITS_MS;
  const rest = run.rests.get(moduleOf(push.kind) ?? "");
  return Math.max(push.nextTryAt.getTime(), rest?.getTime() ?? 0);
}
