import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import type { TestStation } from "@/lib/jobs/testing/station";
import { charging, one, type Visit } from "@/lib/jobs/testing/visit";
import { World } from "@/lib/jobs/testing/world";
import { openTokens } from "@/lib/sessions/tokens";
import { createUser } from "@/lib/tenants/create-user";
import { type CorrectionRequest, correctCdr } from "./correct-cdr";
import { getReceiptView } from "./get-receipt";
import { countReconciliation, listReconciliation } from "./reconciliation.queries";
import { type FinancialAdviceInput, recordFinancialAdvice } from "./record-financial-advice";
import { chargingAtTerminal, createSubscription, type TerminalVisit } from "./testing/terminal-visit";

const MINUTE = 60_000;
const ACTOR = { userId: "00000000-0000-4000-8000-00000000abcd", name: "Tess" };
const mailDir = mkdtempSync(path.join(tmpdir(), "kerbwatt-mail-"));
let world: World;
let shop: Shop;
let subscriptionId: string;

beforeAll(async () => {
  world = await World.open({ mailDir });
  shop = await createShop(world);
  subscriptionId = await createSubscription(world, shop.clientId);
});
afterEach(async () => {
  expect(await world.violations()).toEqual([]);
  expect(world.jobs.failures).toEqual([]);
});
afterAll(() => world.close());

const settle = () => world.run(10_000);

async function station(): Promise<TestStation> {
  const [made] = await createSites(world, shop, 1);
  if (!made) throw new Error("a station was expected");
  return made;
}

async function drive(at: TestStation): Promise<void> {
  await at.charge(10 * MINUTE);
  await at.end("Local");
  await settle();
}

/** 1.833 kWh, 0.92 EUR, by QR code. */
async function billed(): Promise<Visit> {
  const at = await station();
  const visit = await charging(at);
  await drive(at);
  return visit;
}

async function atTerminal(): Promise<TerminalVisit> {
  const at = await station();
  const visit = await chargingAtTerminal(at, subscriptionId);
  await drive(at);
  return visit;
}

async function cdrsOf(sessionId: string) {
  const rows = await world.sql(
    "SELECT id, kind, gross_minor, charged_minor, energy_wh, number FROM cdrs WHERE session_id = $1 ORDER BY created_at, number",
    [sessionId],
  );
  return rows.map(({ id, kind, gross_minor, charged_minor, energy_wh, number }) => ({
    id: String(id),
    kind,
    gross_minor,
    charged_minor,
    energy_wh,
    number: String(number),
  }));
}

async function correct(sessionId: string, correction: CorrectionRequest, more: { approvedBy?: string } = {}) {
  const rows = await world.sql(
    "SELECT id FROM cdrs c WHERE session_id = $1 AND kind <> 'CREDIT' AND NOT EXISTS (SELECT 1 FROM cdrs k WHERE k.credits_id = c.id)",
    [sessionId],
  );
  const result = await correctCdr(world.context, {
    clientId: shop.clientId,
    cdrId: String(one(rows).id),
    correction,
    reason: "broken cable",
    actor: ACTOR,
    ...more,
  });
  await world.run(3 * MINUTE, MINUTE);
  return result;
}

const receiptsOf = async (sessionId: string) =>
  (
    await world.sql(
      "SELECT kind, (content->'total'->>'grossMinor')::int AS minor FROM receipts WHERE session_id = $1 ORDER BY created_at, kind",
      [sessionId],
    )
  ).map(({ kind, minor }) => `${kind} ${minor}`);

describe("REL-9: a CDR is corrected by a credit and a new one", () => {
  it("a smaller sum: the card gets the difference, with a credit note", async () => {
    const visit = await billed();
    const result = await correct(visit.sessionId, { kind: "AMOUNT", grossMinor: 50 });
    expect(result.refundedMinor).toBe(42);
    expect(await cdrsOf(visit.sessionId)).toMatchObject([
      { kind: "ORIGINAL", gross_minor: 92, charged_minor: 92 },
      { kind: "CREDIT", gross_minor: -92, charged_minor: -92, energy_wh: 1_833 },
      { kind: "REPLACEMENT", gross_minor: 50, charged_minor: 50, energy_wh: 1_833 },
    ]);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 50");
    expect(await receiptsOf(visit.sessionId)).toEqual(["RECEIPT 92", "CREDIT_NOTE -42"]);
    for (const { number } of await cdrsOf(visit.sessionId)) expect(number.length).toBeLessThanOrEqual(39);
  });

  it("other registers are priced by the same tariff; a second correction starts from the first", async () => {
    const visit = await billed();
    await correct(visit.sessionId, { kind: "READINGS", meterStartWh: 100_000, meterStopWh: 101_000 });
    await correct(visit.sessionId, { kind: "AMOUNT", grossMinor: 20 });
    const cdrs = await cdrsOf(visit.sessionId);
    expect(cdrs.map(({ kind, gross_minor, energy_wh }) => [kind, gross_minor, energy_wh])).toEqual([
      ["ORIGINAL", 92, 1_833],
      ["CREDIT", -92, 1_833],
      ["REPLACEMENT", 50, 1_000],
      ["CREDIT", -50, 1_000],
      ["REPLACEMENT", 20, 1_000],
    ]);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 20");
  });

  it("REL-3: taken back as a whole after a refund: never more goes back than was taken", async () => {
    const visit = await billed();
    await correct(visit.sessionId, { kind: "AMOUNT", grossMinor: 90 });
    const result = await correct(visit.sessionId, { kind: "TAKE_BACK" });
    expect(result).toMatchObject({ replacementId: null, refundedMinor: 90 });
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 0");
    await expect(
      correctCdr(world.context, {
        clientId: shop.clientId,
        cdrId: result.creditId,
        correction: { kind: "TAKE_BACK" },
        reason: "again",
        actor: ACTOR,
      }),
    ).rejects.toMatchObject({ code: "cdr_not_standing" });
  });

  it.each<[string, CorrectionRequest]>([
    ["correction_raises", { kind: "AMOUNT", grossMinor: 93 }],
    ["correction_changes_nothing", { kind: "AMOUNT", grossMinor: 92 }],
    ["correction_amount", { kind: "AMOUNT", grossMinor: -1 }],
    ["correction_amount", { kind: "AMOUNT", grossMinor: Number.NaN }],
    ["correction_readings", { kind: "READINGS", meterStartWh: 100_000, meterStopWh: 999_000 }],
    ["correction_readings", { kind: "READINGS", meterStartWh: 101_000, meterStopWh: 100_500 }],
    ["correction_readings", { kind: "READINGS", meterStartWh: Number.NaN, meterStopWh: 1e21 }],
    ["tariff_unknown", { kind: "TARIFF", tariffHash: "0".repeat(64), wholesaleHash: null }],
  ])("%s is refused, and nothing changes", async (code, correction) => {
    const visit = await billed();
    await expect(correct(visit.sessionId, correction)).rejects.toMatchObject({ code });
    expect(await cdrsOf(visit.sessionId)).toHaveLength(1);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
  });

  it("SEC-58: above the limit of one person a second one is needed, and without him nothing is written", async () => {
    await world.sql(`UPDATE cpos SET parameters = '{"refundAloneMaxMinor": 10}' WHERE id = $1`, [shop.cpoId]);
    const visit = await billed();
    const take = (more?: { approvedBy?: string }) => correct(visit.sessionId, { kind: "TAKE_BACK" }, more);
    await expect(take()).rejects.toMatchObject({ code: "refund_needs_second_person" });
    expect(await cdrsOf(visit.sessionId)).toHaveLength(1);
    await take({ approvedBy: "00000000-0000-4000-8000-00000000abce" });
    await world.sql(`UPDATE cpos SET parameters = '{}' WHERE id = $1`, [shop.cpoId]);
    expect(await cdrsOf(visit.sessionId)).toHaveLength(2);
  });

  it("REL-32: at a terminal the provider gets both, and the driver a credit note and a new receipt", async () => {
    const visit = await atTerminal();
    const before = world.jobs.handled.get("billing.cdr_issued") ?? 0;
    expect((await correct(visit.sessionId, { kind: "AMOUNT", grossMinor: 60 })).refundedMinor).toBe(0);
    expect(world.jobs.handled.get("billing.cdr_issued")).toBe(before + 2);
    expect((await visit.cdrs()).map((cdr) => cdr.wholesale_gross_minor)).toEqual([92, -92, 60]);
    expect((await receiptsOf(visit.sessionId)).sort()).toEqual([
      "CREDIT_NOTE -92",
      "RECEIPT 60",
      "RECEIPT 92",
    ]);
  });

  it("another client's CDR is not there", async () => {
    const visit = await billed();
    const stranger = await createShop(world);
    await expect(
      correctCdr(world.context, {
        clientId: stranger.clientId,
        cdrId: String((await cdrsOf(visit.sessionId))[0]?.id),
        correction: { kind: "TAKE_BACK" },
        reason: "mine",
        actor: ACTOR,
      }),
    ).rejects.toMatchObject({ code: "cdr_unknown" });
  });
});

let adviceNumber = 0;
function advice(
  visit: { reference: string },
  change: Partial<FinancialAdviceInput> = {},
): FinancialAdviceInput {
  adviceNumber += 1;
  return {
    clientId: shop.clientId,
    subscriptionId,
    adviceId: `FAC-${adviceNumber}`,
    authorizationReference: visit.reference,
    currency: "EUR",
    netMinor: 76,
    grossMinor: 92,
    captureStatus: "SUCCESS",
    captureMessage: null,
    eftData: ["VISA ************1234", "APPROVED"],
    content: {},
    lastUpdated: null,
    ...change,
  };
}

const open = (sessionId: string) =>
  world.cases(sessionId).then((found) => found.filter((code) => code.startsWith("advice_")));

async function record(input: FinancialAdviceInput) {
  const result = await recordFinancialAdvice(world.context, input);
  await settle();
  return result;
}

describe("REL-33: what the provider has captured", () => {
  it("the same sum: matched, the receipt has the terminal's lines, the session the card's last digits", async () => {
    const visit = await atTerminal();
    const input = advice(visit);
    expect(await record(input)).toMatchObject({ isRepeat: false, sessionId: visit.sessionId });
    expect(await record(input)).toMatchObject({ isRepeat: true });
    const rows = await world.sql(
      "SELECT difference_minor, cdr_id FROM financial_advices WHERE session_id = $1",
      [visit.sessionId],
    );
    expect(rows).toEqual([{ difference_minor: 0, cdr_id: (await visit.cdrs())[0]?.id }]);
    expect(await open(visit.sessionId)).toEqual([]);
    const session = await visit.session();
    expect(session.card_last4).toBe("1234");
    const { receipt: receiptToken } = openTokens(world.context, String(session.tokens_cipher));
    const view = await getReceiptView(world.context, { receiptToken });
    expect(view?.document).toMatchObject({
      eftLines: ["VISA ************1234", "APPROVED"],
      provider: { name: "Payter" },
    });
  });

  it("before the CDR: it waits, and is matched when the CDR comes", async () => {
    const at = await station();
    const visit = await chargingAtTerminal(at, subscriptionId);
    await record(advice(visit, { grossMinor: 90 }));
    expect(await open(visit.sessionId)).toEqual([]);
    await drive(at);
    const rows = await world.sql("SELECT difference_minor FROM financial_advices WHERE session_id = $1", [
      visit.sessionId,
    ]);
    expect(rows).toEqual([{ difference_minor: -2 }]);
    expect(await open(visit.sessionId)).toEqual(["advice_mismatch"]);
  });

  it("before anything: it is kept, and found by its reference", async () => {
    const result = await record(advice({ reference: "nobody-knows" }));
    expect(result.sessionId).toBeNull();
    expect(await world.sql("SELECT 1 AS one FROM financial_advices WHERE id = $1", [result.id])).toHaveLength(
      1,
    );
  });

  it("REL-107: several belong to one reference; a failure and a part are cases until the sum is right", async () => {
    const visit = await atTerminal();
    await record(advice(visit, { grossMinor: 0, captureStatus: "FAILED" }));
    expect(await open(visit.sessionId)).toEqual(["advice_failed"]);
    await record(advice(visit, { grossMinor: 40, captureStatus: "PARTIAL_SUCCESS" }));
    expect(await open(visit.sessionId)).toEqual(["advice_failed"]);
    await record(advice(visit, { grossMinor: 52 }));
    expect(await open(visit.sessionId)).toEqual([]);
    await record(advice(visit, { grossMinor: 1 }));
    expect(await open(visit.sessionId)).toEqual(["advice_mismatch"]);
  });

  it.each([
    ["another currency", { currency: "CHF" }, "advice_currency"],
    ["no amount", { grossMinor: null }, "advice_mismatch"],
    ["more than the CDR", { grossMinor: 93 }, "advice_mismatch"],
  ])("REL-107: %s is a person's case", async (_, change, code) => {
    const visit = await atTerminal();
    await record(advice(visit, change));
    expect(await open(visit.sessionId)).toEqual([code]);
  });

  it("the same id with another sum changes nothing and is told", async () => {
    const visit = await atTerminal();
    const input = advice(visit);
    await record(input);
    expect(await record({ ...input, grossMinor: 1 })).toMatchObject({ isRepeat: true });
    expect(await open(visit.sessionId)).toEqual(["advice_mismatch"]);
    const rows = await world.sql("SELECT gross_minor FROM financial_advices WHERE session_id = $1", [
      visit.sessionId,
    ]);
    expect(rows).toEqual([{ gross_minor: 92 }]);
  });

  it.each([Number.NaN, -1, 0.5, 1e21])(
    "an amount of %s is refused, nothing is stored",
    async (grossMinor) => {
      const visit = { reference: `bad-${grossMinor}` };
      await expect(recordFinancialAdvice(world.context, advice(visit, { grossMinor }))).rejects.toMatchObject(
        {
          code: "advice_amount",
        },
      );
    },
  );

  it("ten at once of one reference: all are kept, and the sum is right", async () => {
    const visit = await atTerminal();
    const all = Array.from({ length: 10 }, (_, index) => advice(visit, { grossMinor: index === 0 ? 2 : 10 }));
    await Promise.all([...all, ...all].map((input) => recordFinancialAdvice(world.context, input)));
    await settle();
    const rows = await world.sql(
      "SELECT count(*)::int AS count, min(difference_minor) AS least, max(difference_minor) AS most FROM financial_advices WHERE session_id = $1",
      [visit.sessionId],
    );
    expect(rows).toEqual([{ count: 10, least: 0, most: 0 }]);
    expect(await open(visit.sessionId)).toEqual([]);
  });
});

describe("reconciliation", () => {
  it("REL-33: shows what matches, differs, is not confirmed and has no CDR, to its own client only", async () => {
    await world.context.db.withClient(shop.clientId, (tx) =>
      tx.subscriptionCpo.createMany({
        data: [{ clientId: shop.clientId, subscriptionId, cpoId: shop.cpoId, addedAt: world.now }],
        skipDuplicates: true,
      }),
    );
    const [matched, differs, waiting] = [await atTerminal(), await atTerminal(), await atTerminal()];
    await record(advice(matched));
    await record(advice(differs, { grossMinor: 100 }));
    const lonely = advice({ reference: "no-session" });
    await record(lonely);
    const scope = { clientId: shop.clientId, mode: "TEST", cpoIds: [shop.cpoId] } as const;
    const rows = await listReconciliation(world.context, scope, null);
    const stateOf = (reference: string) =>
      rows.find((row) => row.authorizationReference === reference)?.state ?? null;
    expect([matched, differs, waiting].map(({ reference }) => stateOf(reference))).toEqual([
      "MATCHED",
      "DIFFERS",
      "NO_ADVICE",
    ]);
    expect(stateOf("no-session")).toBe("NO_CDR");
    const counts = await countReconciliation(world.context, scope);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
    const stranger = await createShop(world);
    const stolen = { ...scope, clientId: stranger.clientId };
    expect(await listReconciliation(world.context, stolen, null)).toEqual([]);
  });
});

describe("the weekly reminder", () => {
  it("tells everybody who can decide how many sessions wait, and nobody when none does", async () => {
    const client = await createShop(world);
    for (const role of ["OWNER", "FINANCE", "SUPPORT"] as const) {
      await createUser(
        world.context,
        {
          email: `${role.toLowerCase()}@${client.clientId}.example`,
          name: role,
          role,
          password: "Charge-at-the-kerb-26",
        },
        { by: "system", clientId: client.clientId, name: "test" },
      );
    }
    const mails = () =>
      readdirSync(mailDir)
        .filter((name) => name.endsWith(".eml"))
        .map((name) => readFileSync(path.join(mailDir, name), "utf8"))
        .filter((text) => text.includes(client.clientId));
    await world.sweep("sweep.reminders");
    expect(mails()).toEqual([]);
    const [at] = await createSites(world, client, 1);
    if (!at) throw new Error("a station was expected");
    await charging(at);
    await at.charge(10 * MINUTE);
    at.meterWh += 20_000;
    await at.end("Local");
    await settle();
    await world.sweep("sweep.reminders");
    const sent = mails();
    expect(sent).toHaveLength(2);
    for (const text of sent) expect(text).toMatch(/Subject: 1 charging session waits for a decision/);
    expect(sent.join()).not.toContain("support@");
  });
});
