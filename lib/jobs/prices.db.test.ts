import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archiveBillingRule } from "@/lib/pricing/archive-billing-rule";
import { assignTariffCode } from "@/lib/pricing/assign-tariff-code";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import type { RuleDraft } from "@/lib/pricing/rule-draft.model";
import { saveBillingRule } from "@/lib/pricing/save-billing-rule";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { DAYS_OF_WEEK } from "@/lib/pricing/tariff.model";
import { createSite } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging, scan } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
const ACTOR = { userId: null, name: "Ada" };
let world: World;

beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const factor = (value: string) => ({ kind: "WHOLESALE_FACTOR" as const, factor: value });

/** What a QR rule of the station's operator says, unless told otherwise. */
const draftOf = (station: TestStation, more: Partial<RuleDraft>): RuleDraft => ({
  name: "Page",
  cpoId: station.site.shop.cpoId,
  locationGroupId: null,
  evseId: null,
  channel: "QR",
  tariffCode: null,
  validFrom: new Date(0),
  validTo: null,
  windows: null,
  price: factor("1"),
  justification: "costs of the payment service",
  ...more,
});

const save = (station: TestStation, more: Partial<RuleDraft> = {}) =>
  saveBillingRule(world.context, {
    clientId: station.site.clientId,
    ruleId: null,
    draft: draftOf(station, more),
    actor: ACTOR,
  });

/** A station whose code has a wholesale tariff, and that no rule sells by QR yet. */
async function unsoldStation(price: { perKwh?: string } = {}): Promise<TestStation> {
  const station = await createSite(world, { tariffId: null, price });
  const { clientId, evseId } = station.site;
  const code = { clientId, stationIds: [], evseIds: [evseId], code: "MAIN", actor: ACTOR };
  await assignTariffCode(world.context, code);
  return station;
}

/** The price per kWh on the driver's page, or why there is none. */
async function page(station: TestStation): Promise<string> {
  const view = await scan(station);
  return view.state === "UNAVAILABLE" ? view.reason : String(view.price.components[0]?.amountGross);
}

const windows = (start: string, end: string) => [{ days: [...DAYS_OF_WEEK], start, end }];

describe("a sale by billing rules", () => {
  it("domain §3.6: the rule in force at the start prices a session across the end of its hours", async () => {
    // 11:00 in Amsterdam.
    const station = await unsoldStation();
    await save(station, { name: "Morning", windows: windows("00:00", "12:00") });
    await save(station, { name: "Afternoon", windows: windows("12:00", "00:00"), price: factor("2") });
    expect(await page(station)).toBe("0.5");
    const visit = await charging(station);
    await station.charge(90 * MINUTE);
    await station.end("Local");
    await world.run(10_000);
    const [cdr] = await world.sql("SELECT energy_wh, gross_minor FROM cdrs WHERE session_id = $1", [
      visit.sessionId,
    ]);
    expect(cdr?.gross_minor).toBe(Math.round(Number(cdr?.energy_wh) * 0.05));
    await station.report("AVAILABLE");
    expect(await page(station)).toBe("1");
    expect(await world.repriced(station.site.clientId)).toEqual([]);
  });

  it("LAW-14: a rule that changes or ends while a car charges does not touch its price", async () => {
    const station = await unsoldStation();
    const { ruleId, number } = await save(station);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    const { clientId } = station.site;
    const draft = draftOf(station, { price: factor("3") });
    await saveBillingRule(world.context, { clientId, ruleId, expectedNumber: number, draft, actor: ACTOR });
    await station.charge(10 * MINUTE);
    await archiveBillingRule(world.context, {
      ...{ clientId, ruleId, expectedNumber: number + 1, actor: ACTOR, note: "over" },
    });
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await world.run(10_000);
    // 5.5 kWh at 0.50.
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 275");
    await station.report("AVAILABLE");
    expect(await page(station)).toBe("no_price");
    expect(await world.violations()).toEqual([]);
  });

  it("domain §3.4: without a rule, and with several, the page says that it is not for sale and offers no way to pay", async () => {
    const station = await unsoldStation();
    expect(await page(station)).toBe("no_price");
    await save(station);
    expect(await page(station)).toBe("0.5");
    // A second rule can only come past every use-case.
    await world.sql(
      `INSERT INTO billing_rules (id, client_id, name, cpo_id, valid_from, kind, factor, created_at, updated_at)
       VALUES (gen_random_uuid(), $1, 'By hand', $2, '2020-01-01', 'WHOLESALE_FACTOR', 1, now(), now())`,
      [station.site.clientId, station.site.shop.cpoId],
    );
    const view = await scan(station);
    expect(view).toMatchObject({ state: "UNAVAILABLE", reason: "no_price", price: null });
    expect(world.logs.some(({ message }) => message === "an EVSE has no certain price")).toBe(true);
  });

  it("LAW-11: a factor of 1.155 is exact until the one rounding of the line", async () => {
    const station = await unsoldStation({ perKwh: "0.333" });
    await save(station, { price: factor("1.155") });
    expect(await page(station)).toBe("0.384615");
    const visit = await charging(station);
    await station.charge(60 * MINUTE);
    await station.end("Local");
    await world.run(10_000);
    const [cdr] = await world.sql("SELECT energy_wh, gross_minor FROM cdrs WHERE session_id = $1", [
      visit.sessionId,
    ]);
    // 11 kWh × 0.384615 = 4.230765; a price rounded to cents would have given 4.18.
    expect(cdr).toEqual({ energy_wh: 11_000, gross_minor: 423 });
    const [frozen] = await world.sql(
      "SELECT wholesale_hash <> tariff_hash AS two, billing_rule_id IS NOT NULL AS named FROM charging_sessions WHERE id = $1",
      [visit.sessionId],
    );
    expect(frozen).toEqual({ two: true, named: true });
  });
});

describe("LAW-20: one price, many mouths", () => {
  const dearer = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.60" });

  it("a difference without a reason becomes a case after a minute, once, and closes by itself", async () => {
    const station = await createSite(world);
    const { clientId, shop } = station.site;
    const price = { clientId, cpoId: shop.cpoId, code: "MAIN", name: "Main" };
    const open = async () => (await world.cases()).filter((code) => code === "price_mismatch").length;
    await world.sweep("sweep.prices");
    await publishTariff(world.context, { ...price, kind: "RETAIL", content: dearer });
    await world.sweep("sweep.prices");
    await world.pass(59_000);
    await world.sweep("sweep.prices");
    expect(await open()).toBe(0);
    await world.pass(1_000);
    await world.sweep("sweep.prices");
    expect(await open()).toBe(1);
    const [found] = await world.sql(
      "SELECT detail, count FROM exception_cases WHERE code = 'price_mismatch'",
    );
    expect(found).toMatchObject({ count: 1, detail: { pageRule: "Main", terminalRule: "Terminals" } });
    // Somebody has noted it: nobody is asked again about the same.
    await world.sql("UPDATE exception_cases SET state = 'CLOSED' WHERE code = 'price_mismatch'");
    await world.pass(MINUTE);
    await world.sweep("sweep.prices");
    expect(await open()).toBe(0);
    await world.sql("UPDATE exception_cases SET state = 'OPEN' WHERE code = 'price_mismatch'");
    await publishTariff(world.context, { ...price, kind: "WHOLESALE", content: dearer });
    await world.sweep("sweep.prices");
    expect(await open()).toBe(0);
    const [closed] = await world.sql(
      "SELECT closed_by, note FROM exception_cases WHERE code = 'price_mismatch'",
    );
    expect(closed).toEqual({ closed_by: "system", note: "The prices agree again." });
  });

  it("a difference with a written reason is none", async () => {
    const station = await unsoldStation();
    await save(station, { price: factor("1.2") });
    await world.sweep("sweep.prices");
    await world.pass(2 * MINUTE);
    await world.sweep("sweep.prices");
    expect(
      await world.sql("SELECT 1 FROM price_mismatches WHERE client_id = $1", [station.site.clientId]),
    ).toEqual([]);
  });
});
