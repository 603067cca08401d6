import { ruleChangeWords } from "@/components/admin/prices/rule-words";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import type { RuleDetail } from "@/lib/pricing/billing-rules.queries";
import { diffRuleContents } from "@/lib/pricing/rule-draft.rules";

interface RuleHistoryProps {
  readonly rule: RuleDetail;
  readonly nameOf: (id: string) => string;
  readonly zone: string;
}

/** Who changed what of a rule, when and why; each entry with its difference to the one before. */
export function RuleHistory({ rule, nameOf, zone }: RuleHistoryProps) {
  return (
    <Card title="Revisions" flush>
      <ol className="divide-y divide-line text-sm">
        {rule.revisions.map((revision, index) => {
          const before = rule.revisions[index + 1];
          const changes = before ? diffRuleContents(before.content, revision.content) : [];
          return (
            <li key={revision.number} className="px-4 py-3">
              <p>
                <span className="font-medium">Revision {revision.number}</span>{" "}
                <span className="text-muted">
                  <Time at={revision.at} zone={zone} /> by {revision.byName}
                </span>
              </p>
              {revision.note ? <p className="mt-0.5">{revision.note}</p> : null}
              {before ? null : <p className="mt-0.5 text-muted">The rule was made.</p>}
              {changes.length > 0 ? (
                <dl className="mt-2 grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-6 gap-y-1">
                  {changes
                    .map((change) => ruleChangeWords(change, nameOf, zone))
                    .map(({ what, before: was, after }) => (
                      <div key={what} className="contents">
                        <dt className="text-muted">{what}</dt>
                        <dd className="tabular min-w-0 break-words">
                          <span className="text-muted line-through">{was}</span> {after}
                        </dd>
                      </div>
                    ))}
                </dl>
              ) : null}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
