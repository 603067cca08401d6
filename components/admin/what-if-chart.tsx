"use client";

import { Bar, BarChart, CartesianGrid, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";
import type { WhatIfGroup } from "@/lib/billing/what-if.model";
import { amount, count } from "./format";

interface WhatIfChartProps {
  readonly weeks: readonly WhatIfGroup[];
  readonly currency: string;
}

const MARGIN = { top: 20, right: 8, bottom: 0, left: 0 };
const TICK = { fill: "var(--muted)", fontSize: 12 };

const dayWord = (monday: string): string =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${monday}T00:00:00Z`),
  );

/** "+4.2 %"; a dash when there is nothing to compare with. */
export function changeOf(now: number, draft: number): string {
  if (now === 0) return "–";
  const percent = ((draft - now) / now) * 100;
  const text = Math.abs(percent) >= 100 ? Math.abs(percent).toFixed(0) : Math.abs(percent).toFixed(1);
  return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${text}\u00A0%`;
}

/** Income per week, now and with the draft, as bars from zero; the numbers stand in a table for screen readers. */
export function WhatIfChart({ weeks, currency }: WhatIfChartProps) {
  const data = weeks.map(({ key, now, draft }) => ({
    week: dayWord(key),
    now: now.netMinor,
    draft: draft.netMinor,
    change: changeOf(now.netMinor, draft.netMinor),
  }));
  return (
    <figure>
      <figcaption className="mb-2 flex flex-wrap gap-x-5 gap-y-1 text-[13px]">
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-sm bg-edge" aria-hidden="true" /> Now
        </span>
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-sm bg-charge" aria-hidden="true" /> With the draft
        </span>
        <span className="text-muted">Income without VAT, by the week that begins on</span>
      </figcaption>
      <div className="h-64 w-full" aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 256 }}>
          <BarChart data={data} margin={MARGIN} barGap={2} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis dataKey="week" tick={TICK} tickLine={false} stroke="var(--line)" interval={0} />
            <YAxis
              domain={[0, "auto"]}
              tickFormatter={(value: number) => amount(value, currency).replace(/[.,]0+$/, "")}
              tick={TICK}
              tickLine={false}
              axisLine={false}
              width={72}
            />
            <Bar dataKey="now" fill="var(--edge)" isAnimationActive={false} maxBarSize={40} />
            <Bar dataKey="draft" fill="var(--charge)" isAnimationActive={false} maxBarSize={40}>
              <LabelList dataKey="change" position="top" fill="var(--ink)" fontSize={12} />
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      </div>
      <table className="sr-only">
        <caption>Income without VAT per week</caption>
        <thead>
          <tr>
            <th scope="col">Week from</th>
            <th scope="col">Sessions</th>
            <th scope="col">Now</th>
            <th scope="col">With the draft</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map(({ key, sessions, now, draft }) => (
            <tr key={key}>
              <td>{dayWord(key)}</td>
              <td>{count(sessions)}</td>
              <td>{amount(now.netMinor, currency)}</td>
              <td>{amount(draft.netMinor, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
