import type { Context } from "@/lib/db/context";
import { prettyBody, readStored } from "@/lib/ocpi/partner/read-message.rules";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import type { Run, RunStep } from "../conformance.model";
import { type EvidenceEntry, readEvidence, readRun } from "../runs.queries";
import { isStepKey, PHASE_WORDS, STEP_PLANS } from "../steps.model";
import type { ReportMessage, ReportStep, RunReport } from "./report.model";

/** The report of a run of this connection; null when there is none, or it is another's. */
export async function readReport(
  context: Context,
  ref: { readonly clientId: string; readonly subscriptionId: string; readonly runId: string },
  providerName: string,
): Promise<RunReport | null> {
  const run = await readRun(context, ref.clientId, ref.subscriptionId, ref.runId);
  const connection = await context.db.withClient(ref.clientId, (tx) =>
    findConnection(tx, ref.subscriptionId),
  );
  if (run === null || connection === null) return null;
  return reportOf(run, connection, providerName, await readEvidence(context, run));
}

function reportOf(
  run: Run,
  connection: Connection,
  providerName: string,
  evidence: ReadonlyMap<bigint, EvidenceEntry>,
): RunReport {
  const { mark, countryCode, partyId } = connection;
  const { evse } = run.setup;
  return {
    runId: run.id,
    number: run.number,
    state: run.state,
    connection: connection.name,
    environment: connection.environment === "ACCEPTANCE" ? "acceptance" : "production",
    version: run.version,
    modules: connection.modules,
    operators: connection.cpos.map((cpo) => `${cpo.name} (${cpo.countryCode}*${cpo.partyId})`),
    provider: {
      name: providerName,
      party: `${countryCode ?? "--"}*${partyId ?? "---"}`,
      tokens: mark ? `${mark.prefix}${mark.separator}` : "–",
    },
    place: `${evse.label}, ${evse.locationName}`,
    startedBy: run.byName,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    steps: run.steps.map((step) => stepOf(step, evidence)),
  };
}

function stepOf(step: RunStep, evidence: ReadonlyMap<bigint, EvidenceEntry>): ReportStep {
  const plan = isStepKey(step.key) ? STEP_PLANS[step.key] : null;
  return {
    number: step.number,
    key: step.key,
    title: plan?.title ?? step.key,
    phase: plan === null ? "" : PHASE_WORDS[plan.phase],
    state: step.state,
    finishedAt: step.finishedAt,
    detail: step.detail,
    messages: messagesOf(step, evidence),
  };
}

/** The messages of a step in the order in which they went over the wire; what the journal has forgotten is left out. */
export function messagesOf(
  { evidence }: Pick<RunStep, "evidence">,
  entries: ReadonlyMap<bigint, EvidenceEntry>,
): ReportMessage[] {
  return evidence.flatMap((id): ReportMessage[] => {
    const entry = entries.get(id);
    if (entry === undefined) return [];
    const stored = readStored(entry.body);
    return [
      {
        id: String(id),
        at: entry.at,
        from: entry.direction === "IN" ? "partner" : "kerbwatt",
        head: stored.head,
        body: prettyBody(stored),
      },
    ];
  });
}
