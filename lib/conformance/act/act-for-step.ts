import type { StepKey } from "../steps.model";
import type { ActCall } from "./act.model";
import { ControlFault } from "./control-call";
import { OUR_ACTS } from "./our-acts";
import { SIMULATOR_ACTS, SIMULATOR_TIDIES } from "./simulator-acts";

/** True when something is to be done for a step, and not only watched. */
export function isActive(key: StepKey, unattended: boolean): boolean {
  return key in OUR_ACTS || (unattended && key in SIMULATOR_ACTS);
}

/** Does the partner's part where it is simulated, and ours. Null, or a sentence about what could not be done. */
export async function actForStep(key: StepKey, call: ActCall): Promise<string | null> {
  const theirs = call.facts.run.setup.unattended ? SIMULATOR_ACTS[key] : undefined;
  try {
    return (await theirs?.(call)) ?? (await OUR_ACTS[key]?.(call)) ?? null;
  } catch (error) {
    if (error instanceof ControlFault) return error.message;
    throw error;
  }
}

/** True when something must be put back after a step. */
export function needsTidying(key: StepKey, unattended: boolean): boolean {
  return unattended && key in SIMULATOR_TIDIES;
}

/** Puts back what a step has moved. A simulator that is gone keeps no verdict waiting. */
export async function tidyAfterStep(key: StepKey, call: ActCall): Promise<void> {
  try {
    await SIMULATOR_TIDIES[key]?.(call);
  } catch (error) {
    if (!(error instanceof ControlFault)) throw error;
  }
}
