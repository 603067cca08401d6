import type { Tx } from "@/lib/db/database";
import { emit } from "@/lib/db/emit";
import type { Prisma } from "@/lib/db/generated/client";
import { CONFORMANCE_EVENTS, type RunState, type StepState } from "./conformance.model";

/** Writes a new run with its steps, all of them waiting. */
export async function insertRun(
  tx: Tx,
  run: Omit<Prisma.ConformanceRunUncheckedCreateInput, "steps" | "state">,
  keys: readonly string[],
): Promise<void> {
  await tx.conformanceRun.create({ data: run });
  await tx.conformanceStep.createMany({
    data: keys.map((key, index) => ({
      clientId: run.clientId,
      runId: run.id,
      number: index + 1,
      key,
      evidence: [],
    })),
  });
}

/** The run's row, locked until the transaction ends: its state, or null when there is none. */
export async function lockRun(tx: Tx, runId: string): Promise<RunState | null> {
  await tx.$queryRaw`SELECT 1 FROM conformance_runs WHERE id = ${runId}::uuid FOR UPDATE`;
  const row = await tx.conformanceRun.findUnique({ where: { id: runId }, select: { state: true } });
  return row?.state ?? null;
}

/** Changes a step unless it is decided already: the first verdict stands. */
export async function updateStep(
  tx: Tx,
  step: { readonly runId: string; readonly number: number },
  data: {
    readonly state?: StepState;
    readonly startedAt?: Date;
    readonly actedAt?: Date;
    readonly finishedAt?: Date;
    readonly detail?: string | null;
    readonly evidence?: readonly bigint[];
  },
): Promise<void> {
  const { evidence, ...rest } = data;
  await tx.conformanceStep.updateMany({
    where: { ...step, state: { in: ["WAITING", "RUNNING"] } },
    data: { ...rest, ...(evidence === undefined ? {} : { evidence: [...evidence] }) },
  });
}

/** Ends a run: what was not tried is skipped, and the connection hears of it by an event of its own. */
export async function finishRun(
  tx: Tx,
  run: { readonly id: string; readonly clientId: string },
  end: { readonly state: Exclude<RunState, "RUNNING">; readonly at: Date; readonly untried: string },
): Promise<void> {
  await tx.conformanceStep.updateMany({
    where: { runId: run.id, state: { in: ["WAITING", "RUNNING"] } },
    data: { state: "SKIPPED", finishedAt: end.at, detail: end.untried },
  });
  await tx.conformanceRun.update({
    where: { id: run.id },
    data: { state: end.state, finishedAt: end.at },
  });
  await emit(tx, { type: CONFORMANCE_EVENTS.ended, payload: payloadOf(run) });
}

const payloadOf = (run: { readonly id: string; readonly clientId: string }) => ({
  clientId: run.clientId,
  runId: run.id,
});

/** Lets the runner look at an instant; a run has one look that waits, and never two at once. */
export async function planLook(
  tx: Tx,
  run: { readonly id: string; readonly clientId: string },
  runAt: Date,
): Promise<void> {
  const key = `conformance:${run.id}`;
  await emit(tx, { type: CONFORMANCE_EVENTS.look, payload: payloadOf(run) }, { key, queue: key, runAt });
}
