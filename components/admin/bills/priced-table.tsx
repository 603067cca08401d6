import type { PricedSession } from "@/lib/pricing/pricing.model";
import { amount } from "../format";
import { explanationWords, labelOf } from "../prices/price-words";

/** The lines of a priced session, each with the engine's reason, and the tax by rate. */
export function PricedTable({ priced }: { readonly priced: PricedSession }) {
  const { currency, total } = priced;
  return (
    <div className="flex flex-col gap-3 text-sm">
      <ul className="flex flex-col divide-y divide-line">
        {priced.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a bill never move
          <li key={index} className="flex justify-between gap-4 py-2 first:pt-0">
            <span className="min-w-0">
              {labelOf(line.labelKey)}
              <span className="block text-[13px] text-muted">
                {line.explanation.map((step) => explanationWords(step, line, currency)).join("; ")}
              </span>
            </span>
            <span className="tabular whitespace-nowrap">{amount(line.grossMinor, currency)}</span>
          </li>
        ))}
        {priced.lines.length === 0 ? <li className="py-2 text-muted">Nothing is due.</li> : null}
      </ul>
      <dl className="tabular grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-t border-line pt-3">
        {priced.taxLines.map(({ percent, netMinor, taxMinor }) => (
          <div key={percent ?? "none"} className="contents text-muted">
            <dt>
              {percent === null ? "VAT unknown" : `VAT ${percent} %`} on {amount(netMinor, currency)}
            </dt>
            <dd className="text-right">{amount(taxMinor, currency)}</dd>
          </div>
        ))}
        <dt className="font-medium">Total, with VAT</dt>
        <dd className="text-right font-medium">{amount(total.grossMinor, currency)}</dd>
      </dl>
    </div>
  );
}
