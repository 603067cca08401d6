import { ACTION_WORDS } from "@/components/admin/bills/bill-words";
import { FindingList } from "@/components/admin/bills/finding-badges";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import type { FlaggedDetail } from "@/lib/billing/cdr.queries";
import { ACTIONS, readFindings } from "@/lib/billing/validation.model";

type Validation = Pick<FlaggedDetail, "state" | "findings" | "tries" | "lastTriedAt" | "decisions">;

/** What the validation found, and who decided what about it. */
export function ValidationCard({
  validation,
  zone,
}: {
  readonly validation: Validation;
  readonly zone: string;
}) {
  const { state, findings, tries, lastTriedAt, decisions } = validation;
  return (
    <Card title="Validation" aside={<Status of="validation" state={state} />}>
      <FindingList findings={readFindings(findings)} />
      {lastTriedAt ? (
        <p className="mt-3 text-[13px] text-muted">
          Looked at {tries} {tries === 1 ? "time" : "times"}, last <Time at={lastTriedAt} zone={zone} />.
        </p>
      ) : null}
      {decisions.length > 0 ? (
        <ul className="mt-3 flex flex-col divide-y divide-line border-t border-line">
          {decisions.map((decision) => (
            <li key={String(decision.id)} className="py-2 last:pb-0">
              <span className="font-medium">{wordsOf(decision.action)}</span> by {decision.byName},{" "}
              <Time at={decision.at} zone={zone} />
              <span className="block text-muted">{decision.reason}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function wordsOf(action: string): string {
  const known = ACTIONS.find((candidate) => candidate === action);
  return known ? ACTION_WORDS[known] : action;
}
