import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simpleTariff } from "../simple-tariff.rules";
import type { Tariff } from "../tariff.model";
import { tariffSchema } from "../tariff.model";
import { arbitraryTariff } from "../testing/arbitraries";
import { decodeOcpiTariff } from "./decode-ocpi-tariff.rules";
import { encodeOcpiTariff } from "./encode-ocpi-tariff.rules";
import type { OcpiVersion } from "./ocpi-tariff.model";

const identity = {
  countryCode: "NL",
  partyId: "KWT",
  id: "T-1",
  lastUpdated: new Date("2026-01-02T03:04:05Z"),
};
const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];
const overJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Per-minute prices say the same per hour; that is the form in which they come back. */
function perHour(tariff: Tariff): Tariff {
  const hourly = (price: string): string => String((Math.round(Number(price) * 1e6) * 60) / 1e6);
  return tariffSchema.parse({
    ...tariff,
    elements: tariff.elements.map((element) => ({
      ...element,
      components: element.components.map((component) =>
        component.per === "MINUTE"
          ? { ...component, per: "HOUR", price: hourly(component.price) }
          : component,
      ),
    })),
  });
}

const codes = (version: OcpiVersion, tariff: Tariff): string[] =>
  encodeOcpiTariff(version, tariff, identity).notes.map(({ code }) => code);

describe("OCPI tariffs", () => {
  it("2.3.0 is lossless: what goes out comes back the same, or is named", () => {
    fc.assert(
      fc.property(arbitraryTariff(), (tariff) => {
        const encoded = encodeOcpiTariff("2.3.0", tariff, identity);
        if (!encoded.publishable) throw new Error("not publishable");
        const decoded = decodeOcpiTariff("2.3.0", overJson(encoded.wire));
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.notes));
        const { occupancy: _, ...said } = perHour(tariff);
        expect(decoded.tariff).toEqual(said);
        expect(decoded.identity).toEqual(identity);
        const lost = encoded.notes.filter(({ kind }) => kind === "lost").map(({ code }) => code);
        const { occupancy } = tariff;
        const expected = [
          ...(occupancy !== undefined && occupancy.graceMinutes > 0 ? ["no_grace_in_ocpi"] : []),
          ...(occupancy?.capMinor === undefined ? [] : ["no_idle_cap_in_ocpi"]),
        ];
        expect(lost).toEqual(expected);
      }),
      { numRuns: 10_000 },
    );
  });

  it("2.2.1 and 2.1.1: nothing differs after a round trip that was not named", () => {
    fc.assert(
      fc.property(arbitraryTariff(), fc.constantFrom("2.1.1", "2.2.1" as const), (tariff, version) => {
        const encoded = encodeOcpiTariff(version, tariff, identity);
        if (!encoded.publishable) {
          expect(encoded.notes.some(({ blocking }) => blocking)).toBe(true);
          return;
        }
        const decoded = decodeOcpiTariff(version, overJson(encoded.wire));
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.notes));
        const { occupancy: _, ...said } = perHour(tariff);
        const silent = encoded.notes.every(
          ({ code }) => code === "per_minute_as_per_hour" || code.endsWith("_in_ocpi"),
        );
        // Contraposition: where the content came back different, a note says why.
        if (silent) expect(decoded.tariff).toEqual(said);
        else expect(encoded.notes.length).toBeGreaterThan(0);
      }),
      { numRuns: 10_000 },
    );
  });

  it("a simple ad-hoc tariff in the words of each version", () => {
    const tariff = simpleTariff({
      currency: "EUR",
      vatPercent: "21",
      taxIncluded: true,
      perKwh: "0.605",
      perMinute: "0.05",
    });
    const wire = VERSIONS.map((version) => {
      const encoded = encodeOcpiTariff(version, tariff, identity);
      return encoded.publishable ? encoded.wire : null;
    });
    const common = { id: "T-1", currency: "EUR", last_updated: "2026-01-02T03:04:05.000Z" };
    const party = { country_code: "NL", party_id: "KWT", type: "AD_HOC_PAYMENT" };
    const element = (energy: number, time: number, vat: object) => ({
      price_components: [
        { type: "ENERGY", price: energy, ...vat, step_size: 1 },
        { type: "TIME", price: time, ...vat, step_size: 1 },
      ],
    });
    expect(wire).toEqual([
      { ...common, elements: [element(0.5, 2.4793, {})] },
      { ...common, ...party, elements: [element(0.5, 2.4793, { vat: 21 })] },
      { ...common, ...party, tax_included: "YES", elements: [element(0.605, 3, { vat: 21 })] },
    ]);
    expect(codes("2.2.1", tariff)).toEqual([
      "prices_without_tax_before_2_3_0",
      "price_converted_to_net",
      "price_converted_to_net",
      "per_minute_as_per_hour",
    ]);
  });

  it("refuses to publish what a partner would price in another way", () => {
    const base = {
      currency: "EUR",
      taxIncluded: "YES",
      elements: [{ components: [{ type: "ENERGY", price: "0.5", per: "KWH" }] }],
    };
    const untaxed = tariffSchema.parse(base);
    expect(VERSIONS.map((version) => encodeOcpiTariff(version, untaxed, identity).publishable)).toEqual([
      false,
      false,
      true,
    ]);
    const reserved = tariffSchema.parse({
      ...base,
      taxIncluded: "NO",
      elements: [{ ...base.elements[0], restrictions: { reservation: "RESERVATION" } }],
    });
    expect(VERSIONS.map((version) => encodeOcpiTariff(version, reserved, identity).publishable)).toEqual([
      false,
      true,
      true,
    ]);
    const limited = tariffSchema.parse({ ...base, taxIncluded: "NO", maxPrice: { net: "9" } });
    expect(encodeOcpiTariff("2.1.1", limited, identity).publishable).toBe(false);
    const told = { ...limited, altTexts: [{ language: "en", text: "At most 9 euro" }] };
    expect(encodeOcpiTariff("2.1.1", told, identity).publishable).toBe(true);
    const nobody = { ...identity, partyId: null };
    expect(VERSIONS.map((version) => encodeOcpiTariff(version, limited, nobody).publishable)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("reports members that have no place, nulls and strange values, and never drops them silently", () => {
    const wire = {
      id: "T-1",
      currency: "EUR",
      type: null,
      x_vendor: { colour: "green" },
      elements: [
        {
          price_components: [{ type: "ENERGY", price: 0.25, vat: 10, step_size: 1, discount: 5 }],
          restrictions: {},
        },
      ],
      energy_mix: { is_green_energy: true },
      last_updated: "2026-01-02T03:04:05",
    };
    const decoded = decodeOcpiTariff("2.2.1", wire);
    expect(decoded).toMatchObject({
      ok: true,
      identity: { countryCode: null, lastUpdated: identity.lastUpdated },
    });
    expect(decoded.notes.map(({ path, code }) => `${path} ${code}`)).toEqual([
      "x_vendor unknown_member",
      "elements[0].price_components[0].discount unknown_member",
    ]);
    const old = decodeOcpiTariff("2.1.1", { ...wire, max_price: { excl_vat: 9 } });
    expect(old.notes.map(({ path }) => path)).toContain("max_price");
  });

  it.each([
    ["nothing", null],
    ["a list", []],
    ["no id", { currency: "EUR", elements: [], last_updated: "2026-01-01T00:00:00Z" }],
    [
      "a negative price",
      {
        id: "1",
        currency: "EUR",
        elements: [{ price_components: [{ type: "ENERGY", price: -1, step_size: 1 }] }],
        last_updated: "2026-01-01T00:00:00Z",
      },
    ],
    [
      "a price beyond numbers",
      {
        id: "1",
        currency: "EUR",
        elements: [{ price_components: [{ type: "ENERGY", price: 1e300, step_size: 1 }] }],
        last_updated: "2026-01-01T00:00:00Z",
      },
    ],
    [
      "a bad date",
      {
        id: "1",
        currency: "EUR",
        elements: [{ price_components: [{ type: "FLAT", price: 1, step_size: 1 }] }],
        last_updated: "yesterday",
      },
    ],
  ])("refuses %s with the paths that are wrong", (_, wire) => {
    const decoded = decodeOcpiTariff("2.2.1", wire);
    expect(decoded.ok).toBe(false);
    expect(decoded.notes.some(({ kind, blocking }) => kind === "invalid" && blocking)).toBe(true);
  });

  it("2.1.1: says when elements can be read in two ways", () => {
    const elements = [
      { price_components: [{ type: "FLAT", price: 2.5, step_size: 1 }] },
      { price_components: [{ type: "TIME", price: 1, step_size: 900 }], restrictions: { max_power: 32 } },
    ];
    const decoded = decodeOcpiTariff("2.1.1", {
      id: "11",
      currency: "EUR",
      elements,
      last_updated: "2026-01-01T00:00:00Z",
    });
    expect(decoded.notes.map(({ code }) => code)).toEqual(["element_or_dimension"]);
  });
});
