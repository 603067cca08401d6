import { NextRequest } from "next/server";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { recordFinancialAdvice } from "@/lib/billing/record-financial-advice";
import {
  chargingAtTerminal,
  createSubscription,
  type TerminalVisit,
} from "@/lib/billing/testing/terminal-visit";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { TestStation } from "@/lib/jobs/testing/station";
import { charging } from "@/lib/jobs/testing/visit";
import { World } from "@/lib/jobs/testing/world";

const current = vi.hoisted(() => ({ context: undefined as unknown }));
vi.mock("@/lib/db/runtime", () => ({ runtime: () => current.context }));

const { POST } = await import("./route");
const { GET } = await import("./[code]/route");

/**
 * Whether a code or a card exists can not be told from how long the answer "nothing found" takes (SEC-12): every kind of wrong
 * search sends the same statements and gets the same page. The samples of the kinds are taken in turns, so that a busy machine
 * slows all of them alike.
 */

const DAY = 24 * 60 * 60_000;
/** Rounds for the medians; every kind is asked once in each. */
const ROUNDS = 40;
/** The medians of hundreds of rounds lie within five per cent of each other. */
const FARTHEST = 1.5;

let world: World;
let subscriptionId: string;
let clientId: string;
let stations: readonly TestStation[];
let asked = 0;

beforeAll(async () => {
  world = await World.open();
  current.context = world.context;
  const shop = await createShop(world);
  clientId = shop.clientId;
  stations = await createSites(world, shop, 5);
  subscriptionId = await createSubscription(world, clientId);
});
afterAll(() => world.close());

function station(index: number): TestStation {
  const found = stations[index];
  if (!found) throw new Error("a station was expected");
  return found;
}

/** A session with a receipt, whose card the provider has told. */
async function paid(index: number, card: string): Promise<TerminalVisit> {
  const visit = await chargingAtTerminal(station(index), subscriptionId);
  await station(index).charge(10 * 60_000);
  await station(index).end("Local");
  await world.run(10_000);
  const [cdr] = await visit.cdrs();
  await recordFinancialAdvice(world.context, {
    clientId,
    subscriptionId,
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
  return visit;
}

const codeOf = async (visit: { session(): Promise<Record<string, unknown>> }): Promise<string> =>
  String((await visit.session()).reference);
const dayOf = (days: number): string => new Date(world.clock.now + days * DAY).toISOString().slice(0, 10);
const backdate = (visit: TerminalVisit, days: number) =>
  world.sql("UPDATE charging_sessions SET created_at = created_at - $2::interval WHERE id = $1", [
    visit.sessionId,
    `${days} days`,
  ]);

/** Another network each time: limits are not what is looked at. */
function headers(): Record<string, string> {
  asked += 1;
  return {
    "x-forwarded-for": `10.${asked >> 8}.${asked % 256}.1`,
    "sec-fetch-site": "same-origin",
    "x-nonce": "n",
  };
}

function openCode(code: string): Promise<Response> {
  const request = new NextRequest(`https://pay.example/t/${encodeURIComponent(code)}`, {
    headers: headers(),
  });
  return GET(request, { params: Promise.resolve({ code }) });
}

function post(fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(fields).toString();
  const form = {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": String(body.length),
  };
  const request = new NextRequest("https://pay.example/t", {
    method: "POST",
    headers: { ...headers(), ...form },
    body,
  });
  return POST(request);
}

const typeCode = (code: string): Promise<Response> => post({ by: "code", code });
const typeCard = (last4: string, date = dayOf(0)): Promise<Response> =>
  post({ by: "card", last4, date, place: "" });

/** The statements that an answer needs, in their order, and how many rows each gave; values are not in them. */
async function statementsOf(ask: () => Promise<Response>): Promise<readonly string[]> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    await ask();
    const answers = await Promise.all(
      query.mock.results.map(({ value }) => value as Promise<pg.QueryResult>),
    );
    return query.mock.calls.map(([config]: unknown[], index) => {
      const text = typeof config === "string" ? config : (config as pg.QueryConfig).text;
      return `${text}: ${answers[index]?.rows.length}`;
    });
  } finally {
    query.mockRestore();
  }
}

type Kinds = Readonly<Record<string, () => Promise<Response>>>;

async function mediansOf(kinds: Kinds): Promise<Record<string, number>> {
  const taken = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [kind, ask] of Object.entries(kinds)) {
      const from = performance.now();
      await (await ask()).arrayBuffer();
      taken.get(kind)?.push(performance.now() - from);
    }
  }
  return Object.fromEntries(
    [...taken].map(([kind, times]) => [kind, times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0]),
  );
}

async function expectAlike(kinds: Kinds): Promise<void> {
  const pages = new Set<string>();
  const statements = new Set<string>();
  for (const ask of Object.values(kinds)) {
    const answer = await ask();
    // What was typed stands in its own field again.
    pages.add(`${answer.status} ${(await answer.text()).replace(/ value="[^"]*"/g, "")}`);
    statements.add(JSON.stringify(await statementsOf(ask)));
  }
  expect([...pages]).toHaveLength(1);
  expect([...pages][0]).toMatch(/^404 /);
  expect([...statements]).toHaveLength(1);
  const medians = Object.entries(await mediansOf(kinds));
  const times = medians.map(([, time]) => time);
  expect(Math.max(...times) / Math.min(...times), JSON.stringify(medians)).toBeLessThan(FARTHEST);
}

describe("SEC-12: a search that finds nothing tells nothing by its time", () => {
  it("for codes that never were, are too old, belong to a payment by phone, or are none", async () => {
    const visit = await paid(0, "4001");
    const old = await codeOf(visit);
    expect((await openCode(old)).status).toBe(303);
    await backdate(visit, 31);
    const foreign = await codeOf(await charging(station(1), "visa"));
    await expectAlike({
      unknown: () => typeCode("0000-0000"),
      tooOld: () => typeCode(old),
      foreign: () => typeCode(foreign),
      malformed: () => typeCode("7"),
    });
    await expectAlike({
      unknown: () => openCode("0000-0000"),
      tooOld: () => openCode(old),
      foreign: () => openCode(foreign),
      malformed: () => openCode("7".repeat(500)),
    });
  });

  it("for cards that were never held to a terminal, or on another day, or have no receipt yet", async () => {
    await paid(2, "4002");
    await backdate(await paid(3, "4003"), 31);
    const running = await chargingAtTerminal(station(4), subscriptionId);
    await world.sql("UPDATE charging_sessions SET card_last4 = '4004' WHERE id = $1", [running.sessionId]);
    expect((await typeCard("4002")).status).toBe(303);
    await expectAlike({
      unknown: () => typeCard("9999"),
      otherDay: () => typeCard("4002", dayOf(1)),
      tooOld: () => typeCard("4003"),
      unfinished: () => typeCard("4004"),
      malformed: () => typeCard("40"),
    });
  });
});
