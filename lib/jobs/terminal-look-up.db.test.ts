import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getReceiptView } from "@/lib/billing/get-receipt";
import { recordFinancialAdvice } from "@/lib/billing/record-financial-advice";
import { requestEmail } from "@/lib/billing/request-email";
import {
  chargingAtTerminal,
  createSubscription,
  type TerminalVisit,
} from "@/lib/billing/testing/terminal-visit";
import { findTerminalReceipts, findTerminalSession } from "@/lib/sessions/find-terminal-session";
import { getScanView } from "@/lib/sessions/get-scan-view";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { stopByDriver } from "@/lib/sessions/stop-by-driver";
import { openTokens } from "@/lib/sessions/tokens";
import { createShop, createSites } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging } from "./testing/visit";
import { World } from "./testing/world";

/** Drivers of sessions that a payment terminal started find them without an account and without a link. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const mailDir = mkdtempSync(path.join(tmpdir(), "kerbwatt-mail-"));
let world: World;
let networks = 0;
let network: string;

beforeAll(async () => {
  world = await World.open({ mailDir });
});
beforeEach(() => {
  networks += 1;
  network = `10.${networks}.0.1`;
});
afterAll(() => world.close());

interface Place {
  readonly stations: readonly TestStation[];
  readonly subscriptionId: string;
  readonly clientId: string;
}

/** A client of its own with a provider and some chargers. */
async function open(chargers = 1): Promise<Place> {
  const shop = await createShop(world);
  const stations = await createSites(world, shop, chargers);
  return {
    stations,
    subscriptionId: await createSubscription(world, shop.clientId),
    clientId: shop.clientId,
  };
}

const at = ({ stations }: Place, index = 0): TestStation => {
  const station = stations[index];
  if (!station) throw new Error("a station was expected");
  return station;
};

async function begin(place: Place, index = 0): Promise<TerminalVisit> {
  return chargingAtTerminal(at(place, index), place.subscriptionId);
}

let cards = 1_000;
/** Ends at the charger; the provider confirms the capture with the card's last digits. */
async function finish(place: Place, visit: TerminalVisit, card = String(++cards)): Promise<string> {
  await visit.station.charge(10 * MINUTE);
  await visit.station.end("Local");
  await world.run(10_000);
  const [cdr] = await visit.cdrs();
  await recordFinancialAdvice(world.context, {
    clientId: place.clientId,
    subscriptionId: place.subscriptionId,
    adviceId: `FAC-${visit.sessionId}`,
    authorizationReference: visit.reference,
    currency: "EUR",
    netMinor: null,
    grossMinor: Number(cdr?.wholesale_gross_minor),
    captureStatus: "SUCCESS",
    captureMessage: null,
    eftData: [`VISA ************${card}`],
    content: {},
    lastUpdated: null,
  });
  await world.run(5_000);
  return card;
}

const codeOf = async (visit: TerminalVisit): Promise<string> => String((await visit.session()).reference);
const byCode = (code: string, from = network) => findTerminalSession(world.context, { code, network: from });
const today = (): string => world.now.toISOString().slice(0, 10);
const byCard = (last4: string, place = "", date = today()) =>
  findTerminalReceipts(world.context, { date, last4, place, network });
const WRONG = { kind: "refused", reason: "wrong" };
const TOO_MANY = { kind: "refused", reason: "too_many" };

async function viewToken(code: string): Promise<string> {
  const found = await byCode(code);
  if (found.kind !== "found") throw new Error(found.reason);
  return found.viewToken;
}

describe("by the code that the terminal shows", () => {
  it("SEC-20: shows the live page at the terminal's price, and can not stop", async () => {
    const place = await open();
    const visit = await begin(place);
    await visit.station.charge(10 * MINUTE);
    const token = await viewToken((await codeOf(visit)).toLowerCase().replace("-", " "));
    const view = await getSessionView(world.context, { token });
    expect(view).toMatchObject({
      state: "CHARGING",
      terminal: { provider: "Payter" },
      mayControl: false,
      mayReceive: true,
      recoveryCode: null,
      receipt: null,
      money: { reservedMinor: 0, chargedMinor: 0, pspPaymentId: null, cardLast4: null },
    });
    expect(view?.live?.energyWh).toBeGreaterThan(0);
    await expect(stopByDriver(world.context, { token })).rejects.toMatchObject({ code: "session_unknown" });
    await finish(place, visit);
  });

  it("UX-46: then the receipt with what the provider takes, also by mail, whose link can not stop either", async () => {
    const place = await open();
    const visit = await begin(place);
    const code = await codeOf(visit);
    const token = await viewToken(code);
    await requestEmail(world.context, { token, address: "driver@example.com" });
    await world.work();
    await finish(place, visit);
    const view = await getSessionView(world.context, { token });
    expect(view?.state).toBe("RECEIPT");
    expect(view?.money.chargedMinor).toBe(view?.live?.costMinor);
    const receipt = await getReceiptView(world.context, { receiptToken: view?.receipt?.token ?? "" });
    expect(receipt?.document.money.chargedMinor).toBe(view?.money.chargedMinor);
    const mails = readdirSync(mailDir)
      .map((file) => readFileSync(path.join(mailDir, file), "utf8"))
      .filter((mail) => mail.includes("driver@example.com"));
    const tokens = openTokens(world.context, String((await visit.session()).tokens_cipher));
    expect(mails).toHaveLength(2);
    expect(mails.join().replaceAll(/=\r?\n/g, "")).toContain(tokens.view);
    expect(mails.join().replaceAll(/=\r?\n/g, "")).not.toContain(tokens.control);
  });

  it("SEC-12: unknown, malformed, foreign and expired codes get one answer from the same statements", async () => {
    const place = await open(2);
    const expired = await begin(place);
    await finish(place, expired);
    const old = await codeOf(expired);
    expect(await byCode(old)).toMatchObject({ kind: "found" });
    const paid = await charging(at(place, 1));
    const foreign = String((await paid.session()).reference);
    await at(place, 1).end("Local");
    await world.run(10_000);
    await world.sql(
      "UPDATE charging_sessions SET created_at = created_at - interval '30 days' WHERE reference = $1",
      [old],
    );
    const real = world.context.db.withSystem.bind(world.context.db);
    const answers = [];
    for (const [index, code] of ["0000-0000", "x' OR 1=1", "", "A".repeat(500), foreign, old].entries()) {
      let statements = 0;
      const db = { ...world.context.db, withClient: world.context.db.withClient.bind(world.context.db) };
      const counted = {
        ...world.context,
        db: Object.assign(db, {
          withSystem: (work: Parameters<typeof real>[0]) => {
            statements += 1;
            return real(work);
          },
        }),
      } as typeof world.context;
      const answer = await findTerminalSession(counted, { code, network: `10.200.${index}.1` });
      answers.push(JSON.stringify({ answer, statements }));
    }
    expect(answers[0]).toContain(JSON.stringify(WRONG));
    expect(new Set(answers).size).toBe(1);
  });

  it("SEC-22: ten wrong tries an hour, also for the right code, and from all of a network; right ones are free", async () => {
    const place = await open();
    const visit = await begin(place);
    const code = await codeOf(visit);
    for (let index = 0; index < 12; index++) expect(await byCode(code)).toMatchObject({ kind: "found" });
    for (let index = 0; index < 10; index++) expect(await byCode(`0000-00${10 + index}`)).toEqual(WRONG);
    expect(await byCode("0000-0030")).toEqual(TOO_MANY);
    expect(await byCode(code)).toEqual(TOO_MANY);
    expect(
      await findTerminalReceipts(world.context, { date: today(), last4: "1111", place: "", network }),
    ).toEqual(TOO_MANY);
    const neighbour = network.replace(/1$/, "77");
    expect(await byCode(code, neighbour)).toMatchObject({ kind: "found" });
    for (let index = 0; index < 90; index++) {
      await byCode("0000-0000", network.replace(/1$/, String(100 + Math.floor(index / 9))));
    }
    expect(await byCode(code, neighbour)).toEqual(TOO_MANY);
    await world.sql("UPDATE rate_counters SET window_start = window_start - interval '61 minutes'");
    expect(await byCode(code)).toMatchObject({ kind: "found" });
  });

  it("the charger's own page asks for the terminal's code, and knows no recovery code", async () => {
    const place = await open();
    const visit = await begin(place);
    const { code } = visit.station.site;
    const view = await getScanView(world.context, { code, locale: "en", deviceToken: null });
    expect(view).toMatchObject({ reason: "occupied", atTerminal: true, recoverable: false });
    await finish(place, visit);
  });
});

describe("UX-47: by day and card", () => {
  it("one receipt; no live page before it, and a link that gives neither stop nor mails", async () => {
    const place = await open();
    const visit = await begin(place);
    await world.sql("UPDATE charging_sessions SET card_last4 = '0001' WHERE id = $1", [visit.sessionId]);
    expect(await byCard("0001")).toEqual(WRONG);
    await finish(place, visit);
    const found = await byCard("0001");
    if (found.kind !== "found") throw new Error(found.kind);
    const [receipt] = found.receipts;
    const token = receipt?.receiptToken ?? "";
    expect(found.receipts).toHaveLength(1);
    expect(await getReceiptView(world.context, { receiptToken: token })).not.toBeNull();
    expect(await getSessionView(world.context, { token })).toBeNull();
    await expect(requestEmail(world.context, { token, address: "a@example.com" })).rejects.toMatchObject({
      code: "session_unknown",
    });
  });

  it("wrong day, wrong digits, a QR session, too old, and what can not be right: one answer", async () => {
    const place = await open();
    const visit = await begin(place);
    const card = await finish(place, visit);
    const yesterday = new Date(world.now.getTime() - DAY).toISOString().slice(0, 10);
    expect(await byCard(card, "", yesterday)).toEqual(WRONG);
    expect(await byCard("0002")).toEqual(WRONG);
    expect(await byCard(card, "another charger")).toEqual(WRONG);
    expect(await byCard(card, "", "2026-02-31")).toEqual(WRONG);
    expect(await byCard("%")).toEqual(WRONG);
    await world.sql("UPDATE charging_sessions SET channel = 'QR' WHERE id = $1", [visit.sessionId]);
    expect(await byCard(card)).toEqual(WRONG);
    await world.sql("UPDATE charging_sessions SET channel = 'OCPI_TERMINAL' WHERE id = $1", [
      visit.sessionId,
    ]);
    const day = today();
    expect(await byCard(card, "", day)).toMatchObject({ kind: "found" });
    await world.sql(
      "UPDATE charging_sessions SET created_at = created_at - interval '30 days' WHERE id = $1",
      [visit.sessionId],
    );
    expect(await byCard(card, "", day)).toEqual(WRONG);
  });

  it("several want the charger's label; the same card twice at one charger gives both receipts", async () => {
    const place = await open(2);
    const other = await open();
    const card = await finish(place, await begin(place, 0));
    await finish(place, await begin(place, 1), card);
    await finish(other, await begin(other), card);
    expect(await byCard(card)).toEqual({ kind: "several" });
    const label = String(
      (await world.sql("SELECT label FROM evses WHERE id = $1", [at(place, 0).site.evseId]))[0]?.label,
    );
    const one = await byCard(card, label.toLowerCase());
    expect(one).toMatchObject({ kind: "found", receipts: [{ evseLabel: label }] });
    await at(place, 0).unplug();
    await world.run(5_000);
    await finish(place, await begin(place, 0), card);
    const both = await byCard(card, label);
    expect(both.kind === "found" && both.receipts.map(({ evseLabel }) => evseLabel)).toEqual([label, label]);
  });

  it("SEC-22: the digits can not be tried out", async () => {
    const place = await open();
    const card = await finish(place, await begin(place));
    for (let index = 0; index < 10; index++) expect(await byCard(`900${index}`)).toEqual(WRONG);
    expect(await byCard(card)).toEqual(TOO_MANY);
  });
});
