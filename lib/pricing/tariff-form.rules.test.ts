import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simpleTariff } from "./simple-tariff.rules";
import { formOfTariff, tariffOfForm } from "./tariff-form.rules";
import { arbitraryTariff } from "./testing/arbitraries";

const FULL = {
  taxIncluded: "YES",
  vatPercent: "21",
  perKwh: "0,59",
  perMinute: "0.02",
  startFee: "0.50",
  idlePerMinute: "0.10",
  idleGrace: "15",
  idleCap: "12",
  idleFrom: "08:00",
  idleTo: "20:00",
  idleDays: "MON-FRI",
  minPrice: "1",
  maxPrice: "60",
  bandFrom0: "22:00",
  bandTo0: "06:00",
  bandDays0: "",
  bandPerKwh0: "0.39",
  bandPerMinute0: "",
};

describe("tariffOfForm", () => {
  it("reads what people type, with comma or point", () => {
    const reading = tariffOfForm(FULL, "EUR");
    expect(reading).toMatchObject({
      ok: true,
      tariff: {
        taxIncluded: "YES",
        minPrice: { gross: "1" },
        maxPrice: { gross: "60" },
        occupancy: { graceMinutes: 15, capMinor: 1200 },
        elements: [
          { components: [{ price: "0.39" }, { price: "0.02" }], restrictions: { startTime: "22:00" } },
          { components: [{ type: "PARKING_TIME", price: "0.1" }], restrictions: { endTime: "20:00" } },
          { components: [{ price: "0.59" }, { price: "0.02" }, { type: "FLAT", price: "0.5" }] },
        ],
      },
    });
  });

  it("a wholesale tariff says which hold terminals should take, and texts by language; the form reads them back", () => {
    const forTerminals = { preauthorize: "25,5", textEn: "Parking at the back", textFr: "Parking derrière" };
    const reading = tariffOfForm({ ...FULL, ...forTerminals }, "EUR");
    expect(reading).toMatchObject({
      ok: true,
      tariff: {
        preauthorizeAmount: "25.5",
        altTexts: [
          { language: "en", text: "Parking at the back" },
          { language: "fr", text: "Parking derrière" },
        ],
      },
    });
    const form = reading.ok ? formOfTariff(reading.tariff) : null;
    expect(form).toMatchObject({ ...forTerminals, preauthorize: "25.5", textNl: "", textDe: "" });
  });

  it("limits stand on the side of tax on which the prices stand", () => {
    const reading = tariffOfForm({ ...FULL, taxIncluded: "NO" }, "EUR");
    expect(reading).toMatchObject({ ok: true, tariff: { taxIncluded: "NO", minPrice: { net: "1" } } });
  });

  it("names every fault at once", () => {
    const reading = tariffOfForm(
      {
        perKwh: "",
        vatPercent: "121",
        startFee: "-1",
        idlePerMinute: "0.1",
        idleGrace: "soon",
        bandFrom2: "25:00",
      },
      "EUR",
    );
    expect(reading.ok ? [] : Object.keys(reading.faults).sort()).toEqual([
      "bandFrom2",
      "bandPerKwh2",
      "bandTo2",
      "idleCap",
      "idleGrace",
      "perKwh",
      "startFee",
      "vatPercent",
    ]);
  });

  it.each(["1e3", "0x10", "１", "NaN", "Infinity", "1,000.50", "0.1.2", "+1", "9999999", " ", "0.1\u0000"])(
    "refuses %j as a price",
    (perKwh) => {
      const reading = tariffOfForm({ vatPercent: "21", perKwh }, "EUR");
      expect(reading.ok ? "accepted" : reading.faults.perKwh).toMatch(/plain number|believable|needed/);
    },
  );

  it("keeps to the decimals of the currency in the cap", () => {
    const form = { vatPercent: "10", perKwh: "50", idlePerMinute: "5", idleGrace: "5", idleCap: "99.5" };
    expect(tariffOfForm(form, "JPY")).toMatchObject({ ok: false, faults: { idleCap: expect.any(String) } });
    expect(tariffOfForm({ ...form, idleCap: "99" }, "JPY")).toMatchObject({
      tariff: { occupancy: { capMinor: 99 } },
    });
  });

  it("never throws, whatever the fields hold, and gives a tariff or a fault", () => {
    const names = [...Object.keys(FULL), "__proto__", "constructor", "elements"];
    const field = fc.tuple(
      fc.constantFrom(...names),
      fc.oneof(fc.string(), fc.constantFrom("1", "08:00", "0.5")),
    );
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const reading = tariffOfForm(Object.fromEntries(fields), "EUR");
        if (!reading.ok) expect(Object.keys(reading.faults).length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("formOfTariff", () => {
  it("is the way back", () => {
    const reading = tariffOfForm(FULL, "EUR");
    if (!reading.ok) throw new Error("the form has faults");
    const form = formOfTariff(reading.tariff);
    expect(form).toMatchObject({
      idleDays: "MON-FRI",
      idleCap: "12.00",
      bandFrom0: "22:00",
      bandPerMinute0: "",
    });
    expect(tariffOfForm(form ?? {}, "EUR")).toEqual(reading);
  });

  it("is null for what the form can not say", () => {
    const plain = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.5" });
    expect(formOfTariff(plain)).not.toBeNull();
    expect(formOfTariff({ ...plain, type: "REGULAR" })).toBeNull();
    expect(formOfTariff({ ...plain, validFrom: "2026-01-01T00:00:00.000Z" })).toBeNull();
    expect(
      formOfTariff({
        ...plain,
        elements: plain.elements.map((e) => ({ ...e, restrictions: { maxKwh: "5" } })),
      }),
    ).toBeNull();
  });

  it("any tariff of the model: either null, or a form that means exactly the same", () => {
    fc.assert(
      fc.property(arbitraryTariff(), (content) => {
        const form = formOfTariff(content);
        if (form !== null)
          expect(tariffOfForm(form, content.currency)).toMatchObject({ ok: true, tariff: content });
      }),
      { numRuns: 500 },
    );
  });
});
