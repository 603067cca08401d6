import { describe, expect, it } from "vitest";
import type { OutboundResult } from "../exchange/outbound/outbound.model";
import type { PushKind } from "../modules/push-coalescing.rules";
import { isMissing, judgePush } from "./push-outcome.rules";
import { type PlannedPush, planPushes, restOf } from "./push-plan.rules";
import { sessionPatch } from "./push-request.rules";
import { mayReplay, replaySubject } from "./replay-subject.rules";

const answered = (status: number, body: unknown, location: string | null = null): OutboundResult => ({
  ok: true,
  status,
  header: (name) => (name === "location" ? location : null),
  body,
});
const envelope = (code: number, message?: string) => ({ status_code: code, status_message: message });

describe("what an answer means", () => {
  it.each<[string, PushKind, OutboundResult, boolean]>([
    ["2xx and 1xxx", "session", answered(201, envelope(1000)), true],
    ["2xx without a body", "session", answered(204, null), true],
    ["2xx and 2xxx", "session", answered(200, envelope(2001)), false],
    ["2xx with something else", "session", answered(200, ["?"]), false],
    ["a plain 500", "cdr", answered(500, null), false],
    ["a CDR that is there already", "cdr", answered(200, envelope(2001, "CDR already exists")), true],
    ["a CDR in conflict", "cdr", answered(409, envelope(2000)), true],
    ["a CDR of an unknown session", "cdr", answered(200, envelope(2001, "unknown session")), false],
    ["a failure that says already", "cdr", answered(500, envelope(3000, "already overloaded")), false],
    ["a session that is there already", "session", answered(409, envelope(2000, "duplicate")), false],
    ["a tariff that is gone already", "tariff_removal", answered(404, envelope(2000)), true],
    ["a result without an envelope", "command_result", answered(200, "thanks"), true],
  ])("%s", (_, kind, result, done) => {
    expect(judgePush(kind, result).done).toBe(done);
  });

  it.each<[string, OutboundResult, "module" | "object"]>([
    ["503", answered(503, null), "module"],
    ["401", answered(401, envelope(2000)), "module"],
    ["429", answered(429, null), "module"],
    ["time-out", { ok: false, fault: "timeout", mayHaveArrived: true }, "module"],
    [
      "a host that is not approved",
      { ok: false, fault: "host_not_approved", mayHaveArrived: false },
      "module",
    ],
    ["500", answered(500, null), "object"],
    ["404", answered(404, envelope(2003)), "object"],
    ["2001", answered(200, envelope(2001)), "object"],
  ])("%s pauses the %s", (_, result, reach) => {
    expect(judgePush("session", result)).toMatchObject({ done: false, reach, isFinal: false });
  });

  it("the partner's words are kept, but not without end", () => {
    const outcome = judgePush("cdr", answered(200, envelope(2001, "x".repeat(2_000))));
    expect(outcome).toMatchObject({ done: false, status: 200 });
    expect(outcome.done ? 0 : outcome.fault.length).toBe(300);
  });

  it("missing: HTTP 404, or 200 with 2003", () => {
    expect(isMissing(judgePush("evse", answered(404, null)))).toBe(true);
    expect(isMissing(judgePush("evse", answered(200, envelope(2003))))).toBe(true);
    expect(isMissing(judgePush("evse", answered(200, envelope(2001))))).toBe(false);
  });
});

describe("charging profiles", () => {
  it("of a session the newest is told; they pause alone, as a module of their own", () => {
    const one = { objectId: "s1", parentId: null, attempts: 0, nextTryAt: new Date(0), lastStatus: null };
    const row = { ...one, kind: "charging_profile" as const, lastFault: null };
    const plan = planPushes("c", [
      { ...row, id: 1n, attempts: 3, nextTryAt: new Date(9_000), lastStatus: 503, lastFault: "503" },
      { ...row, id: 2n, kind: "session" },
      { ...row, id: 3n },
    ]);
    expect(plan.send.map(({ id }) => id)).toEqual([2n, 3n]);
    expect(plan.superseded).toEqual([1n]);
    expect([...plan.inherits.keys()]).toEqual([3n]);
  });
});

describe("the plan of a run", () => {
  const push = (id: number, change: Partial<PlannedPush> = {}): PlannedPush => ({
    id: BigInt(id),
    kind: "evse",
    objectId: "e1",
    parentId: "l1",
    attempts: 0,
    nextTryAt: new Date(0),
    lastStatus: null,
    lastFault: null,
    ...change,
  });

  it("a newer state takes over the pause of the one that it overtakes", () => {
    const failed = push(1, { attempts: 5, nextTryAt: new Date(9_000), lastFault: "timeout" });
    const plan = planPushes("c", [failed, push(2)]);
    expect(plan.send.map(({ id }) => id)).toEqual([2n]);
    expect(plan.superseded).toEqual([1n]);
    expect(plan.inherits.get(2n)).toMatchObject({ attempts: 5, nextTryAt: new Date(9_000) });
  });

  it("a refusal of the old state is not inherited: the new one may be fine", () => {
    const refused = push(1, { attempts: 5, lastStatus: 200, lastFault: "200 2001: no" });
    expect(planPushes("c", [refused, push(2)]).inherits.size).toBe(0);
    expect(restOf(refused)).toBeNull();
  });
});

describe("a session as PATCH", () => {
  it("whole at first and at the end, moving members between", () => {
    const wire = { id: "s", kwh: 1, status: "ACTIVE", charging_periods: [1], last_updated: "t" };
    expect(sessionPatch(wire, false)).toBeNull();
    expect(sessionPatch({ ...wire, status: "COMPLETED" }, true)).toBeNull();
    expect(sessionPatch(wire, true)).toEqual({ kwh: 1, status: "ACTIVE", last_updated: "t" });
  });
});

describe("ADM-6: what may be sent again", () => {
  it.each<[string, string, string, boolean]>([
    ["OUT", "PUT", "sessions", true],
    ["OUT", "PATCH", "locations", true],
    ["OUT", "POST", "cdrs", true],
    ["OUT", "POST", "response_url", false],
    ["OUT", "DELETE", "tariffs", false],
    ["OUT", "POST", "payments", false],
    ["IN", "PUT", "sessions", false],
    ["IN", "POST", "commands", false],
  ])("%s %s %s: %s", (direction, method, module, may) => {
    expect(mayReplay({ direction, method, module, segments: [] })).toBe(may);
  });

  it("names the object; a tariff of a foreign party is none of ours", () => {
    const cpos = [{ cpoId: "c1", countryCode: "NL", partyId: "K01" }];
    const of = (module: string, ...segments: string[]) =>
      replaySubject({ method: "PUT", module, segments }, cpos);
    expect(of("locations", "NL", "K01", "l1")).toEqual({ kind: "location", objectId: "l1" });
    expect(of("locations", "NL", "K01", "l1", "e1")).toEqual({
      kind: "evse",
      objectId: "e1",
      parentId: "l1",
    });
    expect(of("sessions", "NL", "K01", "s1")).toEqual({ kind: "session", objectId: "s1" });
    expect(of("tariffs", "NL", "K01", "T")).toEqual({ kind: "tariff", objectId: "T", parentId: "c1" });
    expect(of("tariffs", "DE", "XYZ", "T")).toBeNull();
    expect(of("sessions", "NL", "K01")).toBeNull();
  });
});
