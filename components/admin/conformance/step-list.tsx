import type { ReactNode } from "react";
import { Time } from "@/components/admin/time";
import { classNames } from "@/components/ui/class-names";
import type { RunSetup, RunStep } from "@/lib/conformance/conformance.model";
import type { ReportMessage } from "@/lib/conformance/report/report.model";
import { isStepKey, STEP_PLANS } from "@/lib/conformance/steps.model";
import { Messages } from "./messages";
import { StepBadge } from "./run-state";

export interface ShownStep extends RunStep {
  /** Null: the person may not read raw messages (ADM-22). */
  readonly messages: readonly ReportMessage[] | null;
}

interface StepListProps {
  readonly steps: readonly ShownStep[];
  readonly setup: RunSetup;
  readonly zone: string;
}

/** The steps of a phase: what was proved, how it went, and the messages that prove it. */
export function StepList({ steps, setup, zone }: StepListProps): ReactNode {
  return (
    <ol className="divide-y divide-line text-sm">
      {steps.map((step) => (
        <StepItem key={step.number} step={step} setup={setup} zone={zone} />
      ))}
    </ol>
  );
}

function StepItem({
  step,
  setup,
  zone,
}: {
  readonly step: ShownStep;
  readonly setup: RunSetup;
  readonly zone: string;
}) {
  const plan = isStepKey(step.key) ? STEP_PLANS[step.key] : null;
  const isOpen = step.state === "WAITING" || step.state === "RUNNING";
  return (
    <li
      id={`step-${step.number}`}
      className={classNames(
        "grid scroll-mt-20 grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2 px-4 py-3 sm:grid-cols-[1.5rem_minmax(0,1fr)_auto]",
        step.state === "RUNNING" && "bg-amber-soft/40",
      )}
    >
      <span className="tabular leading-6 text-muted">{step.number}</span>
      <div className="min-w-0 leading-6 max-sm:col-start-2 max-sm:row-start-2">
        <p className="font-medium">{plan?.title ?? step.key}</p>
        {plan && isOpen ? <p className="text-muted">{plan.ours}</p> : null}
        {plan?.theirs && step.state === "WAITING" && !setup.unattended ? (
          <p className="text-muted">Partner: {plan.theirs(setup)}</p>
        ) : null}
        {step.detail ? (
          <p className={classNames("text-pretty", step.state === "FAILED" ? "text-red" : "text-muted")}>
            {step.detail}
          </p>
        ) : null}
        {step.messages && step.messages.length > 0 ? <Messages messages={step.messages} zone={zone} /> : null}
        {step.messages === null && step.evidence.length > 0 ? (
          <p className="text-[13px] text-muted">
            {step.evidence.length} stored messages; your role does not include them.
          </p>
        ) : null}
      </div>
      <div className="flex items-center gap-2 max-sm:col-start-2 max-sm:row-start-1 sm:flex-col sm:items-end sm:gap-0.5">
        <StepBadge state={step.state} />
        {step.finishedAt ? (
          <span className="tabular text-[13px] text-muted">
            <Time at={step.finishedAt} zone={zone} style="clock" />
          </span>
        ) : null}
      </div>
    </li>
  );
}
