import { count } from "./format";
import type { Progress } from "./read-progress";

/** How far long work is, as a bar from zero and in numbers. */
export function ProgressBar({
  label,
  progress,
}: {
  readonly label: string;
  readonly progress: Progress | null;
}) {
  const { done, total } = progress ?? { done: 0, total: 0 };
  const words = total > 0 ? `${count(done)} of ${count(total)}` : "…";
  return (
    <div role="status" className="flex flex-col gap-1.5 text-sm">
      <span className="flex justify-between gap-4">
        <span>{label}</span>
        <span className="tabular text-muted">{words}</span>
      </span>
      <span className="block h-1.5 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
        <span
          className="block h-full rounded-full bg-accent"
          style={{ width: `${total > 0 ? Math.min(100, (done / total) * 100) : 0}%` }}
        />
      </span>
    </div>
  );
}
