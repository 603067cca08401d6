import { StepBadge } from "@/components/admin/conformance/run-state";
import { type Column, DataTable } from "@/components/admin/data-table";
import { type ComparedStep, compareRuns } from "@/lib/conformance/compare-runs.rules";
import type { Run } from "@/lib/conformance/conformance.model";
import { isStepKey, STEP_PLANS } from "@/lib/conformance/steps.model";

const CHANGES: Readonly<Record<ComparedStep["change"], string>> = {
  same: "",
  better: "Better",
  worse: "Worse",
  other: "Changed",
};

/** Two runs step by step, the older one at the left. */
export function Comparison({ run, other }: { readonly run: Run; readonly other: Run | null }) {
  if (other === null) return null;
  const [before, after] = other.number < run.number ? [other, run] : [run, other];
  const rows = compareRuns(before, after);
  const columns: readonly Column<ComparedStep>[] = [
    {
      id: "step",
      header: "Step",
      cell: ({ key }) => (isStepKey(key) ? STEP_PLANS[key].title : key),
    },
    {
      id: "before",
      header: `Run ${before.number}`,
      cell: (step) => <StepBadge state={step.before?.state ?? null} />,
    },
    {
      id: "after",
      header: `Run ${after.number}`,
      cell: (step) => <StepBadge state={step.after?.state ?? null} />,
    },
    { id: "change", header: "Change", cell: ({ change }) => CHANGES[change] },
  ];
  const changed = rows.filter(({ change }) => change !== "same").length;
  return (
    <div id="comparison" className="mt-3 scroll-mt-20">
      <p className="mb-2 text-sm text-muted">
        {changed === 0
          ? "Every step went the same way."
          : `${changed} of ${rows.length} steps went another way.`}
      </p>
      <DataTable
        caption={`Run ${before.number} and run ${after.number}`}
        columns={columns}
        rows={rows}
        keyOf={({ key }) => key}
        empty={null}
      />
    </div>
  );
}
