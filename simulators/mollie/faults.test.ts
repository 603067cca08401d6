import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FaultInput } from "./fault.model";
import { pathMatches } from "./faults";
import type { MollieSimulator } from "./server";
import { call, createAuthorized, createHold, holdRequest, startStanding, TEST_KEY } from "./testing/harness";

describe("faults", () => {
  let simulator: MollieSimulator;
  beforeEach(async () => {
    simulator = await startStanding();
  });
  afterEach(() => simulator.stop());

  const create = (idempotencyKey?: string) =>
    call(
      simulator,
      "POST",
      "payments",
      holdRequest(),
      idempotencyKey === undefined ? {} : { idempotencyKey },
    );
  const arm = (fault: FaultInput) => simulator.control.addFault(fault);

  it("REL-98: answers with a status once, does nothing, and recovers", async () => {
    arm({ kind: "status", status: 429, retryAfterSeconds: 3 });
    const refused = await create();
    expect([refused.status, refused.headers.get("retry-after"), refused.json.title]).toEqual([
      429,
      "3",
      "Too Many Requests",
    ]);
    expect(simulator.control.payments()).toEqual([]);
    expect((await create()).status).toBe(201);
  });

  it("REL-98: HTML and empty bodies", async () => {
    arm({ kind: "status", status: 502, body: "html" });
    const html = await create();
    expect([html.status, html.headers.get("content-type")]).toEqual([502, "text/html; charset=utf-8"]);
    arm({ kind: "status", status: 504, body: "empty" });
    expect((await create()).text).toBe("");
  });

  it.each([
    ["no effect", "cut_before", 1],
    ["effect happened", "cut_after_executing", 1],
    ["effect happened, half an answer", "cut_mid_body", 1],
  ] as const)(
    "REL-62, REL-63: the connection is cut, %s; the retry with the same key gives one payment",
    async (_what, kind, payments) => {
      arm({ kind });
      await expect(create("k")).rejects.toThrow();
      expect(simulator.control.payments()).toHaveLength(kind === "cut_before" ? 0 : 1);
      expect((await create("k")).status).toBe(201);
      expect(simulator.control.payments()).toHaveLength(payments);
    },
  );

  it("REL-62: executes, then says 503", async () => {
    arm({ kind: "status", status: 503, execute: true });
    expect((await create("k")).status).toBe(503);
    const retried = await create("k");
    expect([retried.status, retried.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  });

  it.each([true, false])("REL-62: never answers (executed: %s)", async (execute) => {
    arm({ kind: "hang", execute });
    const request = fetch(`${simulator.apiUrl}payments`, {
      method: "POST",
      headers: { authorization: `Bearer ${TEST_KEY}`, "content-type": "application/json" },
      body: JSON.stringify(holdRequest()),
      signal: AbortSignal.timeout(150),
    });
    await expect(request).rejects.toMatchObject({ name: "TimeoutError" });
    expect(simulator.control.payments()).toHaveLength(execute ? 1 : 0);
    expect(simulator.control.requests().at(-1)).toMatchObject({ status: null, fault: "hang" });
  });

  it("REL-46: spoilt answers of all sorts", async () => {
    const id = await createHold(simulator);
    const read = async (
      kind: "malformed_json" | "null_body" | "empty_body" | "no_resource" | "unknown_status",
    ) => {
      arm({ kind });
      const response = await fetch(`${simulator.apiUrl}payments/${id}`, {
        headers: { authorization: `Bearer ${TEST_KEY}` },
      });
      return response.text();
    };
    const malformed = await read("malformed_json");
    expect(() => JSON.parse(malformed)).toThrow(SyntaxError);
    expect(await read("null_body")).toBe("null");
    expect(await read("empty_body")).toBe("");
    expect(JSON.parse(await read("no_resource"))).not.toHaveProperty("resource");
    expect(JSON.parse(await read("unknown_status"))).toMatchObject({ id, status: "teleported" });
  });

  it("REL-46: strikes at the nth call of a verb and path, as often as told", async () => {
    const id = await createAuthorized(simulator);
    const fault = arm({
      kind: "status",
      status: 500,
      method: "GET",
      path: "/v2/payments/*",
      nth: 2,
      times: 2,
    });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await call(simulator, "GET", `payments/${id}`)).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect(simulator.control.faults()).toEqual([]);
    arm({ kind: "status", times: 0 });
    expect([(await create()).status, (await create()).status]).toEqual([503, 503]);
    simulator.control.clearFaults(fault);
    expect(simulator.control.faults()).toHaveLength(1);
    simulator.control.clearFaults();
    expect((await create()).status).toBe(201);
  });

  it("REL-46: a key that was rotated away is refused", async () => {
    simulator.control.revokeKey(TEST_KEY);
    expect((await create()).json).toMatchObject({
      status: 401,
      title: "Unauthorized Request",
      detail: "Missing authentication, or failed to authenticate",
    });
  });

  it.each([
    ["/v2/**", "/v2/payments/tr_1/captures", true],
    ["/v2/payments/*/captures", "/v2/payments/tr_1/captures", true],
    ["/v2/payments/*", "/v2/payments/tr_1/captures", false],
    ["/v2/payments", "/v2/payments", true],
    ["/v2/payments", "/v2/methods", false],
    ["/v2/payments/*/captures", "/v2/payments", false],
  ])("REL-46: pattern %s on %s is %s", (pattern, path, expected) => {
    expect(pathMatches(pattern, path)).toBe(expected);
  });

  it("REL-46: a wrong fault is refused", () => {
    expect(() => arm({ kind: "status", status: 200 })).toThrow();
  });
});
