import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Principal } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import { recordAudit } from "@/lib/tenants/record-audit";
import type { Run } from "./conformance.model";
import { isOptional } from "./judge-run.rules";
import { finishRun, lockRun, planLook, updateStep } from "./run.store";
import { findRun } from "./runs.queries";

interface RunRef {
  readonly subscriptionId: string;
  readonly runId: string;
}

/** An act of staff on a run that is under way, with its audit entry in the same transaction. */
async function onRunning(
  context: Context,
  principal: Principal,
  { subscriptionId, runId }: RunRef,
  action: string,
  work: (tx: Tx, run: Run, at: Date) => Promise<void>,
): Promise<void> {
  requirePermission(principal, "subscription.write");
  const { clientId } = principal;
  const at = context.clock.now();
  await context.db.withClient(clientId, async (tx) => {
    const state = await lockRun(tx, runId);
    const run = state === null ? null : await findRun(tx, runId);
    if (run === null || run.subscriptionId !== subscriptionId)
      throw new AppError("not_found", "run_unknown", "no such run of this connection");
    if (run.state !== "RUNNING") throw new AppError("conflict", "run_over", "the run has ended already");
    await work(tx, run, at);
    await recordAudit(tx, {
      clientId,
      at,
      actor: { userId: principal.userId, name: principal.name },
      action,
      objectType: "subscription",
      objectId: subscriptionId,
      after: { run: run.number },
    });
  });
}

/** Ends a run before its time. Throws `AppError` "run_unknown" and "run_over". */
export async function stopRun(context: Context, principal: Principal, ref: RunRef): Promise<void> {
  const untried = `${principal.name} ended the run.`;
  await onRunning(context, principal, ref, "subscription.test_stopped", (tx, run, at) =>
    finishRun(tx, run, { state: "ABORTED", at, untried }),
  );
}

/**
 * Leaves out the optional step that is being tried. Throws `AppError` "run_unknown", "run_over" and "step_mandatory", also
 * when the run has gone on to another step meanwhile.
 */
export async function leaveOutStep(
  context: Context,
  principal: Principal,
  ref: RunRef & { readonly number: number },
): Promise<void> {
  await onRunning(context, principal, ref, "subscription.test_step_left_out", async (tx, run, at) => {
    const step = run.steps.find(({ state }) => state === "WAITING" || state === "RUNNING");
    if (step?.number !== ref.number || !isOptional(step.key))
      throw new AppError("conflict", "step_mandatory", "this step can not be left out");
    await updateStep(
      tx,
      { runId: run.id, number: step.number },
      { state: "SKIPPED", finishedAt: at, detail: `Left out by ${principal.name}.`, evidence: [] },
    );
    await planLook(tx, run, at);
  });
}
