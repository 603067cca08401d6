import { describe, expect, it } from "vitest";
import { formatterFor } from "./format";

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");

describe("UX-34: numbers and dates by language", () => {
  const at = new Date("2026-11-20T13:41:07Z");
  it.each([
    ["en", "€1,234.50", "€60", "€0.4512", "12.345 kWh", "96.4 kW", "19%", "20/11/2026, 14:41:07 CET"],
    ["nl", "€ 1.234,50", "€ 60", "€ 0,4512", "12,345 kWh", "96,4 kW", "19%", "20-11-2026, 14:41:07 CET"],
    ["de", "1.234,50 €", "60 €", "0,4512 €", "12,345 kWh", "96,4 kW", "19 %", "20.11.2026, 14:41:07 MEZ"],
    ["fr", "1 234,50 €", "60 €", "0,4512 €", "12,345 kWh", "96,4 kW", "19 %", "20/11/2026 14:41:07 UTC+1"],
  ] as const)("%s", (locale, money, short, price, energy, power, percent, time) => {
    const f = formatterFor(locale);
    expect(plain(f.money(123_450, "EUR"))).toBe(money);
    expect(plain(f.moneyShort(6000, "EUR"))).toBe(short);
    expect(plain(f.unitPrice("0.4512", "EUR"))).toBe(price);
    expect(plain(f.energy(12_345, 3))).toBe(energy);
    expect(plain(f.power(96_400))).toBe(power);
    expect(plain(f.percent("19"))).toBe(percent);
    expect(plain(f.exactDateTime(at, "Europe/Amsterdam"))).toBe(time);
  });

  it("never drops a decimal of a price and never invents one", () => {
    const f = formatterFor("en");
    expect(f.unitPrice("0.5900123", "EUR")).toBe("€0.5900123");
    expect(f.unitPrice("0.5", "EUR")).toBe("€0.50");
    expect(f.moneyShort(6050, "EUR")).toBe("€60.50");
    expect(plain(f.money(500, "JPY"))).toBe("JP¥500");
  });

  it("prints durations and times of day of the location", () => {
    const f = formatterFor("en");
    expect(f.duration(38.4)).toBe("38 min");
    expect(f.duration(65)).toBe("1 h 05 min");
    expect(f.duration(-1)).toBe("0 min");
    expect(f.time(new Date("2026-07-01T22:30:00Z"), "Europe/Berlin")).toBe("00:30");
    expect(f.weekday(1)).toBe("Mon");
    expect(f.weekday(7)).toBe("Sun");
  });
});
