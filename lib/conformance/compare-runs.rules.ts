import type { Run, RunStep } from "./conformance.model";
import { STEP_KEYS } from "./steps.model";

/** One step in two runs; null where a run did not have it. */
export interface ComparedStep {
  readonly key: string;
  readonly before: RunStep | null;
  readonly after: RunStep | null;
  readonly change: "same" | "better" | "worse" | "other";
}

function changeOf(before: RunStep | null, after: RunStep | null): ComparedStep["change"] {
  if (before?.state === after?.state) return "same";
  if (after?.state === "PASSED") return "better";
  if (after?.state === "FAILED" || before?.state === "PASSED") return "worse";
  return "other";
}

/** What has changed from one run to a later one, step by step (ADM-19). Runs of other times may have other steps. */
export function compareRuns(before: Pick<Run, "steps">, after: Pick<Run, "steps">): ComparedStep[] {
  const known: readonly string[] = STEP_KEYS;
  const old = [...before.steps, ...after.steps].map(({ key }) => key).filter((key) => !known.includes(key));
  return [...known, ...new Set(old)].flatMap((key) => {
    const was = before.steps.find((step) => step.key === key) ?? null;
    const is = after.steps.find((step) => step.key === key) ?? null;
    return was === null && is === null ? [] : [{ key, before: was, after: is, change: changeOf(was, is) }];
  });
}
