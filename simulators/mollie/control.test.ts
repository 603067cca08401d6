import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MollieSimulator, startMollieSimulator } from "./server";
import {
  call,
  createAuthorized,
  createHold,
  HOUR,
  type Json,
  LIVE_KEY,
  MINUTE,
  readPayment,
  startStanding,
  TEST_KEY,
} from "./testing/harness";

describe("the control API over HTTP", () => {
  let simulator: MollieSimulator;
  beforeEach(async () => {
    simulator = await startStanding();
  });
  afterEach(() => simulator.stop());

  async function emu(method: string, route: string, body?: unknown): Promise<Json> {
    const response = await fetch(`${simulator.url}/__emu/${route}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Json;
  }

  it("REL-46: drives a payment from checkout to chargeback", async () => {
    const id = await createHold(simulator);
    expect(
      await emu("POST", `payments/${id}/actions`, { action: "pay", with: "visa", challenge: "wait" }),
    ).toMatchObject({ status: "open" });
    expect(await emu("POST", `payments/${id}/actions`, { action: "pay", with: "visa" })).toEqual({
      redirectUrl: "http://shop.test/return",
      status: "authorized",
    });
    await emu("POST", "faults", { kind: "capture_stuck" });
    const { json } = await call(simulator, "POST", `payments/${id}/captures`, {});
    expect(
      await emu("POST", `payments/${id}/captures/${String(json.id)}`, { outcome: "succeeded" }),
    ).toMatchObject({ status: "paid" });
    const chargeback = await emu("POST", `payments/${id}/chargebacks`, { minor: 100 });
    expect(await emu("DELETE", `payments/${id}/chargebacks/${String(chargeback.id)}`)).toMatchObject({
      chargebacks: [{ minor: 100, reversedAt: expect.any(Number) }],
    });
  });

  it("REL-46: clock, switches, keys, log and reset", async () => {
    expect(await emu("GET", "health")).toEqual({ status: "ok" });
    expect(await emu("POST", "clock/advance", { ms: HOUR })).toEqual({ now: "2026-03-01T13:00:00.000Z" });
    const settings = await emu("PATCH", "settings", { googlePayHolds: false, webhooks: { copies: 2 } });
    expect(settings).toMatchObject({ googlePayHolds: false, webhooks: { copies: 2, drop: false } });
    await emu("POST", "keys", { key: TEST_KEY, id: "pfl_one", name: "Stadtwerke" });
    await emu("POST", "keys", { key: LIVE_KEY, id: "pfl_one", name: "Stadtwerke" });
    expect((await call(simulator, "GET", "profiles/me")).json).toMatchObject({
      id: "pfl_one",
      name: "Stadtwerke",
      mode: "test",
    });
    expect((await call(simulator, "GET", "profiles/me", undefined, { key: LIVE_KEY })).json).toMatchObject({
      id: "pfl_one",
      mode: "live",
    });
    expect((await emu("GET", "requests")).requests).toHaveLength(2);
    await emu("POST", "keys/revoke", { key: TEST_KEY });
    expect((await call(simulator, "GET", "profiles/me")).status).toBe(401);
    await emu("POST", "reset", {});
    expect(await emu("GET", "payments")).toEqual({ payments: [] });
    expect((await call(simulator, "GET", "profiles/me")).status).toBe(200);
  });

  it("REL-46: with strict keys only registered ones are let in", async () => {
    await emu("PATCH", "settings", { strictKeys: true });
    expect((await call(simulator, "GET", "profiles/me")).status).toBe(401);
    simulator.control.registerKey(TEST_KEY);
    expect((await call(simulator, "GET", "profiles/me")).status).toBe(200);
  });

  it("REL-46: one seed gives the same ids", async () => {
    const twin = await startStanding();
    expect(await createHold(twin)).toBe(await createHold(simulator));
    await twin.stop();
  });

  it("REL-46: links lead to the public address", async () => {
    const behind = await startStanding({ publicUrl: "https://pay.example/" });
    const id = await createHold(behind);
    const links = (await readPayment(behind, id))._links as Record<string, { href: string }>;
    expect(links.self?.href).toBe(`https://pay.example/v2/payments/${id}`);
    expect(links.checkout?.href).toMatch(/^https:\/\/pay\.example\/checkout\//);
    await behind.stop();
  });
});

describe("a restart", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "simulator-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("REL-46: keeps payments, holds, timers, keys' memory and the clock", async () => {
    const statePath = path.join(folder, "deep", "state.json");
    const first = await startStanding({ statePath });
    await first.control.advance(HOUR);
    const held = await createAuthorized(first);
    const body = { amount: { currency: "EUR", value: "3.00" } };
    const once = await call(first, "POST", `payments/${held}/captures`, body, { idempotencyKey: "k" });
    const open = await createHold(first);
    const atCrash = await readFile(statePath, "utf8");
    await first.stop();

    await writeFile(statePath, atCrash);
    const second = await startStanding({ statePath });
    expect(second.control.now()).toEqual(new Date("2026-03-01T13:00:00Z"));
    const again = await call(second, "POST", `payments/${held}/captures`, body, { idempotencyKey: "k" });
    expect([again.text, again.headers.get("idempotent-replayed")]).toEqual([once.text, "true"]);
    await second.control.advance(15 * MINUTE);
    expect(await readPayment(second, held)).toMatchObject({
      status: "paid",
      amountCaptured: { value: "3.00" },
    });
    expect(await readPayment(second, open)).toMatchObject({ status: "expired" });
    expect(new Set([held, open, await createHold(second)]).size).toBe(3);
    await second.stop();
    expect(atCrash).not.toContain(TEST_KEY);
  });

  it("REL-46: refuses to start on a file that is something else, and leaves it alone", async () => {
    const statePath = path.join(folder, "other.json");
    await writeFile(statePath, '{"precious":true}');
    await expect(startMollieSimulator({ statePath })).rejects.toThrow();
    expect(await readFile(statePath, "utf8")).toBe('{"precious":true}');
  });
});
