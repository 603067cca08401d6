import { describe, expect, it } from "vitest";
import type { BillingRule } from "./billing-rule.model";
import { type BookedEvse, bookKey, type PriceBook } from "./price-book.model";
import { alike, findCollision, pricesOfRule, refusalsOf, sellAt } from "./price-book.rules";
import { mouthsOf } from "./price-mouths.rules";
import { contentOfDraft, diffRuleContents } from "./rule-draft.rules";
import { isSamePrice } from "./same-price.rules";
import { sideBySide, unsellableByQr } from "./side-by-side.rules";
import { type SimpleTariffInput, simpleTariff } from "./simple-tariff.rules";
import { type Tariff, type TariffInput, tariffSchema } from "./tariff.model";

const at = new Date("2026-06-10T12:00:00Z");
const place = { at, timeZone: "Europe/Amsterdam" };

const priced = (more: Partial<SimpleTariffInput> = {}) =>
  simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.605", ...more });

const evse = (id: string, code: string | null, more: Partial<BookedEvse> = {}): BookedEvse => ({
  id,
  label: id,
  stationId: "s",
  maxPowerW: 22_000,
  currentType: "AC",
  deployedOn: new Date("2025-01-01"),
  eichrecht: false,
  timeApproval: null,
  location: { country: "NL", cpo: { holdPresetsAcMinor: [3000], holdPresetsDcMinor: [3000] } },
  locationName: "Kade",
  groupIds: [],
  place: {
    clientId: "c",
    cpoId: "a",
    locationId: "l",
    evseId: id,
    tariffCode: code,
    timeZone: "Europe/Amsterdam",
    contractVatPercent: null,
    cpoVatPercent: "21",
  },
  ...more,
});

const rule = (id: string, more: Partial<BillingRule> = {}): BillingRule => ({
  id,
  name: id,
  scope: { clientId: "c" },
  validFrom: new Date(0),
  price: { kind: "WHOLESALE_FACTOR", factor: "1" },
  ...more,
});

function book(
  rules: readonly BillingRule[],
  evses: readonly BookedEvse[],
  codes: Record<string, Tariff>,
): PriceBook {
  return {
    clientId: "c",
    rules: rules.map((it) => ({ id: it.id, name: it.name, tariffId: null, scope: it.scope, rule: it })),
    wholesale: new Map(
      Object.entries(codes).map(([code, tariff]) => [
        bookKey("a", code),
        { tariffId: code, code, hash: code, tariff },
      ]),
    ),
    evses,
    locationsOfGroup: new Map([
      ["north", [{ id: "l", cpoId: "a" }]],
      ["south", [{ id: "l", cpoId: "a" }]],
      ["empty", []],
    ]),
  };
}

const qr = rule("page", { scope: { clientId: "c", channel: "QR" } });
const terminal = rule("terminal", { scope: { clientId: "c", channel: "OCPI_TERMINAL" } });

describe("the price book", () => {
  it("an unreadable rule stops the sale only where it holds", () => {
    const read = book([qr], [evse("one", "C"), evse("two", "C")], { C: priced() });
    const scope = { clientId: "c", evseId: "one" };
    const broken = { id: "x", name: "x", tariffId: "t", scope, rule: null };
    const hurt = { ...read, rules: [...read.rules, broken] };
    const sales = hurt.evses.map((it) => sellAt(hurt, it, "QR", at));
    expect(sales).toMatchObject([{ sellable: false, reason: "unreadable" }, { sellable: true }]);
    const lost = { ...read, wholesale: new Map([[bookKey("a", "C"), null]]) };
    expect(sellAt(lost, evse("one", "C"), "QR", at)).toMatchObject({ reason: "unreadable" });
  });

  it("chargers are alike unless a code, a group, a tax or a rule tells them apart", () => {
    const evses = [
      evse("one", "C"),
      evse("two", "C"),
      evse("three", "C", { groupIds: ["north"] }),
      evse("four", "D"),
    ];
    const own = rule("own", { scope: { clientId: "c", evseId: "two" } });
    const classes = (rules: BillingRule[]) =>
      alike(book(rules, evses, {})).map((group) => group.map(({ id }) => id).join());
    expect(classes([qr])).toEqual(["one,two", "three", "four"]);
    expect(classes([qr, own])).toEqual(["one", "two", "three", "four"]);
  });

  it("one rule may charge several prices, by code and by tax", () => {
    const evses = [evse("one", "C"), evse("two", "C"), evse("three", "D"), evse("four", null)];
    const prices = pricesOfRule(book([qr], evses, { C: priced(), D: priced({ perKwh: "0.7" }) }), qr);
    expect(prices.map(({ evses: at }) => at.map(({ id }) => id))).toEqual([["one", "two"], ["three"]]);
  });

  it("LAW-12: finds what is unlawful in rules that sell and in tariffs that are shown", () => {
    const fast = evse("fast", "C", { maxPowerW: 150_000, currentType: "DC" });
    const fee = priced({ startFee: "1" });
    const findings = (read: PriceBook) => refusalsOf(read).map(({ evseId }) => evseId);
    expect(findings(book([], [fast, evse("slow", "C")], { C: fee }))).toEqual(["fast"]);
    const fixed = rule("fixed", { price: { kind: "FIXED", tariff: fee } });
    expect(findings(book([fixed], [fast], {}))).toEqual(["fast"]);
    expect(findings(book([fixed], [evse("slow", "C")], { C: fee }))).toEqual([]);
  });

  it("groups that share a location may meet there, also while no charger stands there", () => {
    const inGroup = (group: string, id: string) =>
      rule(id, { scope: { clientId: "c", locationGroupId: group } });
    expect(findCollision(book([inGroup("north", "1"), inGroup("south", "2")], [], {}))).toMatchObject([
      { id: "1" },
      { id: "2" },
    ]);
    expect(findCollision(book([inGroup("north", "1"), inGroup("empty", "2")], [], {}))).toBeNull();
  });
});

describe("ADM-14, LAW-20: side by side", () => {
  it("one row for chargers that are alike, and those that can not be sold", () => {
    const evses = [evse("one", "C"), evse("two", "C"), evse("three", "X")];
    const rows = sideBySide(book([qr], evses, { C: priced() }), at);
    expect(rows.map((row) => [row.tariffCode, row.evses.length, row.sales.QR.sellable])).toEqual([
      ["C", 2, true],
      ["X", 1, false],
    ]);
    expect(unsellableByQr(book([qr], evses, { C: priced() }), at).map(({ id }) => id)).toEqual(["three"]);
  });

  it.each([
    ["equal", "1", undefined, false, false],
    ["another price without a reason", "2", undefined, true, true],
    ["another price with a reason", "2", "costs", true, false],
  ])("%s", (_name, factor, justification, showsOther, differsUnsaid) => {
    const page: BillingRule = {
      ...qr,
      price: { kind: "WHOLESALE_FACTOR", factor },
      ...(justification === undefined ? {} : { justification }),
    };
    const one = evse("one", "C");
    expect(mouthsOf(book([page, terminal], [one], { C: priced() }), one, at)).toMatchObject({
      showsOther,
      differsUnsaid,
    });
  });

  it("where terminals do not sell nothing can differ", () => {
    const one = evse("one", "C");
    const dear = { ...qr, price: { kind: "WHOLESALE_FACTOR" as const, factor: "2" } };
    expect(mouthsOf(book([dear], [one], { C: priced() }), one, at)).toMatchObject({
      showsOther: false,
      differsUnsaid: false,
    });
  });
});

describe("isSamePrice", () => {
  const of = (component: object, more: object = {}): Tariff =>
    tariffSchema.parse({
      currency: "EUR",
      taxIncluded: "YES",
      elements: [{ components: [{ vatPercent: "21", ...component }] }],
      ...more,
    } as TariffInput);
  const kwh = (price: string) => ({ type: "ENERGY", per: "KWH", price });
  it.each([
    ["with and without tax", of(kwh("0.605")), of(kwh("0.5"), { taxIncluded: "NO" }), true],
    [
      "per hour and per minute",
      of({ type: "TIME", per: "HOUR", price: "6" }),
      of({ type: "TIME", per: "MINUTE", price: "0.1" }),
      true,
    ],
    [
      "texts for screens",
      of(kwh("0.605")),
      of(kwh("0.605"), { altTexts: [{ language: "en", text: "x" }] }),
      true,
    ],
    ["a cent", of(kwh("0.605")), of(kwh("0.615")), false],
    ["another currency", of(kwh("0.605")), of(kwh("0.605"), { currency: "SEK" }), false],
    ["a greatest price", of(kwh("0.605")), of(kwh("0.605"), { maxPrice: { gross: "9" } }), false],
  ])("%s", (_name, a, b, same) => {
    expect(isSamePrice(a, b, place)).toBe(same);
    expect(isSamePrice(b, a, place)).toBe(same);
  });
});

describe("the history of a rule", () => {
  it("names the terms that changed", () => {
    const draft = {
      ...{ name: "Page", cpoId: null, locationGroupId: null, evseId: null, channel: "QR" as const },
      ...{ tariffCode: null, validFrom: at, validTo: null, windows: null, justification: null },
      price: { kind: "WHOLESALE_FACTOR" as const, factor: "1" },
    };
    const before = contentOfDraft(draft);
    const windows = [{ days: ["MONDAY" as const], start: "08:00", end: "18:00" }];
    const after = contentOfDraft({ ...draft, windows, validTo: new Date("2027-01-01T00:00:00Z") });
    expect(diffRuleContents(before, after).map(({ term }) => term)).toEqual(["windows", "validTo"]);
    expect(diffRuleContents(before, before)).toEqual([]);
  });
});
