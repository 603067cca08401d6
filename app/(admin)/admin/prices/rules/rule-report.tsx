import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { count } from "@/components/admin/format";
import { findingProblem, findingRepair } from "@/components/admin/prices/finding-words";
import { priceInWords } from "@/components/admin/prices/price-words";
import { RULE_FINDING_WORDS } from "@/components/admin/prices/rule-words";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { displayPrice } from "@/lib/pricing/display.rules";
import type { DraftJudgement } from "@/lib/pricing/judge-rule-draft.queries";
import { PricePreview } from "../price-preview";

interface RuleReportProps {
  readonly judged: DraftJudgement;
  readonly now: Date;
}

/** What a rule means: what is wrong with it, at how many chargers it holds, and what drivers pay there. */
export function RuleReport({ judged, now }: RuleReportProps) {
  const { evses, prices } = judged;
  const unpriced = evses.length - prices.reduce((sum, price) => sum + price.evses.length, 0);
  return (
    <>
      <Card title="Checks">
        <Findings judged={judged} />
      </Card>
      <Card title={`${count(evses.length)} ${evses.length === 1 ? "charger" : "chargers"} in scope`}>
        <p className="text-sm text-muted">
          {evses.length === 0
            ? "Nothing is in this scope yet."
            : evses
                .slice(0, 8)
                .map(({ label }) => label)
                .join(", ")}
          {evses.length > 8 ? ` and ${count(evses.length - 8)} more` : ""}
        </p>
        {unpriced > 0 ? (
          <p className="mt-2 flex gap-2 text-sm">
            <Icon icon={TriangleAlert} size={16} className="mt-0.5 text-amber" />
            {count(unpriced)} {unpriced === 1 ? "has a tariff code" : "have tariff codes"} without a wholesale
            tariff and can not be sold by this rule.
          </p>
        ) : null}
      </Card>
      {prices.slice(0, 3).map((price) => (
        <Price key={price.evses[0]?.id} price={price} now={now} />
      ))}
      {prices.length > 3 ? (
        <p className="px-1 text-sm text-muted">And {count(prices.length - 3)} more prices at other codes.</p>
      ) : null}
    </>
  );
}

function Price({ price, now }: { readonly price: DraftJudgement["prices"][number]; readonly now: Date }) {
  const { tariff, evses } = price;
  const [evse] = evses;
  if (!evse) return null;
  const { timeZone, tariffCode } = evse.place;
  const where = `${evse.label}${evses.length > 1 ? ` and ${count(evses.length - 1)} more` : ""}`;
  return (
    <Card title={`Drivers pay at ${where}`}>
      <p className="mb-3 text-[13px] text-muted">
        {tariffCode === null ? "" : `Code ${tariffCode}: `}
        {priceInWords(displayPrice(tariff, { at: now, timeZone }))}
      </p>
      <PricePreview tariff={tariff} place={{ ...evse, timeZone }} now={now} />
    </Card>
  );
}

function Findings({ judged }: Pick<RuleReportProps, "judged">) {
  const { findings, refusals } = judged;
  if (findings.length === 0 && refusals.length === 0) {
    return (
      <p className="flex gap-2 text-sm">
        <Icon icon={CircleCheck} size={16} className="mt-0.5 text-accent-text" />
        No other rule meets this one, and its prices are lawful wherever it holds.
      </p>
    );
  }
  return (
    <ul className="flex flex-col gap-3 text-sm">
      {findings.map((finding) => {
        const [problem, repair] = RULE_FINDING_WORDS[finding.code];
        return (
          <FindingRow
            key={`${finding.code} ${finding.otherRuleId}`}
            isError={finding.severity === "error"}
            problem={
              <>
                {problem}{" "}
                {finding.otherRuleId ? (
                  <Link
                    href={`/admin/prices/rules/${finding.otherRuleId}`}
                    className="underline underline-offset-2"
                  >
                    {finding.otherRuleName}
                  </Link>
                ) : null}
              </>
            }
            repair={repair}
            article={finding.article}
          />
        );
      })}
      {refusals
        .slice(0, 5)
        .flatMap(({ evseId, label, findings: unlawful }) =>
          unlawful.map(({ code, values, article, elementIndex }) => (
            <FindingRow
              key={`${evseId} ${code} ${elementIndex}`}
              isError
              problem={findingProblem(code, values)}
              repair={findingRepair(code, values)}
              article={`${article} · ${label}`}
            />
          )),
        )}
      {refusals.length > 5 ? <li className="text-muted">And at {count(refusals.length - 5)} more.</li> : null}
    </ul>
  );
}

interface FindingRowProps {
  readonly isError: boolean;
  readonly problem: ReactNode;
  readonly repair: string;
  readonly article: string | null;
}

function FindingRow({ isError, problem, repair, article }: FindingRowProps) {
  return (
    <li className="flex gap-2">
      <Icon
        icon={isError ? CircleAlert : TriangleAlert}
        size={16}
        className={`mt-0.5 ${isError ? "text-red" : "text-amber"}`}
      />
      <div className="min-w-0">
        <p className="font-medium">{problem}</p>
        <p>{repair}</p>
        {article ? <p className="text-[13px] text-muted">{article}</p> : null}
      </div>
    </li>
  );
}
