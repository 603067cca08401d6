import { CircleAlert, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import type { FindingWeight, ReviewFinding } from "@/lib/subscriptions/review.model";
import { findingWords } from "./words";

const LOOK: Readonly<
  Record<FindingWeight, { readonly icon: LucideIcon; readonly word: string; readonly tone: string }>
> = {
  blocks: { icon: CircleAlert, word: "Blocks approval", tone: "text-red" },
  live: { icon: TriangleAlert, word: "Before live", tone: "text-amber" },
  tells: { icon: Info, word: "To know", tone: "text-muted" },
};

/** What a review has found, worst first. */
export function Findings({ findings }: { readonly findings: readonly ReviewFinding[] }) {
  if (findings.length === 0) return <p className="text-sm text-muted">Nothing stands in the way.</p>;
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {findings.map((finding) => {
        const { icon, word, tone } = LOOK[finding.weight];
        return (
          <li key={`${finding.code} ${finding.subject ?? ""}`} className="flex gap-2">
            <Icon icon={icon} label={word} size={16} className={classNames("mt-0.5", tone)} />
            <span className="min-w-0">
              {findingWords(finding)} <span className={classNames("text-[13px]", tone)}>{word}.</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
