import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MONTH_TARIFF, storeMonth } from "@/bench/lib/stored-month";
import { csvLine } from "@/lib/core/csv";
import { createLocation } from "@/lib/locations/create-location";
import { hashTariff } from "@/lib/pricing/hash-tariff";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { newCpo } from "@/lib/tenants/testing/samples";
import { importCdrs } from "./exchange/import-cdrs";
import { whatIf } from "./what-if";
import type { WhatIfQuestion } from "./what-if.model";

const SYSTEM = { userId: null, name: "test" };
const FROM = new Date("2026-01-31T23:00:00Z");
/** More than a page, so that the keyset is used. */
const SESSIONS = 1_203;

let test: TestContext;
let owner: pg.Pool;
let question: WhatIfQuestion;
let locations: string[];

beforeAll(async () => {
  test = await openTestContext();
  owner = new pg.Pool({ connectionString: test.ownerUrl });
  const { context } = test;
  const clientId = await createClient(context, { name: "ours", slug: "ours" }, SYSTEM);
  const cpo = newCpo(clientId);
  const cpoId = await createCpo(context, cpo, SYSTEM);
  const content = MONTH_TARIFF;
  await publishTariff(context, { clientId, cpoId, code: "MONTH", name: "Month", kind: "RETAIL", content });
  const evses: { evseId: string; stationId: string; locationId: string }[] = [];
  for (const [i, name] of ["Depot", "Market"].entries()) {
    const place = { street: "Kade 1", postalCode: "1011 AB", city: "Amsterdam", country: "NL" };
    const where = { timeZone: "Europe/Amsterdam", latitude: 52.37, longitude: 4.9 };
    const locationId = await createLocation(context, { clientId, cpoId, name, ...place, ...where });
    const [evseId, stationId] = [context.ids.next(), context.ids.next()];
    await context.db.withClient(clientId, async (tx) => {
      await tx.station.create({
        data: { id: stationId, clientId, locationId, identity: name, name, tariffCode: `CODE-${i}` },
      });
      await tx.evse.create({
        data: {
          id: evseId,
          clientId,
          locationId,
          stationId,
          evseId: `NL*TST*E${i}`,
          label: name,
          ocppConnectorId: 1,
          currentType: "AC",
          maxPowerW: 22_000,
          deployedOn: new Date("2025-03-01"),
        },
      });
    });
    evses.push({ evseId, stationId, locationId });
  }
  locations = evses.map(({ locationId }) => locationId);
  const plan = {
    clientId,
    cpoId,
    locationId: locations[0] ?? "",
    tariffHash: hashTariff(content),
    evses,
    from: FROM,
  };
  await storeMonth(owner, { ...plan, sessions: SESSIONS });
  const actor = { userId: null, name: "Ada" };
  const operator = { id: cpoId, countryCode: cpo.countryCode, partyId: cpo.partyId, currency: "EUR" };
  const file = { clientId, cpo: operator, format: "csv" as const, fileName: "x.csv", dryRun: false, actor };
  const csv =
    csvLine([
      "cdr_number",
      "started_at",
      "ended_at",
      "energy_wh",
      "currency",
      "net",
      "tariff_id",
      "time_zone",
    ]) +
    csvLine([
      "OTHER-1",
      "2026-02-10T10:00:00Z",
      "2026-02-10T11:00:00Z",
      10_000,
      "EUR",
      4,
      "T-9",
      "Europe/Amsterdam",
    ]) +
    csvLine([
      "OTHER-2",
      "2026-02-10T10:30:00Z",
      "2026-02-10T11:00:00Z",
      10_000,
      "EUR",
      null,
      "T-9",
      "Europe/Amsterdam",
    ]);
  await importCdrs(context, { ...file, bytes: new TextEncoder().encode(csv) });
  question = {
    clientId,
    cpoIds: [cpoId],
    locationIds: null,
    codes: null,
    from: FROM,
    to: new Date("2026-03-31T22:00:00Z"),
    zone: "Europe/Amsterdam",
    currency: "EUR",
    side: "RETAIL",
    draft: { kind: "OWN", factor: "1" },
    withImported: false,
  };
}, 60_000);
afterAll(async () => {
  await owner.end();
  await test.close();
});

const ask = (over: Partial<WhatIfQuestion> = {}, isLeft?: () => boolean) =>
  whatIf(test.context, { ...question, ...over }, undefined, isLeft);
const price = (perKwh: string) =>
  simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh });
const tariff = (perKwh: string) => ({ kind: "TARIFF" as const, tariff: price(perKwh) });

describe("whatIf", () => {
  it("REL-10: the unchanged price gives the stored sums to the cent, every session once", async () => {
    const steps: [number, number][] = [];
    const result = await whatIf(test.context, question, (done, total) => steps.push([done, total]));
    const { rows } = await owner.query<{ net: number; gross: number }>(
      "SELECT sum(net_minor)::int AS net, sum(gross_minor)::int AS gross FROM cdrs",
    );
    const stored = { netMinor: rows[0]?.net, grossMinor: rows[0]?.gross };
    expect(result).toMatchObject({
      priced: SESSIONS,
      now: stored,
      draft: stored,
      same: SESSIONS,
      dearer: 0,
      cheaper: 0,
    });
    expect(result.unpriced).toEqual([]);
    expect(steps.at(-1)).toEqual([SESSIONS, SESSIONS]);
  });

  it("groups by week, code and location; the groups add up to the whole", async () => {
    const result = await ask({ draft: tariff("0.59") });
    for (const groups of [result.weeks, result.codes, result.locations]) {
      const sum = (pick: (group: (typeof groups)[number]) => number) =>
        groups.reduce((all, group) => all + pick(group), 0);
      expect(sum((group) => group.sessions)).toBe(SESSIONS);
      expect(sum((group) => group.now.netMinor)).toBe(result.now.netMinor);
      expect(sum((group) => group.draft.grossMinor)).toBe(result.draft.grossMinor);
    }
    expect(result.codes.map(({ key }) => key).sort()).toEqual(["CODE-0", "CODE-1"]);
    expect(result.locations.map(({ key }) => key).sort()).toEqual(["Depot", "Market"]);
    // 1 February 2026 is a Sunday.
    expect(result.weeks.map(({ key }) => key)).toEqual([
      "2026-01-26",
      "2026-02-02",
      "2026-02-09",
      "2026-02-16",
      "2026-02-23",
      "2026-03-02",
    ]);
  });

  it("counts who pays more and less, with the largest changes first", async () => {
    const result = await ask({ draft: tariff("0.59") });
    expect(result.dearer + result.cheaper + result.same).toBe(SESSIONS);
    expect(result.dearer).toBeGreaterThan(0);
    expect(result.cheaper).toBeGreaterThan(0);
    const sizes = result.mostDearer.map(({ nowMinor, draftMinor }) => draftMinor - nowMinor);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes).toHaveLength(10);
    expect(result.mostCheaper.every(({ nowMinor, draftMinor }) => draftMinor < nowMinor)).toBe(true);
  });

  it("a factor multiplies each session's own price", async () => {
    const { now, draft } = await ask({ draft: { kind: "OWN", factor: "1.1" } });
    expect(draft.grossMinor / now.grossMinor).toBeCloseTo(1.1, 2);
  });

  it("takes the chosen locations and codes only", async () => {
    const half = await ask({ locationIds: locations.slice(0, 1) });
    expect(half.locations.map(({ key }) => key)).toEqual(["Depot"]);
    expect((await ask({ codes: ["CODE-1"] })).codes.map(({ key }) => key)).toEqual(["CODE-1"]);
    expect((await ask({ codes: ["NONE"] })).priced).toBe(0);
    expect((await ask({ cpoIds: [] })).priced).toBe(0);
  });

  it("prices CDRs of another system from their periods, and says which it can not compare", async () => {
    const result = await ask({ codes: ["T-9"], withImported: true, draft: tariff("0.605") });
    expect(result).toMatchObject({ priced: 1, imported: 1, now: { netMinor: 400, grossMinor: 484 } });
    expect(result.draft).toEqual({ netMinor: 500, grossMinor: 605 });
    expect(result.unpriced).toEqual([{ reason: "amount_unknown", sessions: 1, examples: ["OTHER-2"] }]);
    const own = await ask({ codes: ["T-9"], withImported: true });
    expect(own.unpriced).toEqual([
      { reason: "own_price_unknown", sessions: 2, examples: ["OTHER-1", "OTHER-2"] },
    ]);
    expect((await ask({ codes: ["T-9"], withImported: true, locationIds: locations })).priced).toBe(0);
  });

  it("against the wholesale side, sessions without a wholesale price are left out with the reason", async () => {
    const { priced, unpriced } = await ask({ side: "WHOLESALE", draft: tariff("0.4") });
    expect(priced).toBe(0);
    expect(unpriced).toMatchObject([{ reason: "no_wholesale_price", sessions: SESSIONS }]);
  });

  it("REL-90: a frozen tariff that can not be read takes nobody else with it", async () => {
    const hash = "f".repeat(64);
    await owner.query("INSERT INTO tariff_versions (client_id, hash, content) VALUES ($1, $2, '{}')", [
      question.clientId,
      hash,
    ]);
    await owner.query("UPDATE charging_sessions SET tariff_hash = $1 WHERE reference = 'M7'", [hash]);
    await owner.query(
      "SET session_replication_role = replica; UPDATE cdrs SET tariff_hash = '" +
        hash +
        "' WHERE number = 'M7'; RESET session_replication_role",
    );
    const { priced, unpriced } = await ask();
    expect(priced).toBe(SESSIONS - 1);
    expect(unpriced).toEqual([{ reason: "tariff_unreadable", sessions: 1, examples: ["M7"] }]);
    expect((await ask({ draft: tariff("0.49") })).priced).toBeGreaterThanOrEqual(SESSIONS - 1);
  });

  it("ends early when nobody waits, and writes nothing", async () => {
    const before = await owner.query("SELECT count(*)::int AS n, max(xmin::text::bigint) AS x FROM cdrs");
    expect((await ask({}, () => true)).priced).toBe(0);
    await ask({ draft: tariff("0.59") });
    expect(
      (await owner.query("SELECT count(*)::int AS n, max(xmin::text::bigint) AS x FROM cdrs")).rows,
    ).toEqual(before.rows);
  });

  it("SEC-51: another client's sessions are not found, whatever ids are asked for", async () => {
    const stranger = await createClient(test.context, { name: "stranger", slug: "stranger" }, SYSTEM);
    expect((await ask({ clientId: stranger })).priced).toBe(0);
  });
});
