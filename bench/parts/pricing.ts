import { z } from "zod";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { PricingInput } from "@/lib/pricing/pricing.model";
import { type SimpleTariffInput, simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { type Tariff, tariffSchema } from "@/lib/pricing/tariff.model";
import { percentile, sortedNumbers } from "../lib/measure";
import type { Figure, Say } from "../lib/report";

/** Processor time that one batch of either kind should take, ms. */
const BATCH_MS = 60;
/** Batches of either kind per case, taken in turn so that a disturbance meets both. */
const BATCHES = 15;

const instant = z.iso.datetime().transform((text) => new Date(text));
const sessionSchema = z.strictObject({
  tariff: tariffSchema,
  timeZone: z.string(),
  startedAt: instant,
  until: instant,
  ended: z.boolean(),
  readings: z.array(
    z.strictObject({ at: instant, registerWh: z.int().nonnegative(), powerW: z.number().optional() }),
  ),
  changes: z.array(
    z.strictObject({ at: instant, state: z.enum(["CHARGING", "SUSPENDED_EVSE", "SUSPENDED_EV", "IDLE"]) }),
  ),
});

interface Case {
  readonly name: string;
  readonly json: string;
  /** Pricing may take at most this many times the time of parsing and checking. */
  readonly most: number;
}

/** Sessions priced per second of one core, beside the time to parse and check the very same session. */
export async function measurePricing(say: Say): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, json, most } of cases()) {
    const parse = () => sessionSchema.parse(JSON.parse(json));
    const { tariff, ...rest } = parse();
    // A process checks a frozen tariff once and keeps it (lib/sessions/frozen-tariff.queries), so it is one object here too.
    const input: PricingInput = { tariff, ...rest, readings: rest.readings.map(withoutGaps) };
    const price = () => priceSession(input);
    const [priceUs, parseUs] = inTurn(price, parse);
    say(`${name}: ${priceUs.toFixed(0)} µs to price, ${parseUs.toFixed(0)} µs to parse and check`);
    figures.push(
      { name: `${name}: priced per second and core`, value: 1e6 / priceUs, unit: "sessions/s" },
      { name: `${name}: to price`, value: priceUs, unit: "µs" },
      { name: `${name}: to parse and check`, value: parseUs, unit: "µs" },
      { name: `${name}: price / parse and check`, value: priceUs / parseUs, unit: "", aim: { below: most } },
    );
  }
  return figures;
}

function withoutGaps({
  at,
  registerWh,
  powerW,
}: {
  at: Date;
  registerWh: number;
  powerW?: number | undefined;
}) {
  return powerW === undefined ? { at, registerWh } : { at, registerWh, powerW };
}

/** The median processor time of one run of each, µs. */
function inTurn(first: () => unknown, second: () => unknown): [number, number] {
  const runs = [first, second].map((work) => ({ work, times: timesFor(work), took: [] as number[] }));
  for (let batch = 0; batch < BATCHES; batch++)
    for (const { work, times, took } of runs) took.push(cpuUs(work, times) / times);
  const [a, b] = runs.map(({ took }) => percentile(sortedNumbers(took), 0.5));
  return [a ?? Number.NaN, b ?? Number.NaN];
}

/** How often the work fits into a batch; finding out also warms it up. */
function timesFor(work: () => unknown): number {
  let times = 1;
  for (;;) {
    const us = cpuUs(work, times);
    if (us > BATCH_MS * 500) return Math.max(1, Math.round((times * BATCH_MS * 1_000) / us));
    times *= 2;
  }
}

function cpuUs(work: () => unknown, times: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const START = Date.UTC(2026, 2, 11, 17, 5);

function cases(): Case[] {
  const flat = simpleTariff(prices({}));
  const timed = simpleTariff(
    prices({
      startFee: "0.50",
      timeBands: [
        { start: "22:00", end: "06:00", perKwh: "0.36" },
        { start: "17:00", end: "20:00", perKwh: "0.55", days: ["MONDAY", "TUESDAY", "WEDNESDAY"] },
      ],
      idle: { perMinute: "0.10", graceMinutes: 15, capMinor: 1_200 },
    }),
  );
  return [
    { name: "(a) flat kWh", json: session(flat, 45, 9), most: 1 },
    { name: "(b) time of day, idle fee", json: session(timed, 240, 48, 150), most: 1 },
    { name: "(c) 24 h, 2,880 readings, power bands", json: session(powerBands(), 1_440, 2_880), most: 2 },
  ];
}

function prices(more: Partial<SimpleTariffInput>): SimpleTariffInput {
  return { currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.45", ...more };
}

function powerBands(): Tariff {
  const band = (price: string, maxPower?: string) => ({
    components: [{ type: "ENERGY" as const, per: "KWH" as const, price, vatPercent: "21" }],
    ...(maxPower === undefined ? {} : { restrictions: { maxPower } }),
  });
  return tariffSchema.parse({
    currency: "EUR",
    taxIncluded: "YES",
    elements: [band("0.30", "4"), band("0.40", "11"), band("0.50", "18"), band("0.60")],
  });
}

/** A session of this length with evenly spaced readings; from `fullAfterMinutes` on the car only stands there. */
function session(tariff: Tariff, minutes: number, count: number, fullAfterMinutes = minutes): string {
  const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();
  let registerWh = 4_321_000;
  const readings = Array.from({ length: count + 1 }, (_, index) => {
    const minute = (index * minutes) / count;
    const powerW = minute > fullAfterMinutes ? 0 : 11_000 + Math.round(9_000 * Math.sin(index / 40));
    if (index > 0) registerWh += Math.round((powerW * minutes) / count / 60);
    return { at: at(minute), registerWh, powerW };
  });
  const changes = [{ at: at(0), state: "CHARGING" }];
  if (fullAfterMinutes < minutes) changes.push({ at: at(fullAfterMinutes), state: "SUSPENDED_EV" });
  return JSON.stringify({
    tariff,
    timeZone: "Europe/Amsterdam",
    startedAt: at(0),
    until: at(minutes),
    ended: true,
    readings,
    changes,
  });
}
