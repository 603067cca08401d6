import { afterEach, describe, expect, it } from "vitest";
import { FAULTS, type FaultName } from "./faults.model";
import { Harness, TAP, until } from "./testing/harness";
import type { OcpiVersion } from "./wire/versions.rules";

let harness: Harness;

afterEach(() => harness.stop());

async function withFault(name: FaultName, value?: number, version: OcpiVersion = "2.3.0") {
  harness = await Harness.connected(version, { terminals: [] });
  harness.control.addTerminal("pay", { id: "T-1" });
  harness.control.arm("pay", name, { value });
  return harness;
}

const starts = () =>
  harness.cpo.of("POST", /START_SESSION$/).map(({ body }) => body as Record<string, never>);

describe("faults of commands", () => {
  it("closes the connection of the result", async () => {
    await withFault("deadResponseUrl");
    await harness.control.tap("pay", TAP);
    await until(() => harness.cpo.resultAnswers.length === 1);
    expect(harness.cpo.resultAnswers).toEqual([null]);
    expect(harness.control.transactions("pay")).toMatchObject([{ startResult: null, state: "waiting" }]);
  });

  it("acknowledges the result late", async () => {
    await withFault("slowResponseUrl", 60);
    const began = Date.now();
    await harness.control.tap("pay", TAP);
    await until(() => harness.cpo.resultAnswers.length === 1);
    expect(Date.now() - began).toBeGreaterThanOrEqual(60);
  });

  it("redirects the result, and notes a client that follows", async () => {
    await withFault("redirectingResponseUrl");
    await harness.control.tap("pay", TAP);
    await until(() => harness.cpo.resultAnswers.length === 1);
    expect(harness.cpo.resultAnswers).toEqual([307]);
    expect(harness.control.complaints()).toEqual([]);
    const [entry] = harness.control.messages().filter(({ faults }) => faults.length > 0);
    expect(entry).toMatchObject({ status: 307, faults: ["redirectingResponseUrl"] });
    await harness.cpo.call("POST", `${harness.simulator.url}/ocpi/pay/2.3.0/redirected/START_SESSION/x`, {});
    expect(harness.control.complaints()).toMatchObject([
      { complaint: expect.stringContaining("followed a redirect") },
    ]);
  });

  it("names a response_url inside the CPO's cloud", async () => {
    await withFault("foreignResponseUrl");
    harness.cpo.commandResponse = "REJECTED";
    await harness.control.tap("pay", TAP);
    expect(starts()[0]?.response_url).toContain("169.254.169.254");
  });

  it("sends START_SESSION five times with one token", async () => {
    await withFault("duplicateStart");
    await harness.control.tap("pay", TAP);
    expect(starts()).toHaveLength(5);
    expect(new Set(starts().map(({ token }) => JSON.stringify(token))).size).toBe(1);
    expect(new Set(starts().map(({ response_url }) => response_url)).size).toBe(5);
    expect(harness.control.transactions("pay")).toHaveLength(1);
  });

  it("stops an unknown session, or one of another provider when there is one", async () => {
    await withFault("duplicateStart");
    await harness.control.press("pay", "foreignStop");
    const other = { id: "other", countryCode: "FR", partyId: "OTH", tokenPrefix: "OTH" };
    harness.control.addProvider(other).state.objects.sessions.set("S-OTHER", {});
    await harness.control.press("pay", "foreignStop");
    const [first, second] = harness.cpo.of("POST", /STOP_SESSION$/);
    expect(first?.body).toMatchObject({ session_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(second?.body).toMatchObject({ session_id: "S-OTHER" });
    await expect(harness.control.press("pay", "malformedJson")).rejects.toThrow("switch");
  });

  it.each([
    ["wrongTokenPrefix", { uid: expect.stringMatching(/^ZZZ-/), type: "AD_HOC_USER" }],
    ["rfidTokenType", { uid: expect.stringMatching(/^PAY-/), type: "RFID" }],
  ] as const)("sends a token with %s", async (name, token) => {
    await withFault(name);
    await harness.control.tap("pay", TAP);
    expect(starts()[0]?.token).toMatchObject(token);
  });

  it("uses a token again", async () => {
    await withFault("reusedToken");
    const first = await harness.control.tap("pay", TAP);
    const second = await harness.control.tap("pay", TAP);
    expect(second.tokenUid).toBe(first.tokenUid);
    expect(second.authorizationReference).not.toBe(first.authorizationReference);
  });

  it("pushes a token below a foreign party, and routes to a foreign party", async () => {
    await withFault("wrongRouting");
    await harness.control.press("pay", "wrongPartyInPath");
    const [put] = harness.cpo.of("PUT", /tokens/);
    expect(put?.path).toMatch(/\/tokens\/ZZ\/ZZZ\/PAY-/);
    expect(put?.headers["ocpi-to-party-id"]).toBe("ZZZ");
  });
});

describe("faults of settlement", () => {
  async function settled(name: FaultName, value?: number) {
    await withFault(name, value);
    const { id } = await harness.tapped();
    await harness.pushSession("COMPLETED", 20.5, 1_310);
    return { id, answer: await harness.pushCdr(1_310).catch(() => null) };
  }

  it("answers the CDR with 500 and settles it all the same; the repeat is told so too", async () => {
    const { id, answer } = await settled("lostCdrAck");
    expect(answer).toMatchObject({ http: 500 });
    expect(await harness.pushCdr(1_310)).toMatchObject({ http: 500 });
    harness.control.clearFaults("pay");
    expect(await harness.pushCdr(1_310)).toMatchObject({ http: 200, status_code: 1000 });
    await until(() => harness.confirmations().length === 1);
    expect(harness.control.transaction("pay", id).capturedMinor).toBe(1_310);
  });

  it("loses the answer to the CDR", async () => {
    const { id, answer } = await settled("droppedCdrAck");
    expect(answer).toBeNull();
    await until(() => harness.control.transaction("pay", id).state === "settled");
  });

  it("acknowledges the CDR twice on one connection", async () => {
    const { id, answer } = await settled("doubleCdrAck");
    expect(answer).toMatchObject({ http: 201 });
    await until(() => harness.control.transaction("pay", id).state === "settled");
    harness.control.clearFaults("pay");
  });

  it.each([
    [150, 1_460],
    [-310, 1_000],
  ])("captures %d more than the CDR says", async (value, captured) => {
    const { id } = await settled("facDiffers", value);
    await until(() => harness.confirmations().length === 1);
    expect(harness.control.transaction("pay", id).capturedMinor).toBe(captured);
    expect(harness.confirmations()).toMatchObject([{ capture_status_code: "SUCCESS" }]);
  });

  it("captures nothing and says FAILED", async () => {
    await settled("facFailed");
    await until(() => harness.confirmations().length === 1);
    expect(harness.confirmations()).toMatchObject([
      { capture_status_code: "FAILED", total_costs: { before_taxes: 0 } },
    ]);
  });

  it("confirms before the CDR, and then not again", async () => {
    await withFault("facBeforeCdr");
    const { id } = await harness.tapped();
    await harness.pushSession("COMPLETED", 20.5, 1_310);
    await until(() => harness.confirmations().length === 1);
    await harness.pushCdr(1_310);
    await until(() => harness.control.transaction("pay", id).state === "settled");
    expect(harness.confirmations()).toHaveLength(1);
  });

  it("confirms twice with one id, or not at all", async () => {
    await settled("duplicateFac");
    await until(() => harness.confirmations().length === 2);
    const [first, second] = harness.confirmations();
    expect(second).toEqual(first);
  });

  it("confirms nothing, but tells when asked", async () => {
    const { id } = await settled("lostFac");
    await until(() => harness.control.transaction("pay", id).state === "settled");
    const list = await harness.cpo.push("GET", "payments", ["financial-advice-confirmations"]);
    expect(list).toMatchObject({ data: [{ capture_status_code: "SUCCESS" }] });
    expect(harness.confirmations()).toEqual([]);
  });
});

describe("faults of transport", () => {
  it("breaks off bodies and answers", async () => {
    await withFault("malformedJson");
    await harness.control.tap("pay", TAP);
    const [start] = harness.cpo.of("POST", /START_SESSION$/);
    expect(start?.body).toBeUndefined();
    expect(start?.text).not.toBe("");
    const answer = await harness.cpo.push("GET", "tokens", []);
    expect(() => JSON.parse(String(answer.text))).toThrow();
  });

  it("pads bodies and answers", async () => {
    await withFault("oversizedBody", 50_000);
    await harness.control.tap("pay", TAP);
    expect(harness.cpo.of("POST", /START_SESSION$/)[0]?.text.length).toBeGreaterThan(50_000);
    expect(String((await harness.cpo.push("GET", "tokens", [])).text).length).toBeGreaterThan(50_000);
  });

  it("refuses every token", async () => {
    await withFault("refuseTokens");
    expect(await harness.cpo.push("GET", "tokens", [])).toMatchObject({ http: 401 });
  });

  it("answers everything late", async () => {
    await withFault("slowEverything", 50);
    const began = Date.now();
    await harness.cpo.push("GET", "tokens", []);
    expect(Date.now() - began).toBeGreaterThanOrEqual(49);
  });

  it("has its versions down", async () => {
    await withFault("versionsDown");
    const url = harness.simulator.versionsUrl("pay");
    expect(await harness.cpo.call("GET", url)).toMatchObject({ http: 503 });
    expect(await harness.cpo.call("GET", url.replace("versions", "2.3.0"))).toMatchObject({ http: 503 });
    expect(await harness.cpo.push("GET", "tokens", [])).toMatchObject({ http: 200 });
  });

  it("is used up after so many times, and can be cleared", async () => {
    await withFault("refuseTokens");
    harness.control.arm("pay", "refuseTokens", { times: 2 });
    const answers = [];
    for (let call = 0; call < 3; call++) answers.push((await harness.cpo.push("GET", "tokens", [])).http);
    expect(answers).toEqual([401, 401, 200]);
    harness.control.arm("pay", "versionsDown");
    harness.control.clearFaults("pay");
    expect(harness.control.view("pay").faults).toEqual([]);
  });

  it("describes every fault", async () => {
    harness = await Harness.start("2.3.0");
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
    for (const { label, description } of FAULTS) expect([label, description]).not.toContain("");
  });
});
