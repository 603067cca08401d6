import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { amount, humanise } from "@/components/admin/format";
import { findingProblem, findingRepair } from "@/components/admin/prices/finding-words";
import { explanationWords, labelOf } from "@/components/admin/prices/price-words";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { checkTariffForEvse, type Finding } from "@/lib/pricing/afir.rules";
import { type EvseFacts, evseForTariff } from "@/lib/pricing/evse-facts.rules";
import { simulateSession } from "@/lib/pricing/simulate.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { checkTariff } from "@/lib/pricing/tariff-check.rules";
import { parametersFor } from "@/lib/tenants/parameters.model";
import type { CpoRow } from "@/lib/tenants/tenants.queries";
import type { Place } from "./draft";
import { PricePreview } from "./price-preview";

/** A session to be priced on trial. */
export interface Trial {
  readonly energyWh: number;
  readonly minutes: number;
  readonly idleMinutes: number;
  readonly startedAt: Date;
}

interface ReportProps {
  readonly tariff: Tariff;
  readonly cpo: CpoRow;
  readonly place: Place;
  /** The EVSEs that use the price already. */
  readonly evses: readonly EvseFacts[];
  readonly trial: Trial;
  readonly now: Date;
  readonly kind: "RETAIL" | "WHOLESALE";
}

/** What a price means: what the law says to it, what the driver sees, what a session costs. */
export function Report(props: ReportProps) {
  const { tariff, place, now, kind } = props;
  return (
    <>
      <Card title="Checks">
        <Findings {...props} />
      </Card>
      <Card title={kind === "RETAIL" ? "What drivers see" : "What terminals show"}>
        <PricePreview tariff={tariff} place={place} now={now} />
      </Card>
      <Card title="What this session costs">
        <Simulation {...props} />
      </Card>
    </>
  );
}

interface Shown extends Finding {
  readonly where: string | null;
}

/** Everything that is wrong or strange, once per kind, with the chargers that it concerns. */
export function findingsOf({
  tariff,
  cpo,
  place,
  evses,
}: Omit<ReportProps, "trial" | "now" | "kind">): Shown[] {
  const here = { ...place, location: { country: place.country, cpo } };
  const looked = evses.some(({ id }) => id === place.id) ? evses : [...evses, here];
  const byCode = new Map<string, { finding: Finding; labels: string[] }>();
  for (const evse of looked) {
    for (const finding of checkTariffForEvse(tariff, evseForTariff(evse))) {
      const key = `${finding.code} ${finding.elementIndex} ${JSON.stringify(finding.values)}`;
      const known = byCode.get(key) ?? { finding, labels: [] };
      if (!known.labels.includes(evse.label)) known.labels.push(evse.label);
      byCode.set(key, known);
    }
  }
  const legal = [...byCode.values()].map(({ finding, labels }) => ({
    ...finding,
    where: `${labels.slice(0, 3).join("; ")}${labels.length > 3 ? ` and ${labels.length - 3} more` : ""}`,
  }));
  return [...legal, ...checkTariff(tariff).map((finding) => ({ ...finding, where: null }))];
}

function Findings(props: ReportProps) {
  const found = findingsOf(props);
  if (found.length === 0) {
    return (
      <p className="flex gap-2 text-sm">
        <Icon icon={CircleCheck} size={16} className="mt-0.5 text-accent-text" />
        Lawful at {props.place.label}
        {props.evses.length > 0 ? " and wherever it is used" : ""}. Nothing looks like a slip.
      </p>
    );
  }
  return (
    <ul className="flex flex-col gap-3 text-sm">
      {found.map((finding) => (
        <li key={`${finding.code} ${finding.elementIndex} ${finding.where}`} className="flex gap-2">
          <Icon
            icon={finding.severity === "error" ? CircleAlert : TriangleAlert}
            size={16}
            className={`mt-0.5 ${finding.severity === "error" ? "text-red" : "text-amber"}`}
          />
          <div className="min-w-0">
            <p className="font-medium">{findingProblem(finding.code, readable(finding.values))}</p>
            <p>{findingRepair(finding.code, readable(finding.values))}</p>
            <p className="text-[13px] text-muted">
              {finding.article}
              {finding.where ? ` · ${finding.where}` : ""}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function readable(values: Readonly<Record<string, string>>): Record<string, string> {
  const { component, ...rest } = values;
  return component === undefined ? rest : { ...rest, component: labelOf(`price.${component.toLowerCase()}`) };
}

/** The interval at which stations are told to read. */
function readingsEveryS(cpo: CpoRow, place: Place): number {
  const { meterIntervalAcS, meterIntervalDcS } = parametersFor(cpo);
  return place.currentType === "DC" ? meterIntervalDcS : meterIntervalAcS;
}

function Simulation({ tariff, cpo, place, trial }: ReportProps) {
  const priced = simulateSession(tariff, { ...trial, timeZone: place.timeZone });
  const { currency, total, taxLines, warnings } = priced;
  return (
    <div className="flex flex-col gap-2 text-sm">
      <ul className="flex flex-col divide-y divide-line">
        {priced.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name and do not move
          <li key={index} className="flex flex-col gap-0.5 py-2 first:pt-0">
            <span className="flex justify-between gap-4">
              <span className="font-medium">{labelOf(line.labelKey)}</span>
              <span className="tabular">{amount(line.grossMinor, currency)}</span>
            </span>
            <span className="text-[13px] text-muted">
              {line.explanation.map((step) => explanationWords(step, line, currency)).join("; ")}
            </span>
          </li>
        ))}
      </ul>
      <p className="flex justify-between gap-4 border-t border-line pt-2 font-semibold">
        <span>The driver pays</span>
        <span className="tabular">{amount(total.grossMinor, currency)}</span>
      </p>
      {taxLines.map((tax) => (
        <p key={tax.percent} className="flex justify-between gap-4 text-[13px] text-muted">
          <span>{tax.percent === null ? "VAT not known" : `of it ${tax.percent} % VAT`}</span>
          <span className="tabular">{amount(tax.taxMinor, currency)}</span>
        </p>
      ))}
      {priced.billedIdleS > 0 ? (
        <p className="text-[13px] text-muted">
          Idle minutes come from the charger's status. Where it reports none, they are found from readings
          every {readingsEveryS(cpo, place)} s, and are exact to that; the driver sees it.
        </p>
      ) : null}
      {warnings.length > 0 ? (
        <p className="text-[13px] text-amber">{warnings.map(humanise).join("; ")}</p>
      ) : null}
    </div>
  );
}
