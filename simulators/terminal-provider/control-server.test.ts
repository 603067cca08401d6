import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTerminalProviderSimulator } from "./server";
import { Harness, PROVIDER, TAP, until } from "./testing/harness";

let harness: Harness;

beforeEach(async () => {
  harness = await Harness.start("2.3.0");
});

afterEach(() => harness.stop());

async function control(method: string, route: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${harness.simulator.url}/control/${route}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const registration = () => ({ versionsUrl: harness.cpo.versionsUrl, token: harness.cpo.tokenA });

describe("the control API", () => {
  it("drives a whole tap: register, crawl, tap, stop, log", async () => {
    expect(await control("GET", "health")).toEqual({ status: 200, body: { status: "ok" } });
    const registered = await control("POST", "providers/pay/register", registration());
    expect(registered).toMatchObject({ status: 200, body: { connection: { status: "connected" } } });
    const crawled = await control("POST", "providers/pay/crawl", { modules: ["locations", "tariffs"] });
    expect(crawled.body).toMatchObject([{ pages: 2 }, { pages: 1 }]);
    const tapped = await control("POST", "providers/pay/taps", { ...TAP, card: "amex" });
    expect(tapped).toMatchObject({ status: 200, body: { state: "waiting", card: "amex", holdMinor: 4_500 } });
    await harness.pushSession("ACTIVE", 1, 100);
    const route = `providers/pay/transactions/${tapped.body.id}`;
    expect((await control("POST", `${route}/stop`)).body).toMatchObject({ state: "stopping" });
    expect((await control("GET", route)).body).toMatchObject({ sessionId: "S1" });
    expect((await control("GET", "providers/pay/objects/sessions")).body).toHaveLength(1);
    const log = (await control("GET", "log?provider=pay&since=3")).body as unknown as { id: number }[];
    expect(log[0]?.id).toBe(4);
    expect((await control("GET", "complaints?provider=pay")).body).toEqual([]);
    await control("DELETE", "log");
    expect((await control("GET", "log")).body).toEqual([]);
  });

  it("issues, rotates, unregisters and forgets", async () => {
    const issued = await control("POST", "providers/pay/issue-token", { token: "chosen-token-a" });
    expect(issued.body).toEqual({
      token: "chosen-token-a",
      versionsUrl: harness.simulator.versionsUrl("pay"),
    });
    await harness.cpo.register(harness.simulator.versionsUrl("pay"), "chosen-token-a");
    expect(await control("POST", "providers/pay/rotate")).toMatchObject({ status: 200 });
    expect((await control("POST", "providers/pay/unregister")).body).toMatchObject({
      connection: { status: "ended" },
    });
    expect((await control("POST", "providers/pay/forget")).body).toMatchObject({
      connection: { status: "none" },
    });
    expect(await control("POST", "providers/pay/rotate")).toMatchObject({ status: 409 });
    expect(await control("POST", "providers/pay/register", { ...registration(), token: "no" })).toMatchObject(
      {
        status: 502,
        body: { error: expect.stringContaining("HTTP 401") },
      },
    );
  });

  it("adds, changes and removes providers and terminals", async () => {
    const provider = { ...PROVIDER, id: "second", terminals: [] };
    expect(await control("POST", "providers", provider)).toMatchObject({ status: 200 });
    expect(await control("POST", "providers", provider)).toMatchObject({ status: 409 });
    expect((await control("PATCH", "providers/second", { directPayment: true })).body).toMatchObject({
      settings: { directPayment: true, tokenEncoding: "auto" },
    });
    expect(await control("PATCH", "providers/second", { directPayment: "yes" })).toMatchObject({
      status: 422,
    });
    expect(await control("POST", "providers/second/terminals", { id: "T-9" })).toMatchObject({ status: 200 });
    expect((await control("GET", "providers")).body).toHaveLength(2);
    await control("DELETE", "providers/second");
    expect(await control("GET", "providers/second")).toMatchObject({ status: 404 });
  });

  it("sends any request, with a foreign token or none", async () => {
    await control("POST", "providers/pay/register", registration());
    const send = async (more: object) =>
      (await control("POST", "providers/pay/requests", { method: "GET", module: "locations", ...more })).body;
    expect(await send({ query: { limit: "1" } })).toMatchObject({ httpStatus: 200, statusCode: 1000 });
    expect(await send({ token: "wrong" })).toMatchObject({ httpStatus: 401 });
    expect(await send({ token: null })).toMatchObject({ httpStatus: 401 });
    expect(await send({ encoding: "raw", headers: { "x-request-id": "mine" } })).toMatchObject({
      httpStatus: 200,
      headers: { "x-request-id": "mine" },
    });
    expect(
      (await control("POST", "providers/pay/fetch", { module: "locations", path: ["L1"] })).body,
    ).toMatchObject({
      data: { id: "L1" },
    });
  });

  it("sends a confirmation by hand, for any reference", async () => {
    await control("POST", "providers/pay/register", registration());
    const body = { authorizationReference: "unknown-ref", amountMinor: 1_210, netMinor: 1_000 };
    expect((await control("POST", "providers/pay/confirmations", body)).body).toMatchObject({
      httpStatus: 200,
    });
    expect(harness.confirmations()).toMatchObject([
      { authorization_reference: "unknown-ref", total_costs: { before_taxes: 10 } },
    ]);
  });

  it("arms and disarms faults", async () => {
    const faults = "providers/pay/faults";
    const armed = await control("PUT", `${faults}/slowEverything`, { times: 2, value: 5 });
    expect(armed.body).toEqual([{ name: "slowEverything", times: 2, value: 5 }]);
    expect((await control("PUT", `${faults}/slowEverything`, { on: false })).body).toEqual([]);
    await control("PUT", `${faults}/refuseTokens`);
    await control("DELETE", faults);
    expect((await control("GET", faults)).body).toEqual([]);
    expect(await control("PUT", `${faults}/nothing`)).toMatchObject({ status: 404 });
    expect(await control("POST", `${faults}/refuseTokens/press`)).toMatchObject({ status: 409 });
    expect((await control("GET", "faults")).body.length).toBeGreaterThan(20);
  });

  it("refuses what it does not understand", async () => {
    expect(await control("GET", "nothing")).toMatchObject({ status: 404 });
    expect(await control("POST", "providers", "{")).toMatchObject({ status: 400 });
    expect(await control("POST", "providers", "[]")).toMatchObject({ status: 400 });
    expect(await control("POST", "providers", {}, { "content-type": "text/plain" })).toMatchObject({
      status: 415,
    });
    expect(await control("POST", "providers", {}, { origin: "http://evil.example" })).toMatchObject({
      status: 403,
    });
    expect(await control("POST", "providers/pay/taps", { ...TAP, terminalId: "T-404" })).toMatchObject({
      status: 409,
    });
    expect(await control("GET", "providers/pay/transactions/none")).toMatchObject({ status: 404 });
  });
});

describe("payments from the CPO's side", () => {
  beforeEach(() => harness.control.register("pay", { ...registration(), token: harness.cpo.tokenA ?? "" }));

  const terminals = (method: string, rest: string[] = [], body?: unknown) =>
    harness.cpo.push(method, "payments", ["terminals", ...rest], body);

  it("assigns locations by PATCH without last_updated, and replaces by PUT", async () => {
    const assignment = { location_ids: ["L2"], evse_uids: ["L3-E1"] };
    expect(await terminals("PATCH", ["T-1"], assignment)).toMatchObject({ http: 200, status_code: 1000 });
    expect(await terminals("GET", ["T-1"])).toMatchObject({ data: { ...assignment, reference: "SN-1" } });
    expect(await terminals("PUT", ["T-1"], { customer_reference: "C-7" })).toMatchObject({ http: 200 });
    const { data } = await terminals("GET", ["T-1"]);
    expect(data).toEqual({ terminal_id: "T-1", customer_reference: "C-7", last_updated: expect.any(String) });
    expect(await terminals("PATCH", ["T-1"], { location_ids: "L2" })).toMatchObject({ status_code: 2001 });
    expect(await terminals("PATCH", ["T-1"], { terminal_id: "T-2" })).toMatchObject({ status_code: 2001 });
    expect(await terminals("GET", ["T-404"])).toMatchObject({ http: 404 });
  });

  it("activates a terminal that is built in, and then posts it", async () => {
    await until(() => harness.cpo.of("POST", /terminals$/).length === 1);
    const body = { reference: "SN-77", location_ids: ["L2"] };
    expect(await terminals("POST", ["activate"], body)).toMatchObject({ http: 201 });
    await until(() => harness.cpo.of("POST", /terminals$/).length === 2);
    expect(harness.cpo.of("POST", /terminals$/)[1]?.body).toMatchObject(body);
    const { data } = await terminals("GET");
    expect(data).toHaveLength(2);
  });

  it("takes a terminal out of service; then nobody can tap", async () => {
    expect(await terminals("POST", ["T-1", "deactivate"])).toMatchObject({ http: 200 });
    await expect(harness.control.tap("pay", TAP)).rejects.toThrow("out of service");
    expect(await terminals("POST", ["activate"], { terminal_id: "T-1" })).toMatchObject({ http: 200 });
    await expect(harness.control.tap("pay", TAP)).resolves.toMatchObject({ state: "waiting" });
  });

  it("pages its lists", async () => {
    for (let count = 0; count < 60; count++) harness.control.addTerminal("pay", { id: `X-${count}` });
    const first = await terminals("GET");
    const headers = first.headers as Headers;
    expect(first.data).toHaveLength(50);
    expect([headers.get("x-total-count"), headers.get("x-limit")]).toEqual(["61", "50"]);
    const next = /<([^>]+)>/.exec(headers.get("link") ?? "")?.[1] ?? "";
    expect((await harness.cpo.call("GET", next)).data).toHaveLength(11);
  });
});

describe("the state file", () => {
  it("keeps the connection over a restart, because a token A works only once", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "terminal-provider-"));
    const statePath = path.join(folder, "state.json");
    const { cpo } = harness;
    const from = { registrationToken: cpo.tokenA ?? "", versionsUrl: cpo.versionsUrl };
    const start = (more: object = {}) =>
      startTerminalProviderSimulator({
        statePath,
        retryMs: 10,
        providers: [{ ...PROVIDER, terminals: [], ...from, ...more }],
      });
    const first = await start();
    await until(() => first.control.view("pay").counts.tariffs === 2);
    await first.stop();
    expect((await stat(statePath)).mode & 0o777).toBe(0o600);
    expect(await readFile(statePath, "utf8")).toContain("connected");
    const second = await start();
    expect(second.control.view("pay")).toMatchObject({
      connection: { status: "connected" },
      counts: { locations: 3 },
    });
    await second.control.crawl("pay");
    expect(cpo.of("POST", /credentials$/)).toHaveLength(1);
    await second.stop();
    const third = await start({ registrationToken: "another" });
    await until(() => third.control.view("pay").connection.status === "failed");
    await third.stop();
    await rm(folder, { recursive: true });
  });
});
