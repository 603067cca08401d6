import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import type { RunSetup, RunStep } from "@/lib/conformance/conformance.model";
import { isStepKey, limitOf, STEP_PLANS } from "@/lib/conformance/steps.model";

interface NowCardProps {
  readonly step: RunStep;
  readonly setup: RunSetup;
  readonly now: Date;
  /** Acts on this step. */
  readonly acts: ReactNode;
}

/** What both sides have to do now, in words that can be read aloud over the telephone. */
export function NowCard({ step, setup, now, acts }: NowCardProps) {
  if (!isStepKey(step.key)) return null;
  const plan = STEP_PLANS[step.key];
  const since = step.startedAt ?? now;
  const leftS = Math.max(0, limitOf(step.key, setup) - Math.floor((now.getTime() - since.getTime()) / 1000));
  const left = leftS >= 120 ? `${Math.round(leftS / 60)} minutes` : `${leftS} seconds`;
  const asks = plan.theirs === null ? null : plan.theirs(setup);
  return (
    <Card title={`Now: ${plan.title}`} aside={<span className="text-[13px] text-muted">{left} left</span>}>
      <div className="flex flex-col gap-3" aria-live="polite">
        <p className="text-lg leading-7 font-medium text-pretty">
          {asks === null || setup.unattended ? plan.ours : asks}
        </p>
        {setup.unattended && asks !== null ? (
          <p className="text-sm text-muted">The simulated provider does this: {asks}</p>
        ) : null}
        {step.detail ? <p className="text-sm text-muted">{step.detail}</p> : null}
        {acts}
      </div>
    </Card>
  );
}
