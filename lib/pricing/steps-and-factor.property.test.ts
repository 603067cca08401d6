import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { multiplyDecimal, normaliseDecimal, parseDecimal } from "@/lib/core/decimal";
import { priceSession } from "./price-session.rules";
import type { PricedSession } from "./pricing.model";
import { scaleTariff } from "./retail-tariff.rules";
import type { Tariff } from "./tariff.model";
import { tariffSchema } from "./tariff.model";
import { arbitrarySession, arbitraryTariff, sessionInput } from "./testing/arbitraries";

const RUNS = { numRuns: 10_000 };

/** The tariff with these step sizes everywhere. */
function stepped(tariff: Tariff, stepSize: number): Tariff {
  const elements = tariff.elements.map((element) => ({
    ...element,
    components: element.components.map((component) => ({ ...component, stepSize })),
  }));
  return { ...tariff, elements };
}

/** Quantity of one kind over all lines, in its unit. */
function quantity({ lines }: PricedSession, kind: string): number {
  return lines.filter((line) => line.kind === kind).reduce((sum, line) => sum + Number(line.quantity), 0);
}

const added = ({ lines }: PricedSession, kind: string): number =>
  lines
    .filter((line) => line.kind === kind)
    .flatMap(({ explanation }) => explanation)
    .reduce((sum, part) => (part.key === "step" ? sum + Number(part.added) : sum), 0);

const plain = { steps: false, limits: false, oneRate: true } as const;
const times = (a: string, b: string) => normaliseDecimal(multiplyDecimal(parseDecimal(a), parseDecimal(b)));

describe("step sizes, properties", () => {
  it("REL-10: a step never makes a session cheaper, and adds less than itself, once", () => {
    fc.assert(
      fc.property(
        arbitraryTariff(plain),
        arbitrarySession,
        fc.constantFrom(60, 100, 500, 900),
        (tariff, shape, step) => {
          const exact = priceSession(sessionInput(tariff, shape));
          const rounded = priceSession(sessionInput(stepped(tariff, step), shape));
          expect(rounded.total.grossMinor).toBeGreaterThanOrEqual(exact.total.grossMinor);
          expect(added(rounded, "ENERGY")).toBeLessThan(step);
          expect(added(rounded, "TIME") + added(rounded, "PARKING_TIME")).toBeLessThan(step);
          const more = (quantity(rounded, "ENERGY") - quantity(exact, "ENERGY")) * 1000;
          expect(Math.round(more * 1000)).toBe(Math.round(added(rounded, "ENERGY") * 1000));
        },
      ),
      RUNS,
    );
  });

  it("REL-10: 0 means as measured, and 1 adds less than one watt-hour and one second", () => {
    fc.assert(
      fc.property(arbitraryTariff({ ...plain, meterRules: false }), arbitrarySession, (tariff, shape) => {
        const free = priceSession(sessionInput(stepped(tariff, 0), shape));
        const one = priceSession(sessionInput(stepped(tariff, 1), shape));
        for (const kind of ["TIME", "PARKING_TIME"]) expect(added(one, kind)).toBeLessThan(1);
        expect(added(one, "ENERGY")).toBeLessThan(1);
        expect(added(free, "ENERGY") + added(free, "TIME") + added(free, "PARKING_TIME")).toBe(0);
      }),
      RUNS,
    );
  });
});

describe("the wholesale factor, properties", () => {
  it("REL-10: a factor of 1, however it is written, is the very same price", () => {
    fc.assert(
      fc.property(
        arbitraryTariff(),
        arbitrarySession,
        fc.constantFrom("1", "1.0", "1.000000"),
        (tariff, shape, one) => {
          const retail = scaleTariff(tariff, one);
          expect(retail).toBe(tariff);
          expect(priceSession(sessionInput(retail, shape))).toEqual(
            priceSession(sessionInput(tariff, shape)),
          );
        },
      ),
      RUNS,
    );
  });

  it("REL-19: the factor comes before the rounding: the exact amounts are its multiples, line by line", () => {
    const factor = fc.integer({ min: 1, max: 5_000_000 }).map((n) => (n / 1_000_000).toFixed(6));
    fc.assert(
      fc.property(arbitraryTariff(plain), arbitrarySession, factor, (content, shape, by) => {
        const { occupancy: _cap, ...tariff } = content;
        const wholesale = priceSession(sessionInput(tariff, shape));
        const retail = priceSession(sessionInput(scaleTariff(tariffSchema.parse(tariff), by), shape));
        const unitPrices = new Map(
          wholesale.lines.map((line) => [`${line.kind} ${line.elementIndex} ${line.quantity}`, line]),
        );
        for (const line of retail.lines) {
          const before = unitPrices.get(`${line.kind} ${line.elementIndex} ${line.quantity}`);
          if (before?.unitPrice == null || line.unitPrice === null) continue;
          expect(normaliseDecimal(parseDecimal(line.unitPrice))).toEqual(times(before.unitPrice, by));
        }
        // What rounding twice would differ by at most: one minor unit for each line.
        const scaled = wholesale.lines.reduce((sum, line) => sum + Number(line.exactAmount) * Number(by), 0);
        const side = tariff.taxIncluded === "YES" ? "grossMinor" : "netMinor";
        expect(Math.abs(retail.total[side] - scaled * 100)).toBeLessThanOrEqual(
          0.5 * retail.lines.length + 0.01 + scaled * 1e-6,
        );
      }),
      RUNS,
    );
  });

  it("REL-10: a greater factor never costs less", () => {
    const pair = fc.tuple(fc.nat(3_000), fc.nat(3_000)).map((both) => both.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        arbitraryTariff({ oneRate: true }),
        arbitrarySession,
        pair,
        (content, shape, [a = 0, b = 0]) => {
          const tariff = tariffSchema.parse(content);
          const by = (n: number) =>
            priceSession(sessionInput(scaleTariff(tariff, ((n + 1) / 1000).toFixed(3)), shape));
          expect(by(b).total.grossMinor).toBeGreaterThanOrEqual(by(a).total.grossMinor);
        },
      ),
      RUNS,
    );
  });
});
