import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import { World } from "@/lib/jobs/testing/world";
import { createLocation } from "@/lib/locations/create-location";
import { assignTerminal } from "@/lib/subscriptions/assign-terminal";
import type { ConnectionVersion } from "@/lib/subscriptions/connection.model";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import { deactivateTerminal } from "@/lib/subscriptions/deactivate-terminal";
import { editTerminal } from "@/lib/subscriptions/edit-terminal";
import { registerTerminal, requestActivation } from "@/lib/subscriptions/register-terminal";
import type { Principal } from "@/lib/tenants/access.model";
import {
  startTerminalProviderSimulator,
  type TerminalProviderSimulator,
} from "@/simulators/terminal-provider/server";
import type { OcpiAnswer, OcpiRequest } from "../../server/server.model";
import { connectPartner, PEER_TOKEN } from "../../testing/fake-partner";
import { fetchAdvices, fetchTerminals } from "./fetch-payments";
import { handlePayments } from "./payments-handler";
import { requestFetch } from "./request-fetch";

let world: World;
let provider: TerminalProviderSimulator;
let shop: Shop;
let otherLocationId: string;
let evseIds: string[];
let owner: Principal;
let serial = 0;

beforeAll(async () => {
  world = await World.open({ partnerDeadlineMs: 2_000 });
  provider = await startTerminalProviderSimulator();
  shop = await createShop(world);
  const stations = await createSites(world, shop, 2);
  evseIds = stations.map(({ site }) => site.evseId).sort();
  const place = { name: "Dok", street: "Dok 2", postalCode: "1011 AA", city: "Amsterdam", country: "NL" };
  otherLocationId = await createLocation(world.context, {
    clientId: shop.clientId,
    cpoId: shop.cpoId,
    ...place,
    timeZone: "Europe/Amsterdam",
    latitude: 52.3,
    longitude: 4.8,
  });
  owner = {
    userId: randomUUID(),
    clientId: shop.clientId,
    role: "OWNER",
    name: "Owner",
    email: "o@x.example",
  };
  await world.work();
}, 60_000);

afterAll(async () => {
  await provider.stop();
  await world.close();
});

/** A provider of the simulator and its connection, as a handshake leaves them. */
async function connect(version: ConnectionVersion = "2.3.0", directPayment = true) {
  serial += 1;
  const id = `p${serial}`;
  const peer = provider.control.addProvider({
    id,
    countryCode: "DE",
    partyId: `S${String(serial).padStart(2, "0")}`,
    tokenPrefix: `S${String(serial).padStart(2, "0")}`,
    version,
    directPayment,
    terminals: [{ id: `${id}-T1`, reference: `SN-${id}` }],
  });
  Object.assign(peer.state.connection, {
    status: "connected",
    version,
    inboundTokens: [PEER_TOKEN],
    peerParties: [{ countryCode: "NL", partyId: "K01", role: "CPO", name: "Kade Laden" }],
  });
  const subscriptionId = await connectPartner(world, shop, provider.url, {
    version,
    directPayment,
    modules: ["payments"],
    base: `${provider.url}/ocpi/${id}/${version}`,
  });
  return { id, peer, subscriptionId };
}

async function ask(
  subscriptionId: string,
  method: OcpiRequest["method"],
  segments: readonly string[],
  body?: unknown,
): Promise<OcpiAnswer> {
  const connection = await world.context.db.withClient(shop.clientId, (tx) =>
    findConnection(tx, subscriptionId),
  );
  if (!connection) throw new Error("no connection");
  return handlePayments(
    { context: world.context, outbound: world.outbound },
    { connection, credential: { id: randomUUID(), purpose: "PARTNER" }, token: "x", isUpToDate: true },
    {
      method,
      version: connection.version ?? "2.3.0",
      module: "payments",
      segments,
      url: "https://charge.example/api/ocpi/2.3.0/payments",
      query: new URLSearchParams(),
      body,
      message: { requestId: "r", correlationId: "c", from: null, to: null },
      now: world.now,
    },
  );
}

const terminals = (subscriptionId: string) =>
  world.context.db.withClient(shop.clientId, (tx) =>
    tx.terminal.findMany({
      where: { subscriptionId },
      include: { assignments: true },
      orderBy: { createdAt: "asc" },
    }),
  );
const advices = (subscriptionId: string) =>
  world.context.db.withClient(shop.clientId, (tx) =>
    tx.financialAdvice.findMany({ where: { subscriptionId }, orderBy: { receivedAt: "asc" } }),
  );

const advice = (change: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  authorization_reference: "UNKNOWN-1",
  currency: "EUR",
  total_costs: { before_taxes: 10, taxes: [{ name: "VAT", percentage: 21, amount: 2.1 }] },
  eft_data: ["VISA ************4242"],
  capture_status_code: "SUCCESS",
  last_updated: "2040-03-01T10:00:00Z",
  ...change,
});

describe("terminals that a provider posts", () => {
  it("only an id, everything, and again: one terminal, what is left out stays", async () => {
    const { subscriptionId } = await connect();
    expect((await ask(subscriptionId, "POST", ["terminals"], { terminal_id: "T-1" })).situation).toBe(
      "created",
    );
    const whole = {
      terminal_id: "t-1",
      reference: "SN-1",
      customer_reference: "C-1",
      invoice_creator: "CPO",
      invoice_base_url: "not a url",
      location_ids: [shop.locationId],
    };
    const answer = await ask(subscriptionId, "POST", ["terminals"], whole);
    expect(answer).toMatchObject({ situation: "done", problems: ["invoice_base_url: not_a_url"] });
    await ask(subscriptionId, "POST", ["terminals"], { terminal_id: "T-1" });
    expect(await terminals(subscriptionId)).toMatchObject([
      {
        terminalId: "T-1",
        reference: "SN-1",
        customerReference: "C-1",
        invoiceCreator: "CPO",
        assignments: [],
      },
    ]);
    const read = await ask(subscriptionId, "GET", ["terminals", "T-1"]);
    expect(read).toMatchObject({ situation: "done", data: { terminal_id: "T-1", reference: "SN-1" } });
  });

  it("two messages about one new terminal at the same time make one terminal", async () => {
    const { subscriptionId } = await connect();
    const posts = Array.from({ length: 5 }, () =>
      ask(subscriptionId, "POST", ["terminals"], { terminal_id: "T-9" }),
    );
    const situations = (await Promise.all(posts)).map(({ situation }) => situation);
    expect(situations.filter((situation) => situation === "created")).toHaveLength(1);
    expect(await terminals(subscriptionId)).toHaveLength(1);
  });

  it("SEC-78: the same id at another provider is another terminal, and cannot be read there", async () => {
    const one = await connect();
    const two = await connect();
    await ask(one.subscriptionId, "POST", ["terminals"], { terminal_id: "SAME", reference: "of one" });
    expect((await ask(two.subscriptionId, "GET", ["terminals", "SAME"])).situation).toBe("no_such_resource");
    await ask(two.subscriptionId, "POST", ["terminals"], { terminal_id: "SAME", reference: "of two" });
    expect((await terminals(one.subscriptionId))[0]?.reference).toBe("of one");
  });

  it.each([
    ["no object", [], "invalid"],
    ["no id", {}, "invalid"],
    ["an id that is too long", { terminal_id: "x".repeat(37) }, "invalid"],
    [
      "ids of a wrong type",
      { terminal_id: "T-7", location_ids: "no list", evse_uids: [1, null, {}] },
      "created",
    ],
  ])("hostile: %s", async (_, body, situation) => {
    const { subscriptionId } = await connect();
    expect((await ask(subscriptionId, "POST", ["terminals"], body)).situation).toBe(situation);
  });

  it.each<[ConnectionVersion, boolean, string]>([
    ["2.1.1", true, "no_such_resource"],
    ["2.2.1", false, "no_such_resource"],
    ["2.2.1", true, "created"],
    ["2.3.0", false, "created"],
  ])("payments on %s, Direct Payment switched %s: %s", async (version, directPayment, situation) => {
    const { subscriptionId } = await connect(version, directPayment);
    expect((await ask(subscriptionId, "POST", ["terminals"], { terminal_id: "T" })).situation).toBe(
      situation,
    );
  });

  it.each<[OcpiRequest["method"], string[], string]>([
    ["PUT", ["terminals"], "method_not_allowed"],
    ["DELETE", ["terminals", "T"], "method_not_allowed"],
    ["GET", ["terminals", "nobody"], "no_such_resource"],
    ["GET", [], "no_such_resource"],
    ["GET", ["terminals", "T", "deactivate"], "no_such_resource"],
    ["GET", ["financial-advice-confirmations", "nobody"], "no_such_resource"],
  ])("%s %s: %s", async (method, segments, situation) => {
    const { subscriptionId } = await connect();
    expect((await ask(subscriptionId, method, segments)).situation).toBe(situation);
  });
});

describe("confirmations of captures", () => {
  it("REL-33: unknown reference kept, idempotent by id, read back as it came", async () => {
    const { subscriptionId } = await connect();
    const sent = advice();
    const post = () => ask(subscriptionId, "POST", ["financial-advice-confirmations"], sent);
    expect((await post()).situation).toBe("created");
    expect((await post()).situation).toBe("done");
    expect(await advices(subscriptionId)).toMatchObject([
      { grossMinor: 1210, netMinor: 1000, sessionId: null },
    ]);
    const read = await ask(subscriptionId, "GET", ["financial-advice-confirmations", sent.id]);
    expect(read).toEqual({ situation: "done", data: sent });
  });

  it.each([
    ["2.3.0 shape", { before_taxes: 10, taxes: [{ name: "VAT", amount: 2.1 }] }, [1000, 1210]],
    ["2.2.1 shape", { excl_vat: 10, incl_vat: 12.1 }, [1000, 1210]],
    ["gross alone", { incl_vat: 12.1 }, [null, 1210]],
  ])("both shapes of a price on both versions: %s", async (_, total_costs, amounts) => {
    for (const version of ["2.3.0", "2.2.1"] as const) {
      const { subscriptionId } = await connect(version);
      await ask(subscriptionId, "POST", ["financial-advice-confirmations"], advice({ total_costs }));
      const [row] = await advices(subscriptionId);
      expect([row?.netMinor, row?.grossMinor], version).toEqual(amounts);
    }
  });

  it.each([
    ["no price", { total_costs: undefined }],
    ["no currency", { currency: undefined }],
    ["a currency that is none", { currency: "EURO" }],
    ["an unknown capture status", { capture_status_code: "MAYBE" }],
    ["a negative amount", { total_costs: { before_taxes: -1, incl_vat: -1 } }],
    ["an amount beyond all bounds", { total_costs: { incl_vat: 99_999_999_999 } }],
    ["no id", { id: undefined }],
  ])("hostile: %s is refused with a message and stores nothing", async (_, change) => {
    const { subscriptionId } = await connect();
    const answer = await ask(subscriptionId, "POST", ["financial-advice-confirmations"], advice(change));
    expect(answer.situation).toBe("invalid");
    expect(answer.message).toBeTruthy();
    expect(await advices(subscriptionId)).toEqual([]);
  });

  it("a failed capture without receipt lines is taken", async () => {
    const { subscriptionId } = await connect();
    const failed = advice({
      capture_status_code: "FAILED",
      eft_data: undefined,
      capture_status_message: "no",
    });
    expect((await ask(subscriptionId, "POST", ["financial-advice-confirmations"], failed)).situation).toBe(
      "created",
    );
  });

  it("REL-33: a confirmation that was lost on the way is found by the nightly reading", async () => {
    const { id, peer, subscriptionId } = await connect();
    const body = advice({ authorization_reference: "LOST-1" });
    peer.state.confirmations.set(body.id, { id: body.id, body } as never);
    expect(await requestFetch(world.context, "advices")).toBeGreaterThan(0);
    await world.work();
    expect(await advices(subscriptionId)).toMatchObject([
      { adviceId: body.id, authorizationReference: "LOST-1" },
    ]);
    await fetchAdvices(world.deps, { clientId: shop.clientId, subscriptionId });
    expect(await advices(subscriptionId)).toHaveLength(1);
    expect(provider.control.complaints(id)).toEqual([]);
  });
});

describe("terminals that we assign", () => {
  it("LAW-7: a location or EVSEs of one location; across locations it is refused with 422", async () => {
    const { subscriptionId } = await connect();
    await fetchTerminals(world.deps, { clientId: shop.clientId, subscriptionId });
    const [terminal] = await terminals(subscriptionId);
    const id = terminal?.id ?? "";
    const assign = (locationIds: string[], evses: string[]) =>
      assignTerminal(world.context, owner, id, { locationIds, evseIds: evses });
    await expect(assign([shop.locationId, otherLocationId], [])).rejects.toMatchObject({
      kind: "validation",
      code: "terminal_across_locations",
    });
    await expect(assign([otherLocationId], evseIds)).rejects.toMatchObject({
      code: "terminal_across_locations",
    });
    const foreign = await createShop(world);
    await expect(assign([foreign.locationId], [])).rejects.toMatchObject({ code: "place_unknown" });
    await expect(
      assignTerminal(world.context, { ...owner, clientId: foreign.clientId }, id, {
        locationIds: [],
        evseIds: [],
      }),
    ).rejects.toMatchObject({ code: "terminal_unknown" });
    await expect(
      assignTerminal(world.context, { ...owner, role: "SUPPORT" }, id, { locationIds: [], evseIds }),
    ).rejects.toMatchObject({ code: "permission_missing" });
    expect((await terminals(subscriptionId))[0]?.assignments).toEqual([]);
  });

  it("the provider gets it by PATCH, is read back, and a difference is kept; unassigned it gets an empty list", async () => {
    const { id, peer, subscriptionId } = await connect();
    await fetchTerminals(world.deps, { clientId: shop.clientId, subscriptionId });
    const [terminal] = await terminals(subscriptionId);
    const rowId = terminal?.id ?? "";
    const changedAt = async () => {
      const [row] = await world.sql("SELECT updated_at FROM locations WHERE id = $1", [shop.locationId]);
      return row?.updated_at as Date;
    };
    const before = await changedAt();
    await assignTerminal(world.context, owner, rowId, { locationIds: [], evseIds });
    await world.work();
    expect([...(peer.terminal(`${id}-T1`).evseUids ?? [])].sort()).toEqual([...evseIds].sort());
    expect((await changedAt()) > before, "partners that poll by date see the new capabilities").toBe(true);
    expect((await terminals(subscriptionId))[0]).toMatchObject({ differences: null });

    Object.assign(peer.terminal(`${id}-T1`), { evseUids: [evseIds[0]] });
    await fetchTerminals(world.deps, { clientId: shop.clientId, subscriptionId });
    expect((await terminals(subscriptionId))[0]?.differences).toMatchObject([
      { field: "evses", theirs: [evseIds[0]] },
    ]);

    await assignTerminal(world.context, owner, rowId, { locationIds: [shop.locationId], evseIds: [] });
    await world.work();
    expect(peer.terminal(`${id}-T1`)).toMatchObject({ locationIds: [shop.locationId] });
    expect(peer.terminal(`${id}-T1`).evseUids ?? []).toEqual([]);
    expect((await terminals(subscriptionId))[0]).toMatchObject({ differences: null });
    expect(provider.control.complaints(id)).toEqual([]);
  });

  it("activate by serial number until the provider tells its id, edit, deactivate", async () => {
    const { id, peer, subscriptionId } = await connect();
    const rowId = await requestActivation(world.context, owner, {
      subscriptionId,
      reference: "SN-NEW",
      label: "Kiosk",
      customerReference: null,
    });
    await world.work();
    const made = [...peer.state.terminals.values()].find(({ reference }) => reference === "SN-NEW");
    expect(made).toBeDefined();
    await ask(subscriptionId, "POST", ["terminals"], { terminal_id: made?.id, reference: "SN-NEW" });
    expect((await terminals(subscriptionId)).find((row) => row.id === rowId)).toMatchObject({
      state: "ACTIVE",
      terminalId: made?.id,
      label: "Kiosk",
    });
    const details = { label: "Kiosk 2", brand: null, model: null, reference: "SN-NEW", invoiceCreator: null };
    await editTerminal(world.context, owner, rowId, { ...details, customerReference: "C-77" });
    await world.work();
    expect(peer.terminal(made?.id ?? "").customerReference).toBe("C-77");
    await deactivateTerminal(world.context, owner, rowId);
    await world.work();
    expect(peer.terminal(made?.id ?? "")).toMatchObject({ active: false });
    await expect(deactivateTerminal(world.context, owner, rowId)).rejects.toMatchObject({
      code: "terminal_deactivated",
    });
    expect(provider.control.complaints(id)).toEqual([]);
  });

  it("by hand where the version reports none: nothing is sent, and the same id twice is refused", async () => {
    const { subscriptionId } = await connect("2.1.1");
    const input = { subscriptionId, terminalId: "HAND-1", label: "At the till" };
    const whole = { ...input, brand: null, model: null, reference: null, customerReference: null };
    const rowId = await registerTerminal(world.context, owner, whole);
    await assignTerminal(world.context, owner, rowId, { locationIds: [shop.locationId], evseIds: [] });
    await world.work();
    const pushes = await world.context.db.withClient(shop.clientId, (tx) =>
      tx.ocpiPush.findMany({ where: { subscriptionId, kind: "terminal" } }),
    );
    expect(pushes).toMatchObject([{ state: "SUPERSEDED", lastFault: "not_offered" }]);
    await expect(
      registerTerminal(world.context, owner, { ...whole, terminalId: "hand-1" }),
    ).rejects.toMatchObject({ code: "terminal_exists" });
    await expect(
      registerTerminal(world.context, owner, { ...whole, terminalId: "with blanks inside" }),
    ).rejects.toThrow();
  });
});
