import { describe, expect, it } from "vitest";
import type { Decimal } from "@/lib/core/decimal";
import { addDecimal, formatDecimal, multiplyDecimal, parseDecimal } from "@/lib/core/decimal";
import { priceSession } from "./price-session.rules";
import type { MeterReading, PricedSession, PricingInput, StateChange } from "./pricing.model";
import type { OcpiCase } from "./testing/ocpi-cases";
import { OCPI_CASES } from "./testing/ocpi-cases";

const MINUTE = 60_000;

/** The case as readings and status changes: samples just inside of each stretch, so that power and current are steps. */
function inputOf({ tariff, timeZone, start, stretches, expired }: OcpiCase): PricingInput {
  let at = Date.parse(start ?? "2023-01-16T12:00:00Z");
  let registerWh = 1000;
  const reservedFrom = at;
  const reserved = stretches
    .filter(({ kind }) => kind === "reserve")
    .reduce((sum, { minutes }) => sum + minutes, 0);
  at += reserved * MINUTE;
  const startedAt = new Date(at);
  const readings: MeterReading[] = [{ at: startedAt, registerWh }];
  const changes: StateChange[] = [];
  for (const { minutes, kind, kwh = 0, powerKw, currentA } of stretches) {
    if (kind === "reserve") continue;
    changes.push({ at: new Date(at), state: kind === "park" ? "SUSPENDED_EV" : "CHARGING" });
    const sample = {
      ...(powerKw === undefined ? {} : { powerW: powerKw * 1000 }),
      ...(currentA === undefined ? {} : { currentA }),
    };
    readings.push({ at: new Date(at), registerWh, ...sample });
    at += minutes * MINUTE;
    registerWh += kwh * 1000;
    readings.push({ at: new Date(at), registerWh, ...sample });
  }
  return {
    tariff,
    timeZone: timeZone ?? "Europe/Amsterdam",
    startedAt,
    until: new Date(at),
    ended: true,
    readings,
    changes,
    ...(reserved > 0 && {
      reservation: { from: new Date(reservedFrom), until: startedAt, expired: expired === true },
    }),
  };
}

function sum(amounts: readonly Decimal[]): number {
  return Number(formatDecimal(amounts.reduce(addDecimal, parseDecimal("0"))));
}

/** Unrounded sums of the used components on both sides; the prices of these tariffs are net, or tax is not known. */
function exact(priced: PricedSession): { net: number; gross: number } {
  const used = priced.lines.filter(({ elementIndex }) => elementIndex !== null);
  const gross = used.map(({ exactAmount, vatPercent }) => {
    const product = multiplyDecimal(
      parseDecimal(exactAmount),
      addDecimal(parseDecimal("100"), parseDecimal(vatPercent ?? "0")),
    );
    return { units: product.units, scale: product.scale + 2 };
  });
  return { net: sum(used.map(({ exactAmount }) => parseDecimal(exactAmount))), gross: sum(gross) };
}

describe("the worked figures of the OCPI specification", () => {
  it("are all here", () => {
    expect(OCPI_CASES).toHaveLength(35);
    expect(new Set(OCPI_CASES.map(({ id }) => id)).size).toBe(35);
  });

  it.each(OCPI_CASES.map((one) => [one.id, one] as const))("REL-10: %s", (_, one) => {
    const priced = priceSession(inputOf(one));
    const limited = priced.lines.some(({ kind }) => kind === "MIN_PRICE" || kind === "MAX_PRICE");
    const minor = { net: priced.total.netMinor / 100, gross: priced.total.grossMinor / 100 };
    const { net, gross } = limited ? minor : exact(priced);
    // The text prints three decimals where it rounds.
    if (one.net !== null) expect(net).toBeCloseTo(one.net, 3);
    if (one.gross !== null) expect(gross).toBeCloseTo(one.gross, 3);
    // What is charged lies within half a cent per line and side of the exact figure.
    const slack = 0.005 * (priced.lines.length + 1) + 1e-9;
    expect(Math.abs(minor.net - (one.net ?? minor.net))).toBeLessThanOrEqual(slack);
    expect(Math.abs(minor.gross - (one.gross ?? minor.gross))).toBeLessThanOrEqual(slack);
  });

  it("says when taxes are not known", () => {
    const unknown = OCPI_CASES.filter(({ net, gross }) => net === null || gross === null);
    expect(unknown).toHaveLength(2);
    for (const one of unknown) {
      const priced = priceSession(inputOf(one));
      expect(priced.taxKnown).toBe(false);
      expect(priced.warnings).toContain("tax_unknown");
      expect(priced.total.taxMinor).toBe(0);
    }
  });
});
