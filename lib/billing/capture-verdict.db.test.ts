import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import type { TestStation } from "@/lib/jobs/testing/station";
import { World } from "@/lib/jobs/testing/world";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { closeException } from "./close-exception";
import { type FinancialAdviceInput, recordFinancialAdvice } from "./record-financial-advice";
import { chargingAtTerminal, createSubscription, type TerminalVisit } from "./testing/terminal-visit";

/** What a provider has captured against what its terminal was asked to reserve: 1.00 EUR; the session costs 0.92 EUR. */

const MINUTE = 60_000;
const ABOVE = "advice_above_preauthorised";
let world: World;
let shop: Shop;
let subscriptionId: string;
let serial = 0;

beforeAll(async () => {
  world = await World.open();
  shop = await createShop(world);
  subscriptionId = await createSubscription(world, shop.clientId);
  await reserve("1.00");
});
afterEach(async () => {
  expect(await world.violations()).toEqual([]);
  expect(world.jobs.failures).toEqual([]);
});
afterAll(() => world.close());

/** A new wholesale tariff for the terminals; null: it says nothing about reserving. */
async function reserve(preauthorizeAmount: string | null): Promise<void> {
  const content = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.50" });
  await publishTariff(world.context, {
    clientId: shop.clientId,
    cpoId: shop.cpoId,
    code: "MAIN",
    name: "Main wholesale",
    kind: "WHOLESALE",
    content: { ...content, ...(preauthorizeAmount === null ? {} : { preauthorizeAmount }) },
  });
  await world.run(10_000);
}

async function begin(connection = subscriptionId): Promise<{ at: TestStation; visit: TerminalVisit }> {
  const [at] = await createSites(world, shop, 1);
  if (!at) throw new Error("a station was expected");
  return { at, visit: await chargingAtTerminal(at, connection) };
}

async function finish(at: TestStation): Promise<void> {
  await at.charge(10 * MINUTE);
  await at.end("Local");
  await world.run(10_000);
}

/** A session that was billed. */
async function billed(connection = subscriptionId): Promise<TerminalVisit> {
  const { at, visit } = await begin(connection);
  await finish(at);
  return visit;
}

function advice(visit: TerminalVisit, grossMinor: number | null, change: Partial<FinancialAdviceInput> = {}) {
  serial += 1;
  return {
    clientId: shop.clientId,
    subscriptionId: visit.subscriptionId,
    adviceId: `FAC-${serial}`,
    authorizationReference: visit.reference,
    currency: "EUR",
    netMinor: null,
    grossMinor,
    captureStatus: "SUCCESS" as const,
    captureMessage: null,
    eftData: [],
    content: {},
    lastUpdated: null,
    ...change,
  };
}

async function take(input: FinancialAdviceInput) {
  const result = await recordFinancialAdvice(world.context, input);
  await world.run(10_000);
  return result;
}

async function cases(sessionId: string, code?: string) {
  const rows = await world.sql(
    "SELECT id, code, state, count, detail FROM exception_cases WHERE session_id = $1 AND code LIKE 'advice_%' ORDER BY code, opened_at",
    [sessionId],
  );
  return code === undefined ? rows : rows.filter((row) => row.code === code);
}
const codes = async (sessionId: string) => (await cases(sessionId)).map(({ code }) => code);

const stored = async (sessionId: string) =>
  Number(
    (
      await world.sql("SELECT count(*)::int AS n FROM financial_advices WHERE session_id = $1", [sessionId])
    )[0]?.n,
  );

describe("REL-33: captured is at most what was preauthorised", () => {
  it.each<[string, number | null, Partial<FinancialAdviceInput>, string[]]>([
    ["what the CDR says", 92, {}, []],
    ["equal to the preauthorised amount", 100, {}, ["advice_mismatch"]],
    ["above by one minor unit", 101, {}, [ABOVE, "advice_mismatch"]],
    ["another currency, however much", 500, { currency: "CHF" }, ["advice_currency"]],
    ["only the amount without tax, and that is above", null, { netMinor: 101 }, [ABOVE, "advice_mismatch"]],
    ["failed, whatever it says", 500, { captureStatus: "FAILED" }, ["advice_failed"]],
  ])("%s", async (_, grossMinor, change, expected) => {
    const visit = await billed();
    expect(await take(advice(visit, grossMinor, change))).toMatchObject({ isRepeat: false });
    expect(await codes(visit.sessionId)).toEqual(expected);
    expect(await stored(visit.sessionId)).toBe(1);
  });

  it("has both figures, and is told once however often the same confirmation comes", async () => {
    const visit = await billed();
    const input = advice(visit, 150);
    for (let go = 0; go < 3; go += 1) await take(input);
    expect(await cases(visit.sessionId, ABOVE)).toMatchObject([
      {
        state: "OPEN",
        count: 1,
        detail: { capturedMinor: 150, preauthorisedMinor: 100, currency: "EUR", confirmations: 1 },
      },
    ]);
  });

  it("before the CDR: it is told at once, and the CDR does not tell it again, not even after a decision", async () => {
    const { at, visit } = await begin();
    await take(advice(visit, 101));
    const [found] = await cases(visit.sessionId, ABOVE);
    expect(found).toMatchObject({ state: "OPEN", count: 1 });
    await closeException(world.context, {
      clientId: shop.clientId,
      exceptionId: String(found?.id),
      decision: "NOTED",
      note: "asked the provider",
      userId: "00000000-0000-4000-8000-00000000abcd",
      userName: "Tess",
    });
    await finish(at);
    expect(await cases(visit.sessionId, ABOVE)).toMatchObject([{ state: "CLOSED", count: 1 }]);
  });

  it("a late one that brings the sum above, weeks later, and one more: a case with the newest sum", async () => {
    const visit = await billed();
    await take(advice(visit, 92));
    expect(await codes(visit.sessionId)).toEqual([]);
    await world.run(24 * 60 * MINUTE, 60 * MINUTE);
    await take(advice(visit, 9));
    await take(advice(visit, 20));
    expect(await cases(visit.sessionId, ABOVE)).toMatchObject([
      { state: "OPEN", count: 2, detail: { capturedMinor: 121, confirmations: 3 } },
    ]);
    await take(advice(visit, 0, { captureStatus: "FAILED" }));
    expect(await cases(visit.sessionId, ABOVE)).toMatchObject([{ count: 2 }]);
  });

  it("ten at once: all are kept, and the case has the whole sum", async () => {
    const visit = await billed();
    const all = Array.from({ length: 10 }, () => advice(visit, 11));
    await Promise.all([...all, ...all].map((input) => recordFinancialAdvice(world.context, input)));
    await world.run(10_000);
    expect(await stored(visit.sessionId)).toBe(10);
    expect(await cases(visit.sessionId, ABOVE)).toMatchObject([
      { state: "OPEN", detail: { capturedMinor: 110 } },
    ]);
  });

  it("another currency is told before and without a CDR, with what was captured and the price's", async () => {
    const { at, visit } = await begin();
    await take(advice(visit, 92, { currency: "CHF" }));
    await finish(at);
    expect(await cases(visit.sessionId)).toMatchObject([
      {
        code: "advice_currency",
        count: 1,
        detail: { capturedMinor: 92, capturedCurrency: "CHF", priceCurrency: "EUR" },
      },
    ]);
  });

  it("unknown: a version that does not tell the tariff's amount to the terminal", async () => {
    const older = await createSubscription(world, shop.clientId);
    await world.sql("UPDATE subscriptions SET version = '2.2.1', direct_payment = true WHERE id = $1", [
      older,
    ]);
    const visit = await billed(older);
    await take(advice(visit, 5_000));
    expect(await codes(visit.sessionId)).toEqual(["advice_mismatch"]);
  });

  it("unknown: a tariff without an amount; and the one of the start counts, whatever is published later", async () => {
    const before = await begin();
    await reserve(null);
    const visit = await billed();
    await take(advice(visit, 5_000));
    expect(await codes(visit.sessionId)).toEqual(["advice_mismatch"]);
    await finish(before.at);
    await take(advice(before.visit, 101));
    expect(await codes(before.visit.sessionId)).toEqual([ABOVE, "advice_mismatch"]);
    await reserve("1.00");
  });

  it("unknown: a frozen tariff that can not be read; the confirmation is stored all the same", async () => {
    const visit = await billed();
    await world.sql("UPDATE charging_sessions SET wholesale_hash = NULL WHERE id = $1", [visit.sessionId]);
    expect(await take(advice(visit, 5_000))).toMatchObject({ isRepeat: false, sessionId: visit.sessionId });
    expect(await codes(visit.sessionId)).toEqual(["advice_mismatch"]);
    expect(await stored(visit.sessionId)).toBe(1);
  });
});
