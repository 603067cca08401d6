"use client";

import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { clock, energy, power } from "./format";

export interface ChartPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly energyWh: number | null;
  readonly powerW: number | null;
}

interface PowerChartProps {
  readonly points: readonly ChartPoint[];
  readonly zone: string;
}

const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };
const TICK = { fill: "var(--muted)", fontSize: 12 };

/** Power as an area from zero, energy as a line on its own scale; the readings stand in a table behind it. */
export function PowerChart({ points, zone }: PowerChartProps) {
  const time = (value: number) => clock(new Date(value), zone, "clock").slice(0, 5);
  return (
    <div className="h-56 w-full" aria-hidden="true">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 224 }}>
        <ComposedChart data={[...points]} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="at"
            type="number"
            domain={["dataMin", "dataMax"]}
            tickFormatter={time}
            tick={TICK}
            tickLine={false}
            stroke="var(--line)"
            minTickGap={48}
          />
          <YAxis
            yAxisId="power"
            domain={[0, "auto"]}
            tickFormatter={(value: number) => `${Math.round(value / 1000)} kW`}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            width={56}
          />
          <YAxis
            yAxisId="energy"
            orientation="right"
            domain={[0, "auto"]}
            tickFormatter={(value: number) => `${Math.round(value / 1000)} kWh`}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            width={64}
          />
          <Tooltip content={(state) => <Hint state={state as unknown as HintState} zone={zone} />} />
          <Area
            yAxisId="power"
            dataKey="powerW"
            type="stepAfter"
            stroke="var(--charge)"
            fill="var(--accent-soft)"
            strokeWidth={1.5}
            isAnimationActive={false}
            connectNulls
          />
          <Line
            yAxisId="energy"
            dataKey="energyWh"
            stroke="var(--ink)"
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
            connectNulls
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

interface HintState {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload: ChartPoint }[];
}

function Hint({ state, zone }: { readonly state: HintState; readonly zone: string }) {
  const point = state.payload?.[0]?.payload;
  if (!state.active || !point) return null;
  return (
    <div className="tabular rounded-lg border border-line bg-surface px-3 py-2 text-[13px]">
      <p className="text-muted">{clock(new Date(point.at), zone, "clock")}</p>
      <p>{power(point.powerW)}</p>
      <p>{energy(point.energyWh)}</p>
    </div>
  );
}
