import { Ban, Check, CircleAlert, CircleDashed, Clock, type LucideIcon, SkipForward } from "lucide-react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import type { RunState, StepState } from "@/lib/conformance/conformance.model";

type Look = readonly [BadgeTone, LucideIcon, string];

const RUNS: Readonly<Record<RunState, Look>> = {
  RUNNING: ["amber", Clock, "Under way"],
  PASSED: ["accent", Check, "Passed"],
  FAILED: ["red", CircleAlert, "Failed"],
  ABORTED: ["neutral", Ban, "Ended early"],
};

const STEPS: Readonly<Record<StepState, Look>> = {
  WAITING: ["neutral", CircleDashed, "To come"],
  RUNNING: ["amber", Clock, "Now"],
  PASSED: ["accent", Check, "Passed"],
  FAILED: ["red", CircleAlert, "Failed"],
  SKIPPED: ["neutral", SkipForward, "Left out"],
};

function LookBadge({ look: [tone, icon, word] }: { readonly look: Look }) {
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** How a run ended, as icon and word. */
export function RunBadge({ state }: { readonly state: RunState }) {
  return <LookBadge look={RUNS[state]} />;
}

/** Where a step stands; a step that a run does not have is a dash. */
export function StepBadge({ state }: { readonly state: StepState | null }) {
  return state === null ? <span className="text-muted">–</span> : <LookBadge look={STEPS[state]} />;
}
