import { openPartner } from "@/lib/ocpi/partner/open-partner";
import type { OcpiDeps } from "@/lib/ocpi/server/server.model";
import { OPEN_STATES } from "@/lib/subscriptions/connection.model";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import { actForStep, isActive, needsTidying, tidyAfterStep } from "./act/act-for-step";
import { ACT_AGAIN_S, LOOK_EVERY_S, type Run, type RunStep } from "./conformance.model";
import type { RunFacts, Verdict } from "./facts.model";
import { readFacts } from "./facts.queries";
import { judgeRun, missingGround } from "./judge-run.rules";
import { OBSERVERS } from "./observe/observe.rules";
import { finishRun, lockRun, planLook, updateStep } from "./run.store";
import { findRun } from "./runs.queries";
import { isStepKey, limitOf, type StepKey } from "./steps.model";

export interface RunJob {
  readonly clientId: string;
  readonly runId: string;
}

/** What one look at a step came to. */
type Look = "decided" | "waits" | "over";

/**
 * Goes on with a run: judges its current step by what is stored, does what is to be done for it, and comes back in a few
 * seconds until every step is decided. All it knows stands in the database, so that a restart loses nothing; a run has one
 * look at a time (queue), and the first verdict on a step stands.
 */
export async function advanceRun(deps: OcpiDeps, job: RunJob): Promise<void> {
  let look: Look = "decided";
  while (look === "decided") look = await lookOnce(deps, job);
  if (look === "over") return;
  const { context } = deps;
  const next = new Date(context.clock.now().getTime() + LOOK_EVERY_S * 1000);
  await context.db.withClient(job.clientId, async (tx) => {
    if ((await lockRun(tx, job.runId)) === "RUNNING")
      await planLook(tx, { id: job.runId, clientId: job.clientId }, next);
  });
}

async function lookOnce(deps: OcpiDeps, { clientId, runId }: RunJob): Promise<Look> {
  const { context } = deps;
  const now = context.clock.now();
  const run = await context.db.withClient(clientId, (tx) => findRun(tx, runId));
  if (run?.state !== "RUNNING") return "over";
  const step = run.steps.find(({ state }) => state === "WAITING" || state === "RUNNING");
  if (step === undefined) return finish(deps, run);
  if (!isStepKey(step.key)) return decide(deps, run, step, skip("This step does not exist any more."));
  const ground = missingGround(run, step.key);
  if (ground !== null) return decide(deps, run, step, skip(ground));
  if (step.state === "WAITING") {
    await context.db.withClient(clientId, (tx) =>
      updateStep(tx, { runId, number: step.number }, { state: "RUNNING", startedAt: now }),
    );
    return "decided";
  }
  return lookAt(deps, run, step, step.key, now);
}

const skip = (detail: string): Verdict => ({ state: "SKIPPED", detail, evidence: [] });

async function lookAt(deps: OcpiDeps, run: Run, step: RunStep, key: StepKey, now: Date): Promise<Look> {
  const facts = await factsOf(deps, run, step, key, now);
  if (facts === null) return abort(deps, run, "The connection is not open any more.");
  const verdict = OBSERVERS[key].observe(facts);
  if (verdict.state !== "RUNNING") {
    const hint = evidenceHint(step, verdict);
    if (hint === null) return close(deps, facts, key, verdict);
    await note(deps, run, step, hint);
    return "waits";
  }
  const late = overdue(key, run, step, verdict, now);
  if (late !== null) return close(deps, facts, key, late);
  if (isActDue(key, run, step, now)) return act(deps, facts, key);
  await note(deps, run, step, verdict.detail);
  return "waits";
}

/**
 * The journal is written a moment after the facts: a pass without messages waits for one more look, and then stands without
 * them (they may be too old to be kept). Null when there is nothing to wait for.
 */
function evidenceHint(
  step: RunStep,
  verdict: Exclude<Verdict, { readonly state: "RUNNING" }>,
): string | null {
  const hint = `${verdict.detail} Its messages are being written.`;
  const waits = verdict.state === "PASSED" && verdict.evidence.length === 0 && step.detail !== hint;
  return waits ? hint : null;
}

/** The step's facts; null when the connection has been suspended, ended or registered anew meanwhile. */
async function factsOf(
  { context }: OcpiDeps,
  run: Run,
  step: RunStep,
  key: StepKey,
  now: Date,
): Promise<RunFacts | null> {
  const { modules, fromTheBeginning } = OBSERVERS[key];
  return context.db.withClient(run.clientId, async (tx) => {
    const connection = await findConnection(tx, run.subscriptionId);
    if (connection === null || !OPEN_STATES.includes(connection.state)) return null;
    return readFacts(tx, {
      run,
      step,
      connection,
      modules,
      fromTheBeginning: fromTheBeginning ?? false,
      now,
    });
  });
}

/** The end of a step on which something may have been done: what was moved for it is put back before. */
async function close(deps: OcpiDeps, facts: RunFacts, key: StepKey, verdict: Verdict): Promise<Look> {
  const { run, step } = facts;
  if (needsTidying(key, run.setup.unattended)) {
    const opened = await openPartner(deps.context, run.subscriptionId);
    if (opened !== null) await tidyAfterStep(key, { deps, opened, facts });
  }
  return decide(deps, run, step, verdict);
}

/** A step whose time is over has failed; null while there is time. */
function overdue(key: StepKey, run: Run, step: RunStep, verdict: Verdict, now: Date): Verdict | null {
  const limitS = limitOf(key, run.setup);
  const since = step.startedAt ?? now;
  if (now.getTime() - since.getTime() < limitS * 1000) return null;
  const words = limitS < 120 ? `${limitS} seconds` : `${Math.round(limitS / 60)} minutes`;
  const last = verdict.detail ?? step.detail;
  return {
    state: "FAILED",
    detail: `Not seen within ${words}.${last === null ? "" : ` ${last}`}`,
    evidence: [],
  };
}

function isActDue(key: StepKey, run: Run, step: RunStep, now: Date): boolean {
  if (!isActive(key, run.setup.unattended)) return false;
  return step.actedAt === null || now.getTime() - step.actedAt.getTime() >= ACT_AGAIN_S * 1000;
}

/** The act is written down first: a crash in the middle does it again after a while, never at once. */
async function act(deps: OcpiDeps, facts: RunFacts, key: StepKey): Promise<Look> {
  const { run, step, now } = facts;
  await deps.context.db.withClient(run.clientId, (tx) =>
    updateStep(tx, { runId: run.id, number: step.number }, { actedAt: now }),
  );
  const opened = await openPartner(deps.context, run.subscriptionId);
  const fault =
    opened === null ? "The partner is not registered." : await actForStep(key, { deps, opened, facts });
  if (fault !== null) {
    await note(deps, run, step, fault);
    return "waits";
  }
  // What it has caused is seen at once, or by the next look.
  return "decided";
}

async function note({ context }: OcpiDeps, run: Run, step: RunStep, detail: string | null): Promise<void> {
  if (detail === null || detail === step.detail) return;
  await context.db.withClient(run.clientId, (tx) =>
    updateStep(tx, { runId: run.id, number: step.number }, { detail }),
  );
}

async function decide({ context }: OcpiDeps, run: Run, step: RunStep, verdict: Verdict): Promise<Look> {
  if (verdict.state === "RUNNING") return "waits";
  const { state, detail, evidence } = verdict;
  const at = context.clock.now();
  await context.db.withClient(run.clientId, async (tx) => {
    if ((await lockRun(tx, run.id)) === "RUNNING")
      await updateStep(
        tx,
        { runId: run.id, number: step.number },
        { state, detail, evidence, startedAt: step.startedAt ?? at, finishedAt: at },
      );
  });
  return "decided";
}

async function finish({ context }: OcpiDeps, run: Run): Promise<Look> {
  await context.db.withClient(run.clientId, async (tx) => {
    if ((await lockRun(tx, run.id)) !== "RUNNING") return;
    await finishRun(tx, run, { state: judgeRun(run), at: context.clock.now(), untried: "" });
  });
  return "over";
}

async function abort({ context }: OcpiDeps, run: Run, why: string): Promise<Look> {
  await context.db.withClient(run.clientId, async (tx) => {
    if ((await lockRun(tx, run.id)) !== "RUNNING") return;
    await finishRun(tx, run, { state: "ABORTED", at: context.clock.now(), untried: why });
  });
  return "over";
}
