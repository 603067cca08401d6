import { randomBytes } from "node:crypto";
import { mkdtemp, readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getReceiptPdf, getReceiptView } from "@/lib/billing/get-receipt";
import { requestEmail } from "@/lib/billing/request-email";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { saveBillingRule } from "@/lib/pricing/save-billing-rule";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { getScanView } from "@/lib/sessions/get-scan-view";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { resolveReturn } from "@/lib/sessions/resolve-return";
import { openTokens } from "@/lib/sessions/tokens";
import { createShop, createSite, createSites } from "./testing/site";
import { charging, type Visit } from "./testing/visit";
import { World } from "./testing/world";

let world: World;
let mailbox: string;

beforeAll(async () => {
  mailbox = await mkdtemp(path.join(os.tmpdir(), "kerbwatt-mail-"));
  world = await World.open({ mailDir: mailbox });
});
afterAll(() => world.close());

const tokensOf = async (visit: Visit) =>
  openTokens(world.context, String((await visit.session()).tokens_cipher));

describe("who sees which price", () => {
  it("LAW-10, UX-52: price, hold and currency depend neither on the language nor on the device", async () => {
    const station = await createSite(world);
    const offers = [];
    for (const [locale, deviceToken] of [
      ["en", null],
      ["nl", "an old device"],
      ["de", "a new device"],
      ["fr", "x".repeat(64)],
    ] as const) {
      const view = await getScanView(world.context, { code: station.site.code, locale, deviceToken });
      if (view.state === "UNAVAILABLE") throw new Error(view.reason);
      const { price, holdOptions, defaultHoldIndex } = view;
      offers.push(JSON.stringify({ price, holdOptions, defaultHoldIndex }));
    }
    expect(new Set(offers).size).toBe(1);
    expect(offers[0]).toContain("EUR");
  });

  it("LAW-14, LAW-17: a price that a factor makes shows every band, the start fee and the idle fee, and bills as shown", async () => {
    const shop = await createShop(world);
    const [station] = await createSites(world, shop, 1, { tariffId: null });
    if (!station) throw new Error("one station was expected");
    const { clientId, cpoId } = shop;
    const content = simpleTariff({
      currency: "EUR",
      vatPercent: "21",
      taxIncluded: true,
      perKwh: "0.333",
      startFee: "0.50",
      timeBands: [{ start: "22:00", end: "06:00", perKwh: "0.25" }],
      idle: { perMinute: "0.10", graceMinutes: 5, capMinor: 500, hours: { start: "08:00", end: "20:00" } },
    });
    const own = { clientId, cpoId, code: "BANDS", name: "Bands", kind: "WHOLESALE" as const, content };
    await publishTariff(world.context, own);
    await world.sql("UPDATE evses SET tariff_code = 'BANDS' WHERE id = $1", [station.site.evseId]);
    await saveBillingRule(world.context, {
      clientId,
      ruleId: null,
      draft: {
        name: "Phones",
        cpoId,
        locationGroupId: null,
        evseId: null,
        channel: "QR",
        tariffCode: "BANDS",
        validFrom: world.now,
        validTo: null,
        windows: null,
        price: { kind: "WHOLESALE_FACTOR", factor: "1.155" },
        justification: "cost of card payments",
      },
      actor: { userId: null, name: "test" },
    });
    const view = await getScanView(world.context, {
      code: station.site.code,
      locale: "en",
      deviceToken: null,
    });
    if (view.state === "UNAVAILABLE") throw new Error(view.reason);
    const shown = view.price.components.map(({ kind, amountGross, active }) => [kind, amountGross, active]);
    // 10:00 UTC: by day, so the night's price is shown and not marked.
    expect(shown).toEqual([
      ["ENERGY", "0.28875", false],
      ["ENERGY", "0.384615", true],
      ["PARKING_TIME", "0.1155", true],
      ["FLAT", "0.5775", true],
    ]);
    expect(view.price.components[2]).toMatchObject({ graceMinutes: 5, capGrossMinor: 578 });
    const visit = await charging(station);
    const { tariff_hash } = await visit.session();
    expect(await world.sql("SELECT 1 FROM tariffs WHERE current_hash = $1", [tariff_hash])).toEqual([]);
    await station.charge(30 * 60_000);
    station.powerW = 0;
    await station.read();
    const live = await getSessionView(world.context, { token: visit.token });
    expect(live?.price).toEqual(view.price);
    expect(live?.live?.idleFeeStartsAt?.getTime()).toBe(world.clock.now + 5 * 60_000);
    await station.charge(7 * 60_000, 60_000);
    await station.end("Local");
    await world.run(20_000);
    // 5.5 kWh × 0.384615 = 2.1153825; 2 min × 0.1155 = 0.231; start 0.5775: each line is rounded once.
    expect((await visit.payment()).captured_minor).toBe(212 + 23 + 58);
  });

  it("LAW-10, LAW-53: the same energy costs the same with every card and wallet", async () => {
    const taken = new Set<number>();
    for (const payWith of ["visa", "mastercard", "amex", "applepay"] as const) {
      const station = await createSite(world);
      const visit = await charging(station, payWith);
      await station.charge(30 * 60_000);
      await station.end("Local");
      await world.run(20_000);
      const payment = await visit.payment();
      taken.add(Number(payment.captured_minor) - Number(payment.refunded_minor));
    }
    expect([...taken]).toEqual([275]);
  });
});

describe("SEC-12, SEC-19, SEC-20: what a stranger's link opens", () => {
  it("foreign, misused, malformed and invented references all open nothing", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    const tokens = await tokensOf(visit);
    const invented = randomBytes(32).toString("base64url");
    const bad = [
      invented,
      "",
      "x",
      "' OR 1=1 --",
      "../../etc/passwd",
      "a".repeat(5_000),
      "\0",
      visit.sessionId,
    ];
    const session = (token: string) => getSessionView(world.context, { token });
    const receipt = (receiptToken: string) => getReceiptView(world.context, { receiptToken });
    for (const token of [...bad, tokens.back, tokens.receipt, tokens.recovery]) {
      expect(await session(token), token).toBeNull();
    }
    for (const token of [...bad, tokens.control, tokens.view, tokens.back]) {
      expect(await receipt(token), token).toBeNull();
      expect(await getReceiptPdf(world.context, { receiptToken: token }), token).toBeNull();
    }
    for (const token of [...bad, tokens.control, tokens.view, tokens.receipt]) {
      expect(await resolveReturn(world.context, world.psp, { returnToken: token }), token).toBeNull();
    }
    expect((await session(tokens.control))?.mayControl).toBe(true);
    expect((await session(tokens.view))?.mayControl).toBe(false);
  });

  it("SEC-11: the references are independent of each other, and only their hashes are stored", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    const { recovery, ...tokens } = await tokensOf(visit);
    const all = Object.values(tokens);
    expect(new Set(all).size).toBe(4);
    for (const token of all) expect(Buffer.from(token, "base64url").length).toBeGreaterThanOrEqual(16);
    expect(recovery).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/);
    const stored = JSON.stringify(await visit.session());
    for (const token of all) expect(stored).not.toContain(token);
  });
});

describe("SEC-21: the mail box is no relay", () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await charging(await createSite(world));
  });
  const ask = (token: string, address: string) => requestEmail(world.context, { token, address });

  it.each([
    ["two addresses", "a@example.org,b@example.org"],
    ["two with a semicolon", "a@example.org;b@example.org"],
    ["another header", "a@example.org\r\nBcc: b@example.org"],
    ["another header, encoded line end", "a@example.org\nSubject: x"],
    ["a name beside it", "Somebody <a@example.org>"],
    ["a quoted local part", '"a b"@example.org'],
    ["no domain", "a@"],
    ["nothing", ""],
    ["a novel", `${"a".repeat(250)}@example.org`],
  ])("%s is refused and nothing is stored", async (_what, address) => {
    await expect(ask(visit.token, address)).rejects.toMatchObject({ code: "address_invalid" });
    expect(
      await world.sql("SELECT id FROM email_requests WHERE session_id = $1", [visit.sessionId]),
    ).toHaveLength(0);
  });

  it("three mails per session, only with the control link, and from a fixed text", async () => {
    const { view, receipt } = await tokensOf(visit);
    for (const token of [view, receipt])
      await expect(ask(token, "a@example.org")).rejects.toMatchObject({ code: "session_unknown" });
    const before = (await readdir(mailbox)).length;
    const tries = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((number) => ask(visit.token, `a${number}@example.org`)),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    await world.run(5_000);
    expect((await readdir(mailbox)).length - before).toBe(3);
  });
});
