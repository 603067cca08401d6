import { Badge } from "@/components/ui/badge";
import { categoriesOf, type Finding } from "@/lib/billing/validation.model";
import { CATEGORY_WORDS, findingWords } from "./bill-words";

/** The categories in which something was found. */
export function CategoryBadges({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {categoriesOf(findings).map((category) => (
        <Badge key={category} tone="amber">
          {CATEGORY_WORDS[category]}
        </Badge>
      ))}
    </span>
  );
}

/** Every finding with its category and its facts. */
export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return <p className="text-sm text-muted">Nothing was found.</p>;
  return (
    <ul className="flex flex-col divide-y divide-line">
      {findings.map(({ category, code, detail }) => (
        <li
          key={`${code} ${detail}`}
          className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-2 first:pt-0 last:pb-0"
        >
          <span>
            <span className="font-medium">{findingWords(code)}</span>
            {detail ? <span className="block text-[13px] break-words text-muted">{detail}</span> : null}
          </span>
          <Badge>{CATEGORY_WORDS[category]}</Badge>
        </li>
      ))}
    </ul>
  );
}
