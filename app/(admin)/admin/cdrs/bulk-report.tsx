import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";

export interface BulkRow {
  readonly sessionId: string;
  readonly reference: string;
  readonly detail: string;
  readonly ok: boolean;
  readonly result: string;
}

/** What an act on many has done, or would do, row by row (ADM-4). */
export function bulkReport(rows: readonly BulkRow[]): ReactNode {
  return (
    <ul className="max-h-72 divide-y divide-line overflow-y-auto rounded-lg border border-line bg-surface text-sm">
      {rows.map(({ sessionId, reference, detail, ok, result }) => (
        <li key={sessionId} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2">
          <Icon icon={ok ? Check : X} size={14} className={ok ? "text-accent-text" : "text-red"} />
          <span className="tabular font-medium">{reference}</span>
          <span className="text-muted">{detail}</span>
          <span className="ml-auto">{result}</span>
        </li>
      ))}
    </ul>
  );
}
