import { describe, expect, it } from "vitest";
import { simulatedProvider, stationControlOf } from "../act/simulator.rules";
import { compareRuns } from "../compare-runs.rules";
import type { Run, RunStep, StepState } from "../conformance.model";
import type { CommandFact, Exchange, RunFacts } from "../facts.model";
import { judgeRun, missingGround } from "../judge-run.rules";
import { STEP_KEYS, STEP_PLANS, type StepKey } from "../steps.model";
import { findCrawl } from "./lists.rules";
import { OBSERVERS } from "./observe.rules";

const NOW = new Date("2040-03-01T10:00:00Z");
const EVSE = "11111111-1111-4111-8111-111111111111";
const SESSION = "22222222-2222-4222-8222-222222222222";
const place = { evseId: EVSE, label: "A-1", locationId: "L", locationName: "Kade", connectorId: "1" };

let serial = 0n;
function exchange(change: Partial<Exchange> & { link?: string } = {}): Exchange {
  serial += 2n;
  const { link, ...rest } = change;
  return {
    ids: [serial, serial + 1n],
    at: NOW,
    direction: "IN",
    method: "GET",
    module: "locations",
    url: "https://cpo.example/locations",
    segments: [],
    request: null,
    status: "200 1000",
    answer: null,
    headers: new Map(link === undefined ? [] : [["link", `<${link}>; rel="next"`]]),
    correlationId: null,
    sessionId: null,
    ...rest,
  };
}

const step: RunStep = {
  number: 1,
  key: "registered",
  state: "RUNNING",
  startedAt: NOW,
  actedAt: null,
  finishedAt: null,
  detail: null,
  evidence: [],
};

function facts(change: Partial<RunFacts> = {}, version = "2.2.1"): RunFacts {
  const setup = {
    evse: place,
    offline: place,
    silent: null,
    rotation: false,
    unattended: false,
    stationControl: null,
    terminals: [],
  };
  return {
    now: NOW,
    run: {
      id: "run",
      subscriptionId: "s",
      clientId: "c",
      startedAt: NOW,
      version,
      setup,
      steps: [],
    } as unknown as Run,
    step,
    connection: {
      version,
      modules: ["sessions", "cdrs"],
      mark: { prefix: "ABC", separator: "-" },
      settings: { noPush: [] },
      directPayment: false,
      peerEndpoints: ["sessions", "cdrs", "locations"].map((identifier) => ({
        identifier,
        role: "RECEIVER",
        url: "x",
      })),
    } as unknown as RunFacts["connection"],
    registeredAt: NOW,
    hasOwnToken: true,
    exchanges: [],
    commands: [],
    pushes: [],
    cdrs: [],
    advices: [],
    wholesaleCodes: new Set(["MAIN"]),
    storedAdHocTokens: 0,
    ...change,
  };
}

function command(change: Partial<CommandFact> = {}): CommandFact {
  return {
    type: "START_SESSION",
    receivedAt: NOW,
    locationId: "L",
    evseUid: EVSE,
    tokenUid: "ABC-1",
    authorizationReference: "REF-1",
    sessionId: SESSION,
    sessionEvseId: EVSE,
    contractId: "ABC-1",
    answer: "ACCEPTED",
    reason: null,
    timeoutS: 35,
    result: "ACCEPTED",
    resultState: "SENT",
    resultAt: NOW,
    correlationId: "c-1",
    ...change,
  };
}

const page = (query: string) => `https://cpo.example/locations?${query}`;
const session = (body: object, change: Partial<Exchange> = {}) =>
  exchange({
    direction: "OUT",
    method: "PUT",
    module: "sessions",
    segments: ["NL", "KWT", SESSION],
    sessionId: SESSION,
    request: body,
    ...change,
  });
const look = (key: StepKey, change: Partial<RunFacts>, version?: string) =>
  OBSERVERS[key].observe(facts(change, version)).state;

describe("how a partner has read a list", () => {
  const next = page("cursor=a&limit=2&offset=2");
  it.each<[string, Exchange[], number | null, boolean]>([
    ["nothing", [], null, false],
    ["one page", [exchange()], 1, true],
    ["along Link", [exchange({ link: next }), exchange({ url: next })], 2, true],
    [
      "along Link, members in another order",
      [exchange({ link: next }), exchange({ url: page("offset=2&limit=2&cursor=a") })],
      2,
      true,
    ],
    ["counted out", [exchange({ link: next }), exchange({ url: page("offset=2") })], 2, true],
    ["not to the end", [exchange({ link: next })], 1, false],
    ["only changes", [exchange({ url: page("date_from=2040-01-01T00:00:00Z") })], null, false],
    ["from the middle", [exchange({ url: next })], null, false],
    ["refused", [exchange({ status: "401 2000" })], null, false],
    ["broken off, then whole", [exchange({ link: next }), exchange()], 1, true],
  ])("%s", (_, lists, pages, isComplete) => {
    const found = findCrawl(lists);
    expect(found?.pages.length ?? null).toBe(pages);
    expect(found?.isComplete ?? false).toBe(isComplete);
  });

  it("tariffs: a price that is not wholesale fails, by its id and by its type", () => {
    const shown = (tariff: object) =>
      exchange({ module: "tariffs", url: "https://cpo.example/tariffs", answer: { data: [tariff] } });
    expect(look("tariffs_pulled", { exchanges: [shown({ id: "MAIN", type: "AD_HOC_PAYMENT" })] })).toBe(
      "PASSED",
    );
    expect(look("tariffs_pulled", { exchanges: [shown({ id: "MAIN" })] })).toBe("PASSED");
    expect(look("tariffs_pulled", { exchanges: [shown({ id: "SECRET" })] })).toBe("FAILED");
    expect(look("tariffs_pulled", { exchanges: [shown({ id: "MAIN", type: "REGULAR" })] })).toBe("FAILED");
  });
});

describe("ADM-19: what must hold of a session", () => {
  const good = { status: "ACTIVE", cdr_token: { uid: "ABC-1" }, authorization_reference: "REF-1" };
  it.each<[string, Exchange[], string]>([
    ["not begun", [], "RUNNING"],
    ["only PENDING", [session({ ...good, status: "PENDING" })], "RUNNING"],
    ["refused", [session(good, { status: "500" })], "RUNNING"],
    ["ACTIVE", [session(good)], "PASSED"],
    ["another token", [session({ ...good, cdr_token: { uid: "ABC-2" } })], "FAILED"],
    ["another reference", [session({ ...good, authorization_reference: "REF-2" })], "FAILED"],
    ["no reference", [session({ ...good, authorization_reference: undefined })], "FAILED"],
    ["a PATCH without token", [session({ status: "ACTIVE" })], "PASSED"],
    ["of another session", [session(good, { segments: ["NL", "KWT", "other"] })], "RUNNING"],
    ["a body that can not be read", [session(good, { request: null })], "RUNNING"],
  ])("pushed ACTIVE with the token of its start: %s", (_, exchanges, state) => {
    expect(look("session_active", { commands: [command()], exchanges })).toBe(state);
  });

  it("2.1.1 is known by auth_id", () => {
    const by = (auth_id: string) => ({
      commands: [command()],
      exchanges: [session({ status: "ACTIVE", auth_id })],
    });
    expect(look("session_active", by("abc-1"), "2.1.1")).toBe("PASSED");
    expect(look("session_active", by("ABC-9"), "2.1.1")).toBe("FAILED");
  });

  it("energy grows, and never falls", () => {
    const kwh = (...values: number[]) => ({
      commands: [command()],
      exchanges: values.map((value) => session({ status: "ACTIVE", kwh: value })),
    });
    expect(look("session_updates", kwh(0.1, 0.4))).toBe("PASSED");
    expect(look("session_updates", kwh(0.4))).toBe("RUNNING");
    expect(look("session_updates", kwh(0.01, 0.02))).toBe("RUNNING");
    expect(look("session_updates", kwh(0.4, 0.3))).toBe("FAILED");
  });

  it("the CDR comes after COMPLETED, is acknowledged once, and a capture equals it", () => {
    const cdr = { id: "id", number: "CDR-1", sessionId: SESSION, currency: "EUR", wholesaleGrossMinor: 275 };
    const post = (status: string) =>
      exchange({ direction: "OUT", method: "POST", module: "cdrs", sessionId: SESSION, status });
    const done = () => session({ status: "COMPLETED" });
    const base = { commands: [command()], cdrs: [cdr] };
    expect(look("session_completed", { ...base, exchanges: [done(), post("200 1000")] })).toBe("PASSED");
    expect(look("session_completed", { ...base, exchanges: [post("200 1000"), done()] })).toBe("FAILED");
    expect(look("cdr_delivered", { ...base, exchanges: [post("500"), post("200 1000")] })).toBe("PASSED");
    expect(look("cdr_delivered", { ...base, exchanges: [post("500")] })).toBe("RUNNING");
    expect(look("cdr_delivered", { ...base, exchanges: [post("200 1000"), post("200 1000")] })).toBe(
      "FAILED",
    );
    const paid = (grossMinor: number | null, captureStatus = "SUCCESS") => {
      const advice = { adviceId: "a", sessionId: SESSION, currency: "EUR", grossMinor, captureStatus };
      const { connection } = facts({}, "2.3.0");
      const withPayments = { ...connection, modules: ["payments"] };
      return look("capture_confirmed", { ...base, connection: withPayments, advices: [advice] }, "2.3.0");
    };
    expect(paid(275)).toBe("PASSED");
    expect(paid(274)).toBe("FAILED");
    expect(paid(null)).toBe("FAILED");
    expect(paid(200, "PARTIAL_SUCCESS")).toBe("FAILED");
    expect(look("capture_confirmed", base)).toBe("SKIPPED");
  });
});

describe("what must be refused", () => {
  const refused = (reason: string, answer: string) =>
    command({ reason, answer, sessionId: null, sessionEvseId: null });
  it.each<[StepKey, CommandFact, string]>([
    ["unknown_location", refused("unknown_location", "2003"), "PASSED"],
    ["unknown_location", refused("unknown_location", "2001"), "FAILED"],
    ["unknown_location", refused("token_prefix", "REJECTED"), "RUNNING"],
    ["wrong_prefix", refused("token_prefix", "REJECTED"), "PASSED"],
    ["wrong_prefix", command({ reason: "token_prefix", answer: "REJECTED" }), "FAILED"],
    ["wrong_type", refused("token_type", "REJECTED"), "PASSED"],
    ["reused_token", refused("token_used", "REJECTED"), "PASSED"],
    ["reused_token", refused("evse_not_available", "REJECTED"), "RUNNING"],
    ["foreign_response_url", refused("response_url", "2001"), "PASSED"],
    ["stop_unknown", command({ type: "STOP_SESSION", answer: "UNKNOWN_SESSION" }), "PASSED"],
    ["stop_unknown", command({ type: "STOP_SESSION", answer: "REJECTED" }), "RUNNING"],
  ])("%s", (key, seen, state) => {
    expect(look(key, { commands: [seen] })).toBe(state);
  });

  it("SEC-40: a foreign response_url that was called all the same fails", () => {
    const called = exchange({
      direction: "OUT",
      method: "POST",
      module: "response_url",
      correlationId: "c-1",
    });
    const commands = [command({ reason: "response_url", answer: "2001", sessionId: null })];
    expect(look("foreign_response_url", { commands, exchanges: [called] })).toBe("FAILED");
  });

  it("SEC-82: one token, one session", () => {
    const again = command({ reason: "repeated" });
    expect(look("start_repeated", { commands: [command()] })).toBe("RUNNING");
    expect(look("start_repeated", { commands: [command(), again] })).toBe("PASSED");
    expect(look("start_repeated", { commands: [command(), { ...again, sessionId: "another" }] })).toBe(
      "FAILED",
    );
  });

  it("SEC-83: an ad-hoc token that the Tokens module took, or that is kept, fails", () => {
    const put = (status: string) =>
      exchange({
        method: "PUT",
        module: "tokens",
        segments: ["DE", "ABC", "ABC-1"],
        request: { uid: "ABC-1" },
        status,
      });
    expect(look("token_refused", { exchanges: [put("200 2001")] })).toBe("PASSED");
    expect(look("token_refused", { exchanges: [put("200 1000")] })).toBe("FAILED");
    expect(look("token_refused", { storedAdHocTokens: 1 })).toBe("FAILED");
    expect(look("token_refused", {})).toBe("SKIPPED");
  });

  it.each<[string, Partial<CommandFact>, string]>([
    ["in time", { result: "TIMEOUT", resultAt: new Date(NOW.getTime() + 30_000) }, "PASSED"],
    ["too late", { result: "TIMEOUT", resultAt: new Date(NOW.getTime() + 36_000) }, "FAILED"],
    ["another result", { result: "REJECTED" }, "FAILED"],
    ["none yet", { result: null, resultState: "WAITING", resultAt: null }, "RUNNING"],
    ["never delivered", { result: "TIMEOUT", resultState: "FAILED" }, "FAILED"],
    ["before the step", { result: "TIMEOUT", receivedAt: new Date(NOW.getTime() - 1) }, "RUNNING"],
  ])("TIMEOUT of a station that is offline: %s", (_, change, state) => {
    expect(look("offline_station", { commands: [command(change)] })).toBe(state);
  });
});

const stepsOf = (states: Partial<Record<StepKey, StepState>>) =>
  STEP_KEYS.map((key, index) => ({
    ...step,
    number: index + 1,
    key,
    state: states[key] ?? ("PASSED" as StepState),
  }));

describe("the result of a run", () => {
  it("every step has a plan and an observer, and stands on earlier ones only", () => {
    for (const [index, key] of STEP_KEYS.entries())
      for (const needed of STEP_PLANS[key].needs) expect(STEP_KEYS.indexOf(needed), key).toBeLessThan(index);
    expect(Object.keys(OBSERVERS)).toEqual([...STEP_KEYS]);
  });

  it("one failure fails the run; what stands on it is not tried; what was left out is no obstacle", () => {
    expect(judgeRun({ steps: stepsOf({}) })).toBe("PASSED");
    expect(judgeRun({ steps: stepsOf({ capture_confirmed: "SKIPPED" }) })).toBe("PASSED");
    const broken = {
      steps: stepsOf({ start_accepted: "FAILED", start_result: "SKIPPED", session_active: "SKIPPED" }),
    };
    expect(judgeRun(broken)).toBe("FAILED");
    expect(missingGround(broken, "session_updates")).toContain("did not pass");
    const polling = { steps: stepsOf({ session_active: "SKIPPED" }) };
    expect(missingGround(polling, "stop_accepted")).toBeNull();
  });

  it("two runs are compared by step, also with steps that no longer exist", () => {
    const before = { steps: [...stepsOf({ rotation: "SKIPPED" }), { ...step, key: "of_old" }] };
    const after = { steps: stepsOf({ cdr_delivered: "FAILED" }) };
    const changed = compareRuns(before, after).filter(({ change }) => change !== "same");
    expect(changed.map(({ key, change }) => [key, change])).toEqual([
      ["cdr_delivered", "worse"],
      ["rotation", "better"],
      ["of_old", "other"],
    ]);
  });
});

describe("SEC-42: simulators stand on this machine, and never in live mode", () => {
  it.each([
    ["http://127.0.0.1:4005/ocpi/nayax/versions", "demo", "nayax"],
    ["http://localhost:4005/ocpi/a%20b/versions", "test", "a b"],
    ["http://127.0.0.1:4005/ocpi/nayax/versions", "live", null],
    ["https://provider.example/ocpi/nayax/versions", "demo", null],
    ["http://127.0.0.1:4005/versions", "demo", null],
    ["no address", "demo", null],
    [null, "demo", null],
  ] as const)("%s in %s", (peerVersionsUrl, mode, providerId) => {
    expect(simulatedProvider({ peerVersionsUrl }, mode)?.providerId ?? null).toBe(providerId);
  });

  it.each(["http://10.0.0.1:4004", "https://127.0.0.1", "http://station.example", "4004", "javascript:1"])(
    "no station simulator at %s",
    (text) => {
      expect(stationControlOf(text)).toBeNull();
    },
  );
});
