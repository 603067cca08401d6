import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MollieSimulator } from "./server";
import { call, createHold, holdRequest, startStanding, TEST_KEY } from "./testing/harness";

/** Sends raw bytes, as no well-behaved client would, and gives the first line of the answer. */
function rawRequest(simulator: MollieSimulator, text: string): Promise<string> {
  const { hostname, port } = new URL(simulator.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end(text));
    let answer = "";
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer.split("\r\n")[0] ?? ""));
  });
}

describe("hostile and broken input", () => {
  let simulator: MollieSimulator;
  beforeAll(async () => {
    simulator = await startStanding();
  });
  afterAll(() => simulator.stop());

  it.each([
    ["broken JSON", "{", 400],
    ["a list", "[]", 400],
    ["null", "null", 400],
    ["deeply nested lists", "[".repeat(100_000), 400],
    ["a deep value in metadata", `{"metadata":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, 422],
    ["a prototype in a body", '{"__proto__":{"amount":1}}', 422],
    ["eight megabytes", `{"description":"${"x".repeat(8_000_000)}"}`, 413],
    ["more than 256 kB", `{"description":"${"x".repeat(300_000)}"}`, 413],
  ])("SEC-62: %s is refused", async (_what, body, status) => {
    const answer = await call(simulator, "POST", "payments", body);
    expect([answer.status, answer.json.status]).toEqual([status, status]);
  });

  it("SEC-62: other content types and odd forms are refused", async () => {
    const post = (type: string, body: string) =>
      call(simulator, "POST", "payments", body, { headers: { "content-type": type } });
    expect((await post("text/xml", "<a/>")).status).toBe(415);
    const form = "application/x-www-form-urlencoded";
    expect((await post(form, "__proto__[amount]=1")).status).toBe(400);
    expect((await post(form, "constructor[prototype]=1")).status).toBe(422);
    expect((await post(form, "a[b][c]=1")).status).toBe(400);
    expect(Object.prototype).not.toHaveProperty("amount");
  });

  it.each([
    ["no key", {}],
    ["a short key", { authorization: "Bearer test_short" }],
    ["another scheme", { authorization: `Basic ${TEST_KEY}` }],
    ["an access token", { authorization: "Bearer access_0123456789abcdefghijABCDEFGHIJ" }],
    ["a key with other characters", { authorization: "Bearer test_0123456789abcdefghijABCDEFGHIJ;x" }],
  ])("SEC-62: %s is 401", async (_what, headers) => {
    const response = await fetch(`${simulator.apiUrl}payments`, {
      headers: headers as Record<string, string>,
    });
    expect([response.status, await response.json()]).toMatchObject([401, { title: "Unauthorized Request" }]);
  });

  it.each([
    ["GET", "payments/tr_x%2F..%2F..%2Fprofiles", 404],
    ["GET", "payments/cpt_1", 404],
    ["GET", "payments/__proto__", 404],
    ["GET", "payments/tr_1/captures/cpt_1", 404],
    ["GET", "methods/__proto__", 404],
    ["GET", "methods/constructor", 404],
    ["GET", "methods/klarna", 403],
    ["GET", "methods?amount[currency]=nonsense", 422],
    ["GET", "unknown", 404],
    ["PUT", "payments", 405],
    ["POST", "profiles/me", 405],
    ["GET", "payments?testmode=true", 422],
  ])("SEC-62: %s /v2/%s is %i", async (method, path, status) => {
    expect((await call(simulator, method, path)).status).toBe(status);
  });

  it("SEC-62: a bad embed and a bad limit are named", async () => {
    const id = await createHold(simulator);
    expect((await call(simulator, "GET", `payments/${id}?embed=secrets`)).json).toMatchObject({
      status: 400,
      field: "embed",
    });
    expect((await call(simulator, "GET", "payments?limit=-1")).json).toMatchObject({
      status: 400,
      field: "limit",
    });
  });

  it("SEC-62: odd request lines are answered, and the server goes on", async () => {
    const end = `Host: x\r\nAuthorization: Bearer ${TEST_KEY}\r\nConnection: close\r\n\r\n`;
    expect(await rawRequest(simulator, `GET //[ HTTP/1.1\r\n${end}`)).toMatch(/ 4\d\d /);
    expect(await rawRequest(simulator, `GET /v2/../../../../etc/passwd HTTP/1.1\r\n${end}`)).toContain(
      " 404 ",
    );
    expect(await rawRequest(simulator, `GET /checkout/../../etc/passwd HTTP/1.1\r\n${end}`)).toContain(
      " 404 ",
    );
    expect(await rawRequest(simulator, "nonsense\r\n\r\n")).toContain(" 400 ");
    expect((await call(simulator, "GET", "profiles/me")).status).toBe(200);
  });

  it("SEC-62: the control API takes JSON only, and refuses what it does not know", async () => {
    const post = (path: string, type: string, body: string) =>
      fetch(`${simulator.url}/__emu/${path}`, { method: "POST", headers: { "content-type": type }, body });
    expect((await post("reset", "text/plain", "{}")).status).toBe(415);
    expect((await post("faults", "application/json", '{"kind":"meteor"}')).status).toBe(422);
    expect((await post("faults", "application/json", "{")).status).toBe(400);
    expect((await post("clock/advance", "application/json", '{"ms":-1}')).status).toBe(422);
    expect((await post("keys", "application/json", '{"key":"nonsense"}')).status).toBe(422);
    expect((await post("payments/tr_1/actions", "application/json", '{"action":"cancel"}')).status).toBe(404);
    expect((await fetch(`${simulator.url}/__emu/nothing`)).status).toBe(404);
  });

  it("REL-46: a full store drops the oldest final payment, never an unfinished one", async () => {
    const small = await startStanding({ maxPayments: 2 });
    const held = await createHold(small);
    const done = await createHold(small);
    await small.checkout(done).cancel();
    const fresh = await createHold(small);
    expect(small.control.payments().map(({ id }) => id)).toEqual([fresh, held]);
    const refused = await call(small, "POST", "payments", holdRequest());
    expect([refused.status, small.control.payments().length]).toEqual([503, 2]);
    await small.stop();
  });
});
