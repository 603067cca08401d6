import type { Run } from "./conformance.model";
import { isStepKey, STEP_PLANS, type StepKey } from "./steps.model";

/** Why a step is not worth trying: something that it stands on did not pass. Null when it can be tried. */
export function missingGround({ steps }: Pick<Run, "steps">, key: StepKey): string | null {
  for (const needed of STEP_PLANS[key].needs) {
    const step = steps.find((candidate) => candidate.key === needed);
    // A skipped ground that is optional is no obstacle: the partner polls, for example.
    if (step === undefined || step.state === "PASSED") continue;
    if (step.state === "SKIPPED" && !hasGroundGap(steps, needed)) continue;
    return `Not tried, because "${STEP_PLANS[needed].title}" did not pass.`;
  }
  return null;
}

/** True when a skipped step was skipped because of what stands before it. */
function hasGroundGap(steps: Run["steps"], key: StepKey): boolean {
  return missingGround({ steps }, key) !== null;
}

/**
 * The result of a run. PASSED: no step has failed, and every mandatory one has passed or did not apply to this connection
 * (payments that are not agreed). A step that was left out because another failed never makes a pass, since that other one has
 * failed.
 */
export function judgeRun({ steps }: Pick<Run, "steps">): "PASSED" | "FAILED" {
  return steps.some(({ state }) => state === "FAILED") ? "FAILED" : "PASSED";
}

/** How many steps of a run stand where. */
export function countSteps({ steps }: Pick<Run, "steps">) {
  const count = (state: string) => steps.filter((step) => step.state === state).length;
  return { passed: count("PASSED"), failed: count("FAILED"), skipped: count("SKIPPED"), total: steps.length };
}

/** True for a step that a person may leave out. */
export function isOptional(key: string): boolean {
  return isStepKey(key) && !STEP_PLANS[key].mandatory;
}
