import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  listLocations,
  listStationMessages,
  listStations,
  listStickers,
  readLocation,
  readStation,
  readSticker,
} from "@/lib/locations/admin.queries";
import type { SessionFilter } from "@/lib/sessions/admin.model";
import { countSessionViews, listSessions, readReadings, readSession } from "@/lib/sessions/admin.queries";
import { readTimeline } from "@/lib/sessions/admin-timeline.queries";
import type { AdminScope } from "@/lib/tenants/access.model";
import { type Page, parseCursor } from "@/lib/tenants/paging.rules";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import type { CdrFilter, SearchHit } from "./admin.model";
import {
  countExceptions,
  listExceptions,
  listPayments,
  listPspAccounts,
  readException,
  readPayment,
  sumPayments,
} from "./admin.queries";
import { readToday } from "./admin-today.queries";
import { countValidations, listBills, listCdrs, readCdr, readFlagged } from "./cdr.queries";
import { searchAdmin } from "./search-admin.queries";
import { type AdminWorld, createAdminWorld } from "./testing/admin-world";

const ALL: SessionFilter = { view: null, text: null, since: null, evseId: null, locationId: null };
const ANY = { view: null, text: null, since: null };
const ANY_CDR: CdrFilter = {
  text: null,
  since: null,
  state: null,
  kind: null,
  channel: null,
  subscriptionId: null,
  small: false,
};
const OPEN = { state: "OPEN", code: null } as const;

let test: TestContext;
let ours: AdminWorld;
let theirs: AdminWorld;
let flaggedId: string;

beforeAll(async () => {
  test = await openTestContext();
  ours = await createAdminWorld(test.context, "ours");
  theirs = await createAdminWorld(test.context, "theirs");
  flaggedId = await addFlagged(ours);
  await addFlagged(theirs);
});
afterAll(() => test.close());

/** A second session, which waits for a decision about its bill. */
async function addFlagged({ scope, sessionId }: AdminWorld): Promise<string> {
  return test.context.db.withClient(scope.clientId, async (tx) => {
    const { token: _, ...known } = await tx.chargingSession.findUniqueOrThrow({ where: { id: sessionId } });
    const id = randomUUID();
    const own = {
      id,
      quoteId: null,
      paymentId: null,
      reference: `FLAG-${id.slice(0, 4)}`,
      state: "FLAGGED",
    } as const;
    const hashes = {
      controlTokenHash: `c${id}`,
      viewTokenHash: `v${id}`,
      returnTokenHash: `r${id}`,
      receiptTokenHash: `p${id}`,
    };
    await tx.chargingSession.create({ data: { ...known, seller: {}, place: {}, ...own, ...hashes } });
    const { cpoId, clientId, createdAt } = known;
    await tx.cdrValidation.create({
      data: {
        sessionId: id,
        clientId,
        cpoId,
        state: "FLAGGED",
        findings: [],
        flaggedAt: createdAt,
        updatedAt: createdAt,
      },
    });
    return id;
  });
}

/** Every read of the portal, asked for our objects with the given scope: how much it finds. */
async function findings(scope: AdminScope): Promise<Record<string, number>> {
  const { context } = test;
  const one = (value: unknown) => (value === null ? 0 : 1);
  const subject = { sessionId: ours.sessionId, paymentId: ours.paymentId };
  const today = await readToday(context, scope, new Date("2026-03-02T09:00:00Z"));
  const views = await countSessionViews(context, scope, ALL);
  const own = (rows: readonly { id: string }[], id: string) => rows.filter((row) => row.id === id).length;
  return {
    listSessions: own((await listSessions(context, scope, ALL, null)).rows, ours.sessionId),
    readSession: one(await readSession(context, scope, ours.sessionId)),
    readTimeline: (await readTimeline(context, scope, subject, true)).length,
    listPayments: own((await listPayments(context, scope, ANY, null)).rows, ours.paymentId),
    readPayment: one(await readPayment(context, scope, ours.paymentId)),
    listCdrs: own((await listCdrs(context, scope, ANY_CDR, null)).rows, ours.cdrId),
    listBills: own((await listBills(context, scope, ANY_CDR, null)).rows, ours.cdrId),
    listFlagged: (await listBills(context, scope, { ...ANY_CDR, state: "FLAGGED" }, null)).rows.length,
    readFlagged: one(await readFlagged(context, scope, flaggedId)),
    countFlagged: (await countValidations(context, scope)).FLAGGED,
    readCdr: one(await readCdr(context, scope, ours.cdrId)),
    listExceptions: own((await listExceptions(context, scope, OPEN, null)).rows, ours.exceptionId),
    readException: one(await readException(context, scope, ours.exceptionId)),
    listLocations: own(await listLocations(context, scope, null), ours.locationId),
    readLocation: one(await readLocation(context, scope, ours.locationId)),
    listStations: own(await listStations(context, scope, null), ours.stationId),
    readStation: one(await readStation(context, scope, ours.stationId)),
    listStationMessages: (await listStationMessages(context, scope, ours.stationId, null)).length,
    listStickers: own(await listStickers(context, scope, null), ours.evseId),
    readSticker: one(await readSticker(context, scope, ours.evseId)),
    listPspAccounts: (await listPspAccounts(context, scope, ours.scope.cpoIds[0] ?? "")).length,
    searchReference: (await searchAdmin(context, scope, ours.reference)).length,
    countSessionViews: Object.values(views).reduce((sum, count) => sum + count, 0),
    sumPayments: (await sumPayments(context, scope, ANY)).length,
    countExceptions: (await countExceptions(context, scope)).length,
    today: today.pay.opened + today.money.openExceptions,
  };
}

describe("scope of the portal's reads", () => {
  it("finds every object in its own scope", async () => {
    for (const [name, found] of Object.entries(await findings(ours.scope))) {
      expect(found, name).toBeGreaterThan(0);
    }
  });

  it("SEC-51, SEC-52: a client that names our CPOs and ids in its own transaction finds nothing", async () => {
    const stolen: AdminScope = { ...ours.scope, clientId: theirs.scope.clientId };
    const found = await findings(stolen);
    // An exception without session, payment or station of ours is the other client's own.
    const { countExceptions: _, today: __, ...rest } = found;
    for (const [name, count] of Object.entries(rest)) expect(count, name).toBe(0);
  });

  it("SEC-52: another client's own scope never shows our objects", async () => {
    const found = await findings(theirs.scope);
    const { countSessionViews, sumPayments, countExceptions, today, listFlagged, countFlagged, ...rest } =
      found;
    for (const count of [countSessionViews, sumPayments, countExceptions, today, listFlagged, countFlagged])
      expect(count).toBeGreaterThan(0);
    for (const [name, count] of Object.entries(rest)) expect(count, name).toBe(0);
  });

  it("ADM-20: the other mode of the same client shows nothing of this one", async () => {
    const found = await findings({ ...ours.scope, mode: "LIVE", cpoIds: [] });
    // The timeline is reached only through a session or payment that was found in the scope.
    const { readTimeline: _, ...rest } = found;
    for (const [name, count] of Object.entries(rest)) expect(count, name).toBe(0);
  });
});

const IDENTIFIERS: readonly (readonly [string, () => string, SearchHit["kind"]])[] = [
  ["reference", () => ours.reference, "session"],
  ["part of a reference in small letters", () => ours.reference.slice(0, 6).toLowerCase(), "session"],
  ["session id", () => ours.sessionId, "session"],
  ["payment id", () => ours.paymentId, "payment"],
  ["PSP payment id", () => ours.pspPaymentId, "payment"],
  ["last four digits", () => "4242", "payment"],
  ["receipt number", () => "REC-ours", "receipt"],
  ["CDR number", () => "CDR-ours", "cdr"],
  ["EVSE id", () => "NL*OUR*E1", "evse"],
  ["label", () => "ours-1", "evse"],
  ["OCPP identity", () => ours.identity, "station"],
  ["location", () => "ours garage", "location"],
];

describe("search", () => {
  it.each(IDENTIFIERS)("ADM-2: finds by %s", async (_what, text, kind) => {
    const hits = await searchAdmin(test.context, ours.scope, text());
    expect(hits.map((hit) => hit.kind)).toContain(kind);
  });

  it("SEC-69: hostile texts find nothing and break nothing", async () => {
    for (const text of ["' OR 1=1 --", "%", "%%%%", "\\", "a".repeat(5_000), "../../etc", "<script>"]) {
      expect(await searchAdmin(test.context, ours.scope, text)).toEqual([]);
    }
  });
});

describe("what the portal gets to see", () => {
  it("ADM-22, SEC-66: no token, key or webhook secret is in any detail", async () => {
    const { context } = test;
    const details = [
      await readSession(context, ours.scope, ours.sessionId),
      await readPayment(context, ours.scope, ours.paymentId),
      await readStation(context, ours.scope, ours.stationId),
      await listPspAccounts(context, ours.scope, ours.scope.cpoIds[0] ?? ""),
      await readReadings(context, ours.scope, ours.sessionId),
    ];
    const text = JSON.stringify(details, (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(text).not.toMatch(/canary|TokenHash|tokensCipher|passwordHash|keyCipher/);
  });

  it("ADM-5: the timeline holds raw texts only for people who may read messages", async () => {
    const subject = { sessionId: ours.sessionId, paymentId: ours.paymentId };
    const open = await readTimeline(test.context, ours.scope, subject, true);
    const closed = await readTimeline(test.context, ours.scope, subject, false);
    expect(open.some((item) => item.raw !== null)).toBe(true);
    expect(closed.every((item) => item.raw === null)).toBe(true);
    expect(closed.map((item) => item.key)).toEqual(open.map((item) => item.key));
  });

  it("ADM-26: the figures of today equal the rows", async () => {
    const today = await readToday(test.context, ours.scope, new Date("2026-03-02T09:00:00Z"));
    expect(today.pay).toMatchObject({
      opened: 2,
      paid: 2,
      started: 2,
      finished: 1,
      declined: 0,
      failedStarts: 0,
    });
    expect(today.money).toMatchObject({
      openExceptions: 1,
      lateHolds: 0,
      failedCaptures: 0,
      mismatches: 0,
      capturedByCurrency: [{ currency: "EUR", minor: 1_000 }],
      heldByCurrency: [],
    });
    expect(today.hours.reduce((sum, hour) => sum + hour.started, 0)).toBe(2);
  });
});

describe("pages of a list", () => {
  it("ADM-1: a cursor walks every row once, without gaps, also where instants are equal", async () => {
    const world = await createAdminWorld(test.context, "paged");
    const { clientId } = world.scope;
    await test.context.db.withClient(clientId, (tx) =>
      tx.exceptionCase.createMany({
        data: Array.from({ length: 119 }, (_, i) => ({
          id: test.context.ids.next(),
          clientId,
          code: "late_stop",
          key: `k${i}`,
          openedAt: new Date(1_770_000_000_000 + Math.floor(i / 40) * 1_000),
        })),
      }),
    );
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Page<{ id: string }> = await listExceptions(
        test.context,
        world.scope,
        OPEN,
        parseCursor(after),
      );
      seen.push(...page.rows.map((row) => row.id));
      after = page.next;
    } while (after !== null);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  it.each([
    "",
    "x",
    "1_2",
    "99999999999999999_00000000-0000-0000-0000-000000000000",
    "'; DROP TABLE users --",
  ])("SEC-69: %j is no cursor", (text) => {
    expect(parseCursor(text)).toBeNull();
  });
});
