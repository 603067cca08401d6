import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BillingRule, SaleContext } from "./billing-rule.model";
import { billingRuleSchema, CHANNELS } from "./billing-rule.model";
import type { PlaceKnowledge } from "./billing-rule.rules";
import { checkBillingRule, findBillingRule, ruleApplies, rulesOverlap } from "./billing-rule.rules";
import { priceSession } from "./price-session.rules";
import { resolveVat, retailTariff, scaleTariff, withVat } from "./retail-tariff.rules";
import { simpleTariff } from "./simple-tariff.rules";
import { DAYS_OF_WEEK, type Tariff, tariffSchema } from "./tariff.model";

const EVSES: Readonly<Record<string, { cpo: string; groups: readonly string[] }>> = {
  e1: { cpo: "a", groups: ["city"] },
  e2: { cpo: "a", groups: ["city", "park"] },
  e3: { cpo: "b", groups: ["park"] },
};
const list = Object.values(EVSES);
const places: PlaceKnowledge = {
  cpoOfEvse: (id) => EVSES[id]?.cpo ?? null,
  groupsOfEvse: (id) => EVSES[id]?.groups ?? null,
  groupsShareEvse: (x, y) => list.some(({ groups }) => groups.includes(x) && groups.includes(y)),
  cpoHasEvseInGroup: (cpo, group) => list.some((evse) => evse.cpo === cpo && evse.groups.includes(group)),
};

type Draft = Omit<Partial<BillingRule>, "scope"> & { scope?: Partial<BillingRule["scope"]> };
const rule = ({ scope, ...draft }: Draft = {}): BillingRule =>
  billingRuleSchema.parse({
    id: "r1",
    name: "Rule 1",
    validFrom: new Date("2026-01-01T00:00:00Z"),
    price: { kind: "WHOLESALE_FACTOR" },
    ...draft,
    scope: { clientId: "c", ...scope },
  });
const sale = (more: Partial<SaleContext> = {}): SaleContext => ({
  clientId: "c",
  cpoId: "a",
  locationGroupIds: ["city"],
  evseId: "e1",
  channel: "QR",
  tariffCode: "T1",
  at: new Date("2026-06-10T12:00:00Z"),
  timeZone: "Europe/Amsterdam",
  ...more,
});

describe("findBillingRule", () => {
  it("finds the one rule, and is not sellable with none or several", () => {
    const qr = rule({ scope: { channel: "QR" } });
    const terminal = rule({ id: "r2", scope: { channel: "OCPI_TERMINAL" } });
    expect(findBillingRule([qr, terminal], sale())).toEqual({ sellable: true, rule: qr });
    expect(findBillingRule([terminal], sale())).toEqual({ sellable: false, reason: "no_rule", rules: [] });
    const both = findBillingRule([qr, rule({ id: "r3" })], sale());
    expect(both).toMatchObject({
      sellable: false,
      reason: "several_rules",
      rules: [{ id: "r1" }, { id: "r3" }],
    });
  });

  it.each([
    ["client", { clientId: "other" }],
    ["CPO", { cpoId: "b" }],
    ["location group", { locationGroupId: "park" }],
    ["EVSE", { evseId: "e2" }],
    ["channel", { channel: "CLOUD_TERMINAL" as const }],
    ["tariff code", { tariffCode: "T2" }],
  ])("does not leave its %s", (_, scope) => {
    expect(ruleApplies(rule({ scope }), sale())).toBe(false);
  });

  it("keeps to its validity, the end exclusive", () => {
    const dated = rule({ validTo: new Date("2026-06-10T12:00:00Z") });
    expect(ruleApplies(dated, sale())).toBe(false);
    expect(ruleApplies(dated, sale({ at: new Date("2026-06-10T11:59:59Z") }))).toBe(true);
    expect(ruleApplies(dated, sale({ at: new Date("2025-12-31T23:59:59Z") }))).toBe(false);
  });

  it("REL-20: reads its hours from the wall clock of the place, also over midnight", () => {
    const night = rule({ windows: [{ days: ["WEDNESDAY"], start: "22:00", end: "06:00" }] });
    const at = (text: string): boolean => ruleApplies(night, sale({ at: new Date(text) }));
    expect(at("2026-06-10T20:00:00Z")).toBe(true);
    expect(at("2026-06-10T19:59:59Z")).toBe(false);
    expect(at("2026-06-10T03:59:00Z")).toBe(true);
    expect(at("2026-06-10T23:00:00Z")).toBe(false);
  });
});

const arbitraryRule = (id: string): fc.Arbitrary<BillingRule> =>
  fc
    .record({
      cpoId: fc.option(fc.constantFrom("a", "b"), { nil: undefined }),
      locationGroupId: fc.option(fc.constantFrom("city", "park"), { nil: undefined }),
      evseId: fc.option(fc.constantFrom("e1", "e2", "e3"), { nil: undefined }),
      channel: fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
      from: fc.nat(20),
      days: fc.nat(20),
      open: fc.boolean(),
      day: fc.constantFrom(...DAYS_OF_WEEK),
      start: fc.nat(23),
      end: fc.nat(23),
    })
    .map(({ from, days, open, day, start, end, ...scope }) => {
      const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
      return {
        id,
        name: id,
        scope: { clientId: "c", ...scope },
        validFrom: new Date(Date.UTC(2026, 5, 1 + from)),
        validTo: new Date(Date.UTC(2026, 5, 2 + from + days)),
        ...(open ? {} : { windows: [{ days: [day], start: clock(start), end: clock(end) }] }),
        price: { kind: "WHOLESALE_FACTOR" as const, factor: "1" },
      };
    });

describe("rulesOverlap", () => {
  it("two rules that do not overlap never both apply, and the relation is symmetric", () => {
    const moment = fc.nat(45 * 24).map((hours) => new Date(Date.UTC(2026, 4, 31, hours)));
    fc.assert(
      fc.property(
        arbitraryRule("x"),
        arbitraryRule("y"),
        fc.constantFrom("e1", "e2", "e3"),
        fc.constantFrom(...CHANNELS),
        moment,
        (x, y, evseId, channel, at) => {
          const overlap = rulesOverlap(x, y, places);
          expect(rulesOverlap(y, x, places)).toBe(overlap);
          const { cpo, groups } = EVSES[evseId] ?? { cpo: "", groups: [] };
          const here = sale({ evseId, cpoId: cpo, locationGroupIds: groups, channel, at });
          if (!overlap) expect(ruleApplies(x, here) && ruleApplies(y, here)).toBe(false);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it("sees that scopes are apart, and that what is not known may collide", () => {
    const apart = (x: Draft["scope"], y: Draft["scope"]): boolean =>
      !rulesOverlap(rule({ scope: { ...x } }), rule({ id: "r2", scope: { ...y } }), places);
    expect(apart({ evseId: "e1" }, { locationGroupId: "park" })).toBe(true);
    expect(apart({ evseId: "e2" }, { locationGroupId: "park" })).toBe(false);
    expect(apart({ evseId: "e3" }, { cpoId: "a" })).toBe(true);
    expect(apart({ cpoId: "b" }, { locationGroupId: "city" })).toBe(true);
    expect(apart({ locationGroupId: "city" }, { locationGroupId: "park" })).toBe(false);
    expect(apart({ evseId: "new" }, { cpoId: "a" })).toBe(false);
    expect(apart({}, { channel: "QR" })).toBe(false);
  });
});

describe("checkBillingRule", () => {
  const codes = (one: BillingRule, others: BillingRule[] = [], ...wholesale: Tariff[]) =>
    checkBillingRule(one, others, places, wholesale).map(({ code, severity }) => `${code} ${severity}`);
  const priced = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.5" });
  const banded = simpleTariff({
    currency: "EUR",
    vatPercent: "21",
    taxIncluded: true,
    perKwh: "0.5",
    timeBands: [{ start: "22:00", end: "06:00", perKwh: "0.3" }],
  });

  it("refuses an overlap and names the colliding rule", () => {
    const found = checkBillingRule(rule(), [rule(), rule({ id: "r2", name: "Night price" })], places);
    expect(found).toMatchObject([
      { code: "overlap", severity: "error", otherRuleId: "r2", otherRuleName: "Night price" },
    ]);
  });

  it("LAW-11: a factor other than 1 needs a written reason, and a terminal shows another price", () => {
    const factor = { price: { kind: "WHOLESALE_FACTOR" as const, factor: "1.05" } };
    const qr = { channel: "QR" as const };
    const terminal = { channel: "OCPI_TERMINAL" as const };
    expect(codes(rule({ ...factor, scope: qr }))).toEqual(["justification_missing error"]);
    expect(codes(rule({ ...factor, scope: qr, justification: "cost of the payment service" }))).toEqual([]);
    expect(codes(rule({ ...factor, scope: terminal }))).toEqual([
      "justification_missing error",
      "terminal_shows_other_price warning",
    ]);
    expect(codes(rule({ scope: terminal }))).toEqual([]);
    expect(billingRuleSchema.safeParse({ ...rule(), justification: "  " }).success).toBe(false);
  });

  it("an OCPI terminal needs a factor rule; other terminals are warned; time of use on a terminal too", () => {
    const fixed = { price: { kind: "FIXED" as const, tariff: priced } };
    expect(codes(rule({ ...fixed, scope: { channel: "OCPI_TERMINAL" } }))).toEqual([
      "terminal_needs_factor_rule error",
    ]);
    expect(codes(rule({ ...fixed, scope: { channel: "CLOUD_TERMINAL" } }))).toEqual([
      "terminal_shows_other_price warning",
    ]);
    expect(codes(rule({ ...fixed, scope: { channel: "QR" } }))).toEqual([]);
    expect(codes(rule({ scope: { channel: "HARDWARE_TERMINAL" } }), [], banded)).toEqual([
      "time_of_use_on_terminal warning",
    ]);
    expect(codes(rule({ ...fixed, scope: { channel: "QR" } }), [], { ...priced, currency: "SEK" })).toEqual([
      "currency_differs warning",
    ]);
  });

  it.each(["0", "0.000", "-1", "101", "1e2", "1,05", "", "1.0000001"])("refuses the factor %j", (factor) => {
    const price = { kind: "WHOLESALE_FACTOR", factor };
    expect(billingRuleSchema.safeParse({ ...rule(), price }).success).toBe(false);
  });
});

describe("retailTariff", () => {
  const wholesale = tariffSchema.parse({
    currency: "SEK",
    taxIncluded: "NO",
    altTexts: [{ language: "en", text: "Cheap" }],
    maxPrice: { net: "10" },
    occupancy: { graceMinutes: 15, capMinor: 999 },
    elements: [
      {
        components: [
          { type: "ENERGY", price: "0.333", per: "KWH", vatPercent: "25" },
          { type: "PARKING_TIME", price: "6", per: "HOUR" },
        ],
      },
    ],
  });
  const levels = { contractPercent: "12", cpoPercent: "6" };

  it("multiplies every component before rounding, in the wholesale currency", () => {
    const factor = rule({ price: { kind: "WHOLESALE_FACTOR", factor: "1.155" }, justification: "fees" });
    const retail = retailTariff(factor, wholesale, levels);
    expect(retail).toMatchObject({
      currency: "SEK",
      maxPrice: { net: "11.55" },
      occupancy: { graceMinutes: 15, capMinor: 1154 },
      elements: [
        {
          components: [
            { price: "0.384615", vatPercent: "25" },
            { price: "6.93", vatPercent: "12" },
          ],
        },
      ],
    });
    expect(retail?.altTexts).toBeUndefined();
    const at = new Date("2026-06-10T12:00:00Z");
    const readings = [
      { at, registerWh: 0 },
      { at, registerWh: 10_000 },
    ];
    const input = { timeZone: "UTC", startedAt: at, until: at, ended: true, readings };
    // 10 × 0.384615 = 3.84615; the factor on a rounded 3.33 would have given 3.85.
    expect(retail && priceSession({ ...input, tariff: retail }).total.netMinor).toBe(385);
    expect(priceSession({ ...input, tariff: scaleTariff(wholesale, "1.153") }).total.netMinor).toBe(384);
  });

  it("VAT comes from the most specific of tariff, contract and CPO", () => {
    expect(resolveVat("25", levels)).toBe("25");
    expect(resolveVat(null, levels)).toBe("12");
    expect(resolveVat(null, { contractPercent: null, cpoPercent: "6.00" })).toBe("6");
    expect(resolveVat(null, { contractPercent: null, cpoPercent: null })).toBeNull();
    expect(withVat(wholesale, { contractPercent: null, cpoPercent: null })).toBe(wholesale);
  });

  it("factor 1 changes nothing, a fixed rule needs no wholesale, a factor rule does", () => {
    expect(scaleTariff(wholesale, "1.000")).toBe(wholesale);
    expect(retailTariff(rule(), null, levels)).toBeNull();
    const fixed = rule({ price: { kind: "FIXED", tariff: wholesale } });
    expect(retailTariff(fixed, null, levels)?.elements[0]?.components[1]?.vatPercent).toBe("12");
  });

  it("REL-19: two factors after each other are their product, exactly", () => {
    const factor = fc.integer({ min: 1, max: 5000 }).map((n) => String(n / 1000));
    fc.assert(
      fc.property(factor, factor, (a, b) => {
        const { occupancy: _, ...priced } = wholesale;
        const product = String((Math.round(Number(a) * 1000) * Math.round(Number(b) * 1000)) / 1_000_000);
        const twice = scaleTariff(scaleTariff(priced, a), b).elements;
        expect(twice).toEqual(scaleTariff(priced, product).elements);
      }),
      { numRuns: 10_000 },
    );
  });
});
