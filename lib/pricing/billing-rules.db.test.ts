import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocation } from "@/lib/locations/create-location";
import { createCpo } from "@/lib/tenants/create-cpo";
import { listAudit } from "@/lib/tenants/tenants.queries";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { newCpo } from "@/lib/tenants/testing/samples";
import { verifyAuditChain } from "@/lib/tenants/verify-audit-chain";
import { archiveBillingRule } from "./archive-billing-rule";
import { assignTariff } from "./assign-tariff";
import { assignTariffCode } from "./assign-tariff-code";
import type { Channel } from "./billing-rule.model";
import { listRules, readRule } from "./billing-rules.queries";
import { changeEvse } from "./change-evse";
import { publishTariff } from "./publish-tariff";
import type { RuleDraft } from "./rule-draft.model";
import { findSaleAt } from "./sale.queries";
import { saveBillingRule } from "./save-billing-rule";
import { saveContract } from "./save-contract";
import { saveLocationGroup } from "./save-location-group";
import { type SimpleTariffInput, simpleTariff } from "./simple-tariff.rules";
import { createPriceSite, type PriceSite } from "./testing/price-site";

const ACTOR = { userId: null, name: "Ada" };

let test: TestContext;
let serial = 0;

beforeAll(async () => {
  test = await openTestContext();
});
afterAll(() => test.close());

/** Letters and digits of which no two tests have the same. */
const nextName = () => `${(serial++).toString(36).padStart(2, "0")}x`;
const newSite = () => createPriceSite(test, `${nextName()}-site`);

const content = (more: Partial<SimpleTariffInput> = {}) =>
  simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.50", ...more });

/** A price without a rate of its own: the contract's or the CPO's counts. */
const withoutRate = (perKwh: string) => ({
  currency: "EUR",
  taxIncluded: "NO" as const,
  elements: [{ components: [{ type: "ENERGY" as const, per: "KWH" as const, price: perKwh }] }],
});

const publish = (
  { clientId, cpoId }: PriceSite,
  kind: "RETAIL" | "WHOLESALE",
  code: string,
  what: Parameters<typeof publishTariff>[1]["content"] = content(),
) => publishTariff(test.context, { clientId, cpoId, code, name: code, kind, content: what, actor: ACTOR });

const factor = (value: string) => ({ kind: "WHOLESALE_FACTOR" as const, factor: value });

const draft = ({ cpoId }: PriceSite, more: Partial<RuleDraft> = {}): RuleDraft => ({
  name: "Rule",
  cpoId,
  locationGroupId: null,
  evseId: null,
  channel: "QR",
  tariffCode: null,
  validFrom: test.context.clock.now(),
  validTo: null,
  windows: null,
  price: factor("1"),
  justification: null,
  ...more,
});

const save = (site: PriceSite, more: Partial<RuleDraft> = {}) =>
  saveBillingRule(test.context, {
    clientId: site.clientId,
    ruleId: null,
    draft: draft(site, more),
    actor: ACTOR,
  });

const code = ({ clientId }: PriceSite, evseIds: string[], what: string | null, stationIds: string[] = []) =>
  assignTariffCode(test.context, { clientId, evseIds, stationIds, code: what, actor: ACTOR });

async function saleAt(site: PriceSite, evseId: string, channel: Channel = "QR") {
  const question = { channel, at: test.context.clock.now() };
  return test.context.db.withClient(site.clientId, (tx) => findSaleAt(tx, evseId, question));
}

/** What a driver pays per kWh and its rate of tax, or why there is no price. */
async function priceAt(site: PriceSite, evseId: string, channel: Channel = "QR"): Promise<string> {
  const sale = await saleAt(site, evseId, channel);
  if (!sale?.sellable) return sale?.reason ?? "no EVSE";
  const [component] = sale.tariff.elements[0]?.components ?? [];
  return `${component?.price} ${component?.vatPercent}`;
}

async function changes(site: PriceSite): Promise<number> {
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query(
    `SELECT j.attempts, j.revision FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = 'pricing.price_changed' AND j.payload->>'cpoId' = $1`,
    [site.cpoId],
  );
  await owner.end();
  expect(rows.length).toBeLessThan(2);
  return Number(rows[0]?.revision ?? -1) + 1;
}

describe("saveBillingRule", () => {
  it("ADM-13: keeps who changed what and why, and tells the rooms above", async () => {
    const site = await newSite();
    await publish(site, "WHOLESALE", "W");
    const before = await changes(site);
    const { ruleId, number } = await save(site, { name: "Page" });
    const draftTwo = draft(site, { name: "Page", price: factor("1.05"), justification: "payment costs" });
    const input = { clientId: site.clientId, ruleId, draft: draftTwo, actor: ACTOR, note: "from March" };
    await saveBillingRule(test.context, { ...input, expectedNumber: number });
    await expect(saveBillingRule(test.context, { ...input, expectedNumber: number })).rejects.toMatchObject({
      code: "rule_changed",
    });
    const found = await readRule(test.context, site.scope, ruleId);
    expect(found?.revisions.map((r) => [r.number, r.byName, r.note, r.content.factor])).toEqual([
      [2, "Ada", "from March", "1.05"],
      [1, "Ada", null, "1"],
    ]);
    const filter = { before: null, objectType: "billing_rule", objectId: ruleId };
    const { rows } = await listAudit(test.context, site.clientId, filter);
    expect(rows.map(({ action }) => action)).toEqual(["billing_rule.changed", "billing_rule.created"]);
    expect(await verifyAuditChain(test.context, site.clientId)).toMatchObject({ intact: true });
    expect(await changes(site)).toBe(before + 2);
  });

  it("LAW-11: a factor other than 1 without a reason is refused, by the database as well", async () => {
    const site = await newSite();
    await expect(save(site, { price: factor("1.05") })).rejects.toMatchObject({
      code: "rule_refused",
      details: { finding: "justification_missing", article: "AFIR Art. 5(3)" },
    });
    const { ruleId } = await save(site);
    await expect(
      test.context.db.withClient(site.clientId, (tx) =>
        tx.billingRule.update({ where: { id: ruleId }, data: { factor: "1.05" } }),
      ),
    ).rejects.toThrow("factor_has_a_reason");
  });

  it("refuses an overlap with the colliding rule named, and a fixed price on an OCPI terminal", async () => {
    const site = await newSite();
    const { ruleId } = await save(site, { name: "Everywhere" });
    await expect(save(site, { name: "One charger", evseId: site.dc })).rejects.toMatchObject({
      code: "rule_refused",
      details: { finding: "overlap", otherRuleId: ruleId, otherRuleName: "Everywhere" },
    });
    const { tariffId } = await publish(site, "RETAIL", "R");
    await expect(
      save(site, { channel: "OCPI_TERMINAL", price: { kind: "FIXED", tariffId } }),
    ).rejects.toMatchObject({ details: { finding: "terminal_needs_factor_rule" } });
  });

  it("two people who save at once do not make two rules for one sale", async () => {
    const site = await newSite();
    const saved = await Promise.allSettled([1, 2, 3, 4].map((n) => save(site, { name: `Racer ${n}` })));
    expect(saved.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const lost of saved.filter((result) => result.status === "rejected"))
      expect(lost.reason).toMatchObject({ code: "rule_refused", details: { finding: "overlap" } });
    expect(await listRules(test.context, site.scope)).toHaveLength(1);
  });

  it("warns of what a terminal shows, and of another price than wholesale without a reason", async () => {
    const site = await newSite();
    await publish(
      site,
      "WHOLESALE",
      "C",
      content({ timeBands: [{ start: "22:00", end: "06:00", perKwh: "0.3" }] }),
    );
    const { tariffId } = await publish(site, "RETAIL", "C", content({ perKwh: "0.6" }));
    await code(site, [site.ac], "C");
    const codes = async (more: Partial<RuleDraft>) =>
      (await save(site, more)).warnings.map(({ code }) => code);
    const reason = { price: factor("1.1"), justification: "fees" };
    expect(await codes({ ...reason, channel: "OCPI_TERMINAL" })).toEqual([
      "terminal_shows_other_price",
      "time_of_use_on_terminal",
    ]);
    expect(await codes({ price: { kind: "FIXED", tariffId } })).toEqual(["justification_advised"]);
  });

  it("SEC-51: names nothing of another client, and is not found by one", async () => {
    const [ours, theirs] = [await newSite(), await newSite()];
    const foreign = await publish(theirs, "RETAIL", "T");
    const group = await saveLocationGroup(test.context, {
      ...{ clientId: theirs.clientId, groupId: null, name: "G", locationIds: [theirs.locationId] },
      actor: ACTOR,
    });
    const { ruleId } = await save(theirs);
    for (const scope of [{ cpoId: theirs.cpoId }, { evseId: theirs.dc }, { locationGroupId: group }])
      await expect(save(ours, scope)).rejects.toMatchObject({ code: "rule_scope_unknown" });
    const price = { kind: "FIXED" as const, tariffId: foreign.tariffId };
    await expect(save(ours, { price })).rejects.toMatchObject({ code: "tariff_unknown" });
    expect(await readRule(test.context, ours.scope, ruleId)).toBeNull();
    const change = { clientId: ours.clientId, ruleId, actor: ACTOR };
    await expect(
      saveBillingRule(test.context, { ...change, expectedNumber: 1, draft: draft(ours) }),
    ).rejects.toMatchObject({ code: "rule_unknown" });
    await expect(
      archiveBillingRule(test.context, { ...change, expectedNumber: 1, note: "x" }),
    ).rejects.toMatchObject({ code: "rule_unknown" });
    const others = { clientId: ours.clientId, groupId: null, name: "O", locationIds: [theirs.locationId] };
    await expect(saveLocationGroup(test.context, { ...others, actor: ACTOR })).rejects.toMatchObject({
      code: "location_unknown",
    });
    const contract = { clientId: ours.clientId, contractId: null, name: "K", vatPercent: "6", actor: ACTOR };
    await expect(saveContract(test.context, { ...contract, cpoIds: [theirs.cpoId] })).rejects.toMatchObject({
      code: "cpo_unknown",
    });
    await expect(code(ours, [theirs.ac], null)).rejects.toMatchObject({ code: "evse_unknown" });
  });

  it("an archived rule sells nothing, stays readable, and frees its place", async () => {
    const site = await newSite();
    await publish(site, "WHOLESALE", "W");
    await code(site, [], "W", [site.stationId]);
    const { ruleId, number } = await save(site);
    expect(await priceAt(site, site.ac)).toBe("0.5 21");
    const act = { clientId: site.clientId, ruleId, actor: ACTOR, note: "replaced" };
    await archiveBillingRule(test.context, { ...act, expectedNumber: number });
    expect(await priceAt(site, site.ac)).toBe("no_rule");
    expect((await readRule(test.context, site.scope, ruleId))?.revisions[0]).toMatchObject({
      note: "replaced",
      content: { archived: true, kind: "WHOLESALE_FACTOR" },
    });
    await save(site, { name: "Next" });
    expect(await priceAt(site, site.ac)).toBe("0.5 21");
  });
});

describe("LAW-12, LAW-32: every way to an unlawful price is closed", () => {
  const unlawful = (label: string, finding: string) => ({
    code: "tariff_not_lawful_here",
    details: { label, finding },
  });
  const startFee = content({ startFee: "0.5" });

  it("a fixed rule, and a factor rule on a wholesale tariff that is lawful only below 50 kW", async () => {
    const site = await newSite();
    const { tariffId } = await publish(site, "RETAIL", "FEE", startFee);
    const price = { kind: "FIXED" as const, tariffId };
    const refusal = unlawful("D1", "component_not_allowed_from_50_kw");
    await expect(save(site, { price })).rejects.toMatchObject(refusal);
    await save(site, { price, evseId: site.ac });
  });

  it("a wholesale tariff that terminals show at EVSEs with its code", async () => {
    const site = await newSite();
    await publish(site, "WHOLESALE", "W");
    await code(site, [site.dc], "W");
    const refusal = unlawful("D1", "component_not_allowed_from_50_kw");
    await expect(publish(site, "WHOLESALE", "W", startFee)).rejects.toMatchObject(refusal);
    await publish(site, "WHOLESALE", "W", { ...startFee, type: "REGULAR" });
  });

  it("a tariff code, of the EVSE and of its station; a code that nothing knows", async () => {
    const site = await newSite();
    await publish(site, "WHOLESALE", "FEE", startFee);
    const refusal = unlawful("D1", "component_not_allowed_from_50_kw");
    await expect(code(site, [site.dc], "FEE")).rejects.toMatchObject(refusal);
    await expect(code(site, [], "FEE", [site.stationId])).rejects.toMatchObject(refusal);
    await expect(code(site, [site.ac], "TYPO")).rejects.toMatchObject({ code: "tariff_code_unknown" });
    expect(await code(site, [site.ac], "FEE")).toEqual({ changed: 1 });
    expect(await code(site, [site.ac], "FEE")).toEqual({ changed: 0 });
    expect(await code(site, [site.ac], null)).toEqual({ changed: 1 });
  });

  it("power raised from 22 kW to 50 kW; a calibrated meter without an approval of time", async () => {
    const site = await newSite();
    const { tariffId } = await publish(
      site,
      "RETAIL",
      "TIME",
      content({ startFee: "0.5", perMinute: "0.05" }),
    );
    await assignTariff(test.context, { clientId: site.clientId, evseIds: [site.ac], tariffId, actor: ACTOR });
    const facts = { maxPowerW: 22_000, eichrecht: false, timeApproval: null };
    const change = (more: Partial<typeof facts> | { timeApproval: string; eichrecht: boolean }) =>
      changeEvse(test.context, {
        ...{ clientId: site.clientId, evseId: site.ac, actor: ACTOR },
        change: { ...facts, ...more },
      });
    await expect(change({ maxPowerW: 50_000 })).rejects.toMatchObject(
      unlawful("A1", "component_not_allowed_from_50_kw"),
    );
    await expect(change({ eichrecht: true })).rejects.toMatchObject(
      unlawful("A1", "time_price_without_approval"),
    );
    await change({ eichrecht: true, timeApproval: "DE-20-M-PTB-0042" });
    await change({ maxPowerW: 49_999 });
    await expect(
      changeEvse(test.context, { clientId: site.clientId, evseId: site.cpoId, actor: ACTOR, change: facts }),
    ).rejects.toMatchObject({ code: "evse_unknown" });
  });

  it("members of a group: unlawful there, and two rules that would meet", async () => {
    const site = await newSite();
    const { clientId } = site;
    const place = { clientId, cpoId: site.cpoId, name: "Second", street: "Kade 2", postalCode: "1011 AB" };
    const second = await createLocation(test.context, {
      ...place,
      ...{ city: "Amsterdam", country: "NL", timeZone: "Europe/Amsterdam", latitude: 52.3, longitude: 4.9 },
    });
    const group = (name: string, locationIds: string[], groupId: string | null = null) =>
      saveLocationGroup(test.context, { clientId, groupId, name, locationIds, actor: ACTOR });
    const fast = await group("Fast", [second]);
    await expect(group("Fast", [])).rejects.toMatchObject({ code: "group_name_taken" });
    const { tariffId } = await publish(site, "RETAIL", "FEE", startFee);
    await save(site, { name: "Fee", locationGroupId: fast, price: { kind: "FIXED", tariffId } });
    await expect(group("Fast", [second, site.locationId], fast)).rejects.toMatchObject(
      unlawful("D1", "component_not_allowed_from_50_kw"),
    );
    const slow = await group("Slow", [site.locationId]);
    await publish(site, "WHOLESALE", "W");
    test.advance(1);
    await save(site, { name: "Slow", locationGroupId: slow });
    await expect(group("Slow", [site.locationId, second], slow)).rejects.toMatchObject({
      code: "rules_collide",
      details: { rule: "Fee", otherRuleName: "Slow" },
    });
    expect(await group("Renamed", [site.locationId], slow)).toBe(slow);
    await expect(group("X", [], site.cpoId)).rejects.toMatchObject({ code: "group_unknown" });
  });
});

describe("a sale", () => {
  it("VAT comes from tariff, then contract, then CPO, on page and terminal alike", async () => {
    const site = await newSite();
    await publish(site, "WHOLESALE", "NET", withoutRate("0.40"));
    await publish(site, "WHOLESALE", "OWN", content({ vatPercent: "9" }));
    await save(site, { channel: null });
    await code(site, [site.ac], "NET");
    await code(site, [site.dc], "OWN");
    expect(await priceAt(site, site.ac)).toBe("0.4 21");
    const contract = { clientId: site.clientId, name: "Frame", cpoIds: [site.cpoId], actor: ACTOR };
    const contractId = await saveContract(test.context, { ...contract, contractId: null, vatPercent: "8.1" });
    expect(await priceAt(site, site.ac, "OCPI_TERMINAL")).toBe("0.4 8.1");
    expect(await priceAt(site, site.dc)).toBe("0.5 9");
    await saveContract(test.context, { ...contract, contractId, vatPercent: "8.1", cpoIds: [] });
    expect(await priceAt(site, site.ac)).toBe("0.4 21");
    await expect(
      saveContract(test.context, { ...contract, contractId: null, vatPercent: "6" }),
    ).rejects.toMatchObject({ code: "contract_name_taken" });
  });

  it("domain §3.4: none without a rule, none with several, none without a wholesale tariff", async () => {
    const site = await newSite();
    expect(await priceAt(site, site.ac)).toBe("no_rule");
    await save(site, { name: "One" });
    expect(await priceAt(site, site.ac)).toBe("no_wholesale");
    await publish(site, "WHOLESALE", "W");
    await code(site, [site.ac], "W");
    expect(await priceAt(site, site.ac)).toBe("0.5 21");
    // What no save allows: a second rule, put there by hand.
    test.advance(1);
    const at = test.context.clock.now();
    const row = { clientId: site.clientId, name: "Two", cpoId: site.cpoId, channel: "QR" as const };
    await test.context.db.withClient(site.clientId, (tx) =>
      tx.billingRule.create({
        data: {
          ...{ id: test.context.ids.next(), ...row, validFrom: at, createdAt: at, updatedAt: at },
          ...{ kind: "WHOLESALE_FACTOR", factor: "1" },
        },
      }),
    );
    expect(await saleAt(site, site.ac)).toMatchObject({
      reason: "several_rules",
      rules: [{ name: "One" }, { name: "Two" }],
    });
  });

  it("assignTariff makes no second rule, and refuses where another rule sells", async () => {
    const site = await newSite();
    await publish(site, "WHOLESALE", "W");
    const { tariffId } = await publish(site, "RETAIL", "PAGE");
    const assign = (...evseIds: string[]) =>
      assignTariff(test.context, { clientId: site.clientId, evseIds, tariffId, actor: ACTOR });
    await assign(site.ac);
    await assign(site.dc);
    expect(await listRules(test.context, site.scope)).toMatchObject([{ name: "PAGE", tariffCode: "PAGE" }]);
    const other = await newSite();
    await save(other, { name: "All by factor" });
    const retail = await publish(other, "RETAIL", "PAGE");
    const input = { clientId: other.clientId, evseIds: [other.ac], tariffId: retail.tariffId, actor: ACTOR };
    await expect(assignTariff(test.context, input)).rejects.toMatchObject({
      code: "rules_collide",
      details: { otherRuleName: "All by factor" },
    });
    expect(await priceAt(other, other.ac)).toBe("no_wholesale");
  });

  it("a rule of another operator's price is refused: nothing is converted, no tax is guessed", async () => {
    const site = await newSite();
    const facts = {
      ...newCpo(site.clientId),
      partyId: `Z${serial}X`.slice(0, 3),
      receiptPrefix: `Z${serial}`,
    };
    const cpoId = await createCpo(test.context, facts, ACTOR);
    const { tariffId } = await publish({ ...site, cpoId }, "RETAIL", "R");
    for (const scope of [site.cpoId, null])
      await expect(save(site, { cpoId: scope, price: { kind: "FIXED", tariffId } })).rejects.toMatchObject({
        code: "tariff_of_other_operator",
      });
  });
});
