import type { Context } from "@/lib/db/context";
import { markTested } from "@/lib/subscriptions/mark-tested";
import type { RunJob } from "./advance-run";
import { findRun } from "./runs.queries";

/** A run has its result: the connection learns it, which opens the way to live or leads back (domain §9.2). */
export async function endRun(context: Context, { clientId, runId }: RunJob): Promise<void> {
  const run = await context.db.withClient(clientId, (tx) => findRun(tx, runId));
  if (run === null || run.state === "RUNNING") return;
  const { subscriptionId, number, state } = run;
  await markTested(context, { clientId, subscriptionId, passed: state === "PASSED", runNumber: number });
}
