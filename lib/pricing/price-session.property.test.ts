import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { otherSide } from "./amounts.rules";
import { priceSession } from "./price-session.rules";
import type { PricedSession } from "./pricing.model";
import { projectedCost, shouldStop } from "./project-limit.rules";
import { arbitrarySession, arbitraryTariff, knownAt, sessionInput } from "./testing/arbitraries";

const RUNS = { numRuns: 10_000 };

function comparable({ lines, total, taxLines, energyWh, idleS }: PricedSession): string {
  return JSON.stringify({ lines, total, taxLines, energyWh, idleS });
}

describe("priceSession, properties", () => {
  it("REL-10: does not depend on how the session was sliced", () => {
    fc.assert(
      fc.property(
        arbitraryTariff(),
        arbitrarySession,
        fc.integer({ min: 1, max: 40 }),
        (tariff, shape, every) => {
          const coarse = sessionInput(tariff, shape);
          const fine = sessionInput(tariff, shape, every);
          const repeated = (fine.changes ?? []).flatMap((change) => [change, change]);
          expect(comparable(priceSession({ ...fine, changes: repeated }))).toEqual(
            comparable(priceSession(coarse)),
          );
        },
      ),
      RUNS,
    );
  });

  it("UX-20: a live price never falls and never exceeds the final one", () => {
    const moments = fc.uniqueArray(fc.nat(1000), { minLength: 2, maxLength: 4 });
    const options = { oneRate: true };
    fc.assert(
      fc.property(
        arbitraryTariff(options),
        arbitrarySession,
        moments,
        fc.boolean(),
        (tariff, shape, parts, meter) => {
          const whole = sessionInput(tariff, shape, 7);
          const final = meter
            ? { ...whole, idleDetection: { source: "METER" as const, belowW: 500 } }
            : whole;
          const start = final.startedAt.getTime();
          const length = final.until.getTime() - start;
          let before = { netMinor: 0, grossMinor: 0 };
          for (const part of [...parts].sort((a, b) => a - b)) {
            const live = priceSession(knownAt(final, start + Math.floor((length * part) / 1000))).total;
            expect(live.grossMinor).toBeGreaterThanOrEqual(before.grossMinor);
            expect(live.netMinor).toBeGreaterThanOrEqual(before.netMinor);
            before = live;
          }
          const { total } = priceSession(final);
          expect(total.grossMinor).toBeGreaterThanOrEqual(before.grossMinor);
          expect(total.netMinor).toBeGreaterThanOrEqual(before.netMinor);
        },
      ),
      RUNS,
    );
  });

  it("REL-19: lines and tax lines add up to the total, in whole minor units, with the tax of their rate", () => {
    fc.assert(
      fc.property(arbitraryTariff(), arbitrarySession, fc.boolean(), (tariff, shape, ended) => {
        const priced = priceSession({ ...sessionInput(tariff, shape, 20), ended });
        const sum = (
          pick: (line: { netMinor: number; grossMinor: number }) => number,
          list: PricedSession["lines" | "taxLines"],
        ) => list.reduce((total, line) => total + pick(line), 0);
        for (const list of [priced.lines, priced.taxLines]) {
          expect(sum((line) => line.netMinor, list)).toBe(priced.total.netMinor);
          expect(sum((line) => line.grossMinor, list)).toBe(priced.total.grossMinor);
        }
        const { netMinor, taxMinor, grossMinor } = priced.total;
        expect(netMinor + taxMinor).toBe(grossMinor);
        expect([netMinor, taxMinor, grossMinor].every((n) => Number.isSafeInteger(n) && n >= 0)).toBe(true);
        const limited = priced.lines.some(({ kind }) => kind === "MIN_PRICE" || kind === "MAX_PRICE");
        for (const line of priced.taxLines) {
          expect(line.taxMinor).toBeGreaterThanOrEqual(0);
          if (limited) continue;
          if (tariff.taxIncluded === "YES")
            expect(otherSide(line.grossMinor, line.percent, "GROSS")).toBe(line.netMinor);
          else expect(otherSide(line.netMinor, line.percent, "NET")).toBe(line.grossMinor);
        }
        const orders = priced.lines.map(({ order }) => order);
        expect(orders).toEqual([...orders].sort((a, b) => a - b));
      }),
      RUNS,
    );
  });

  it("REL-10: more energy or more time never costs less", () => {
    const options = { meterRules: false, steps: false, oneRate: true };
    fc.assert(
      fc.property(
        arbitraryTariff(options),
        arbitrarySession,
        fc.nat(50_000),
        fc.nat(5000),
        (tariff, shape, moreWh, moreSeconds) => {
          const input = sessionInput(tariff, shape);
          const last = input.readings[input.readings.length - 1];
          if (last === undefined) return;
          const base = priceSession(input).total;
          const more = [...input.readings.slice(0, -1), { ...last, registerWh: last.registerWh + moreWh }];
          const energy = priceSession({ ...input, readings: more }).total;
          expect(energy.grossMinor).toBeGreaterThanOrEqual(base.grossMinor);
          const until = new Date(input.until.getTime() + moreSeconds * 1000);
          expect(priceSession({ ...input, until }).total.grossMinor).toBeGreaterThanOrEqual(base.grossMinor);
        },
      ),
      RUNS,
    );
  });

  it("REL-10: computing again gives the same, and the input is left as it was", () => {
    fc.assert(
      fc.property(arbitraryTariff(), arbitrarySession, (tariff, shape) => {
        const input = sessionInput(tariff, shape, 30);
        const before = JSON.stringify(input);
        const first = priceSession(input);
        const copy = { ...input, tariff: structuredClone(tariff), readings: [...input.readings].reverse() };
        expect(comparable(priceSession(copy))).toBe(comparable(first));
        expect(JSON.stringify(input)).toBe(before);
      }),
      RUNS,
    );
  });

  it("REL-21: while shouldStop says no, the session stays below the hold until the next chance to stop", () => {
    fc.assert(
      fc.property(
        arbitraryTariff({ meterRules: false, steps: false, oneRate: true }),
        arbitrarySession,
        fc.integer({ min: 100, max: 6000 }),
        fc.nat(150_000),
        (tariff, shape, holdMinor, nowPowerW) => {
          const input = { ...sessionInput(tariff, shape), ended: false };
          const question = {
            input,
            holdMinor,
            nowPowerW,
            maxPowerW: 150_000,
            intervalS: 30,
            stopLatencyS: 15,
          };
          const horizon = new Date(input.until.getTime() + 45_000);
          const ends = projectedCost(input, horizon, nowPowerW).total.grossMinor;
          expect(shouldStop(question) || ends < holdMinor).toBe(true);
          expect(ends).toBeGreaterThanOrEqual(priceSession(input).total.grossMinor);
        },
      ),
      RUNS,
    );
  });
});
