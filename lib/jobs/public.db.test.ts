import { randomBytes } from "node:crypto";
import { mkdtemp, readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getReceiptPdf, getReceiptView } from "@/lib/billing/get-receipt";
import { requestEmail } from "@/lib/billing/request-email";
import { getScanView } from "@/lib/sessions/get-scan-view";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { resolveReturn } from "@/lib/sessions/resolve-return";
import { openTokens } from "@/lib/sessions/tokens";
import { createSite } from "./testing/site";
import { charging, type Visit } from "./testing/visit";
import { World } from "./testing/world";

let world: World;
let mailbox: string;

beforeAll(async () => {
  mailbox = await mkdtemp(path.join(os.tmpdir(), "kerbwatt-mail-"));
  process.env.MAIL_DIR = mailbox;
  world = await World.open();
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
