import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVSE_STATUSES } from "@/lib/locations/location.model";
import { hasMark, idTagOf, isAdHocType, readTokenMark, sameMark, singleUseKey } from "./ad-hoc-token.rules";
import { evseStatusFor } from "./evse-status.rules";
import type { PendingPush, PushKind } from "./push-coalescing.rules";
import { coalescePushes, mustWait, retryDelay } from "./push-coalescing.rules";
import type { EarlierStart, StartFacts, StartSession } from "./start-session.rules";
import {
  commandResultOf,
  isRepeatedStart,
  judgeStart,
  startResponse,
  stopResponse,
} from "./start-session.rules";

const MARK = { prefix: "ABC", separator: "*" };
const NOW = new Date("2026-03-04T10:00:00Z");

describe("ad-hoc tokens", () => {
  it.each([
    ["abc", "*", MARK],
    ["A1Z", "-", { prefix: "A1Z", separator: "-" }],
    ["AB", "*", null],
    ["ABCD", "*", null],
    ["A-C", "*", null],
    ["ÄBC", "*", null],
    ["ABC", "", null],
    ["ABC", "**", null],
    ["ABC", "x", null],
    ["ABC", "7", null],
    ["ABC", " ", null],
  ])("%s and %j as mark: %j", (prefix, separator, mark) =>
    expect(readTokenMark(prefix, separator)).toEqual(mark),
  );

  it.each([
    ["ABC*1", true],
    ["abc*tap-1", true],
    ["ABC*", false],
    ["ABC-1", false],
    ["ABCD*1", false],
    ["XABC*1", false],
    [" ABC*1", false],
    ["ABC*a b", false],
    [`ABC*${"1".repeat(32)}`, true],
    [`ABC*${"1".repeat(33)}`, false],
    ["", false],
  ])("SEC-80: %j carries the mark: %s", (uid, expected) => expect(hasMark(uid, MARK)).toBe(expected));

  it("types per version, single use without regard to case, short idTags", () => {
    expect(isAdHocType("2.1.1", "OTHER")).toBe(true);
    expect(isAdHocType("2.1.1", "RFID")).toBe(false);
    expect(isAdHocType("2.2.1", "AD_HOC_USER")).toBe(true);
    expect(isAdHocType("2.3.0", "OTHER")).toBe(false);
    expect(singleUseKey("c1", "abc*x")).toBe(singleUseKey("c1", "ABC*X"));
    expect(singleUseKey("c1", "abc*x")).not.toBe(singleUseKey("c2", "abc*x"));
    expect(sameMark(MARK, { prefix: "ABC", separator: "-" })).toBe(true);
    expect(idTagOf("ABC*1234567890123456")).toBe("ABC*1234567890123456");
    expect(idTagOf("ABC*12345678901234567")).toBeNull();
  });
});

const command: StartSession = {
  type: "START_SESSION",
  responseUrl: "https://p.example/cb/1",
  token: {
    countryCode: "DE",
    partyId: "PTX",
    uid: "ABC*1",
    type: "AD_HOC_USER",
    contractId: "ABC*1",
    issuer: "P",
    valid: true,
    whitelist: "NEVER",
    lastUpdated: null,
  },
  locationId: "L1",
  evseUid: "E1",
  connectorId: "1",
  authorizationReference: "AUTH-1",
};
const facts: StartFacts = {
  version: "2.2.1",
  isLive: true,
  isResponseUrlApproved: true,
  mark: MARK,
  location: { isPublished: true, hasAdHoc: true },
  evse: { status: "AVAILABLE", isTerminalAssigned: true, needsConnector: false, connectorIds: ["1", "2"] },
  isTokenUsed: false,
};
const evse = facts.evse as NonNullable<StartFacts["evse"]>;
const { connectorId: _c, evseUid: _e, ...placeless } = command;
const { connectorId: _d, ...unplugged } = command;

describe("START_SESSION", () => {
  /** In the order of the checks: each case is also wrong in everything that is checked later. */
  const steps: readonly (readonly [
    reason: string,
    facts: Partial<StartFacts>,
    command?: Partial<StartSession>,
  ])[] = [
    ["not_live", { isLive: false }],
    ["response_url", { isResponseUrlApproved: false }],
    ["unknown_location", { location: null }],
    ["not_published", { location: { isPublished: false, hasAdHoc: true } }],
    ["unknown_evse", { evse: null }],
    ["terminal_not_assigned", { evse: { ...evse, isTerminalAssigned: false } }],
    ["evse_not_available", { evse: { ...evse, status: "CHARGING" } }],
    ["token_prefix", {}, { token: { ...command.token, uid: "XYZ*1" } }],
    ["token_type", {}, { token: { ...command.token, type: "RFID" } }],
    ["token_used", { isTokenUsed: true }],
    ["token_not_valid", {}, { token: { ...command.token, valid: false } }],
    ["unknown_connector", {}, { connectorId: "9" }],
  ];

  it("SEC-80: a good command starts", () => {
    expect(judgeStart(command, facts, false)).toEqual({ kind: "start" });
    for (const status of ["PREPARING", "UNKNOWN"] as const)
      expect(judgeStart(command, { ...facts, evse: { ...evse, status } }, false)).toEqual({ kind: "start" });
  });

  it.each(steps.map((step, i) => [step[0], i] as const))(
    "SEC-80: %s is found first, whatever else is wrong after it",
    (reason, i) => {
      let all = facts;
      let sent = command;
      // A later fault must not undo an earlier one (both change the EVSE or the token).
      for (const [, wrong, change] of steps.slice(i).reverse()) {
        all = { ...all, ...wrong };
        sent = { ...sent, ...change };
      }
      expect(judgeStart(sent, all, false)).toMatchObject({ reason });
    },
  );

  it.each([
    ["unknown_location", { location: null }, { kind: "error", situation: "unknown_location" }],
    ["unknown_evse", { evse: null }, { kind: "error", situation: "invalid" }],
    ["occupied", { evse: { ...evse, status: "CHARGING" as const } }, { kind: "refuse", result: "REJECTED" }],
    ["used", { isTokenUsed: true }, { kind: "refuse", result: "REJECTED" }],
  ])("%s is answered as the documents say", (_, wrong, expected) => {
    expect(judgeStart(command, { ...facts, ...wrong }, false)).toMatchObject(expected);
  });

  it("connector rules since 2.2, none in 2.1.1", () => {
    expect(judgeStart({ ...placeless, connectorId: "1" }, facts, false)).toMatchObject({
      reason: "connector_without_evse",
    });
    const demanding = { ...facts, evse: { ...evse, needsConnector: true } };
    expect(judgeStart(unplugged, demanding, false)).toMatchObject({
      kind: "error",
      reason: "connector_missing",
    });
    expect(judgeStart(unplugged, facts, false)).toEqual({ kind: "start" });
    const old = { ...unplugged, token: { ...command.token, type: "OTHER" as const } };
    expect(judgeStart(old, { ...demanding, version: "2.1.1" }, false)).toEqual({ kind: "start" });
    expect(judgeStart(command, { ...facts, version: "2.1.1" }, false)).toMatchObject({
      reason: "token_type",
    });
  });

  it("every EVSE status is either startable or refused", () => {
    const started = EVSE_STATUSES.filter(
      (status) => judgeStart(command, { ...facts, evse: { ...evse, status } }, false).kind === "start",
    );
    expect(started).toEqual(["UNKNOWN", "AVAILABLE", "PREPARING"]);
  });

  const earlier: EarlierStart = {
    responseUrl: command.responseUrl,
    tokenUid: "abc*1",
    locationId: "l1",
    evseUid: "E1",
    authorizationReference: "AUTH-1",
    receivedAt: NOW,
    isOpen: false,
  };
  const later = (ms: number) => new Date(NOW.getTime() + ms);

  it("SEC-82, REL-104: five copies give one start and the same answer, also when the token counts as used by then", () => {
    for (let i = 1; i <= 5; i++) {
      const repeated = isRepeatedStart(command, earlier, later(i * 1_000));
      const verdict = judgeStart(
        command,
        { ...facts, isTokenUsed: true, evse: { ...evse, status: "CHARGING" } },
        repeated,
      );
      expect(verdict).toEqual({ kind: "repeat" });
      expect(startResponse(verdict, 30)).toEqual({ result: "ACCEPTED", timeoutS: 30 });
    }
  });

  it.each<[string, Partial<EarlierStart>, Partial<StartSession>, number, boolean]>([
    ["within 60 s", {}, {}, 60_000, true],
    ["after 60 s, ended", {}, {}, 60_001, false],
    ["after an hour, still open", { isOpen: true }, {}, 3_600_000, true],
    [
      "same token at another EVSE and reference",
      {},
      { evseUid: "E2", authorizationReference: "AUTH-2" },
      1,
      false,
    ],
    ["same reference and token at another EVSE", {}, { evseUid: "E2" }, 1, true],
    ["another token", { isOpen: true }, { token: { ...command.token, uid: "ABC*2" } }, 1, false],
    ["the clock went back", {}, {}, -1, false],
  ])("%s", (_, change, sent, age, expected) => {
    expect(isRepeatedStart({ ...command, ...sent }, { ...earlier, ...change }, later(age))).toBe(expected);
  });

  it("without an EVSE only a command without one repeats it", () => {
    const { authorizationReference: _, ...plain } = placeless;
    expect(isRepeatedStart(plain, { ...earlier, evseUid: null, authorizationReference: null }, NOW)).toBe(
      true,
    );
    expect(isRepeatedStart(plain, { ...earlier, authorizationReference: null }, NOW)).toBe(false);
  });

  it("answers: errors have no CommandResponse, refusals are REJECTED", () => {
    expect(startResponse({ kind: "error", situation: "invalid", reason: "unknown_evse" }, 30)).toBeNull();
    expect(startResponse({ kind: "refuse", result: "REJECTED", reason: "token_used" }, 30)).toEqual({
      result: "REJECTED",
      timeoutS: 30,
    });
    expect(startResponse({ kind: "start" }, 30)).toEqual({ result: "ACCEPTED", timeoutS: 30 });
  });

  it.each([
    ["accepted", "ACCEPTED"],
    ["rejected", "REJECTED"],
    ["occupied", "EVSE_OCCUPIED"],
    ["inoperative", "EVSE_INOPERATIVE"],
    ["no_answer", "TIMEOUT"],
    ["not_connected", "TIMEOUT"],
    ["not_supported", "NOT_SUPPORTED"],
    ["unknown_reservation", "UNKNOWN_RESERVATION"],
    ["cancelled_reservation", "CANCELED_RESERVATION"],
    ["failed", "FAILED"],
  ] as const)("station %s gives %s", (outcome, result) =>
    expect(commandResultOf(outcome)).toEqual({ result }),
  );

  it("SEC-81: only the connection that started a session stops it; REL-105: a finished one is refused", () => {
    expect(stopResponse({ connectionId: "c1", isEnded: false }, "c1", 30).result).toBe("ACCEPTED");
    expect(stopResponse({ connectionId: "c1", isEnded: true }, "c1", 30).result).toBe("REJECTED");
    for (const session of [
      null,
      { connectionId: "c2", isEnded: false },
      { connectionId: null, isEnded: false },
    ])
      expect(stopResponse(session, "c1", 30).result).toBe("UNKNOWN_SESSION");
  });
});

describe("EVSE status", () => {
  it("maps every status, presence first", () => {
    const here = { isConnected: true, isRemoved: false };
    expect(EVSE_STATUSES.map((status) => evseStatusFor(status, here, "CHARGING"))).toEqual([
      "UNKNOWN",
      "AVAILABLE",
      "CHARGING",
      "CHARGING",
      "CHARGING",
      "CHARGING",
      "CHARGING",
      "RESERVED",
      "INOPERATIVE",
      "OUTOFORDER",
    ]);
    expect(evseStatusFor("PREPARING", here, "AVAILABLE")).toBe("AVAILABLE");
    expect(evseStatusFor("AVAILABLE", { ...here, isConnected: false }, "CHARGING")).toBe("UNKNOWN");
    expect(evseStatusFor("AVAILABLE", { isConnected: false, isRemoved: true }, "CHARGING")).toBe("REMOVED");
  });
});

describe("pushes", () => {
  const push = (
    sequence: number,
    kind: PushKind,
    objectId: string,
    parentId: string | null = null,
    connectionId = "c1",
  ): PendingPush => ({
    id: `p${sequence}`,
    connectionId,
    kind,
    objectId,
    parentId,
    sequence,
  });
  const ids = (pushes: readonly PendingPush[]) => pushes.map(({ id }) => id);

  it("newest state of sessions and locations; every CDR, terminal and result", () => {
    const { send, superseded } = coalescePushes([
      push(7, "session", "S1"),
      push(1, "session", "S1"),
      push(2, "evse", "E1", "L1"),
      push(3, "location", "L1"),
      push(4, "evse", "E1", "L1"),
      push(5, "cdr", "C1"),
      push(6, "cdr", "C1"),
      push(8, "tariff", "T1"),
      push(9, "tariff_removal", "T1"),
      push(10, "terminal", "X1"),
      push(11, "terminal", "X1"),
      push(12, "command_result", "K1"),
      push(13, "session", "S1", null, "c2"),
      push(14, "evse", "E1", "L2"),
    ]);
    expect(ids(send)).toEqual(["p3", "p4", "p5", "p6", "p7", "p9", "p10", "p11", "p12", "p13", "p14"]);
    expect(ids(superseded)).toEqual(["p1", "p2", "p8"]);
  });

  it("nothing is lost, nothing is said twice, order is kept", () => {
    const any = fc.record({
      kind: fc.constantFrom<PushKind>("location", "evse", "session", "cdr", "terminal", "tariff"),
      objectId: fc.constantFrom("1", "2"),
      connectionId: fc.constantFrom("c1", "c2"),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (made) => {
        const pending = made.map(({ kind, objectId, connectionId }, i) =>
          push(i, kind, objectId, kind === "evse" ? "1" : null, connectionId),
        );
        const { send, superseded } = coalescePushes([...pending].reverse());
        expect([...send, ...superseded].map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(
          pending.map((_, i) => i),
        );
        expect(send.map(({ sequence }) => sequence)).toEqual(
          send.map(({ sequence }) => sequence).sort((a, b) => a - b),
        );
        expect(superseded.some(({ kind }) => kind === "cdr" || kind === "terminal")).toBe(false);
        // What was overtaken is followed by something that contains it.
        for (const old of superseded)
          expect(
            send.some(
              (p) =>
                p.connectionId === old.connectionId &&
                p.sequence > old.sequence &&
                (p.objectId === old.objectId || p.objectId === old.parentId),
            ),
          ).toBe(true);
      }),
    );
  });

  it("a CDR waits for its session's last state", () => {
    const pending = [push(1, "session", "S1"), push(2, "location", "S2")];
    expect(mustWait({ sessionId: "S1" }, pending)).toBe(true);
    expect(mustWait({ sessionId: "S2" }, pending)).toBe(false);
    expect(mustWait({ sessionId: null }, pending)).toBe(false);
  });

  it("SEC-47: doubling, jittered, at most an hour, given up after a day", () => {
    expect(retryDelay(1, 0, 0)).toBe(2_500);
    expect(retryDelay(1, 0, 1)).toBe(5_000);
    expect(retryDelay(3, 0, 0.5)).toBe(15_000);
    expect(retryDelay(500, 0, 1)).toBe(3_600_000);
    expect(retryDelay(30, 86_400_000, 0)).toBeNull();
    expect(retryDelay(1, 59_000, 0, 60_000)).toBeNull();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const delay = retryDelay(attempt, 0, random) ?? 0;
          expect(delay).toBeGreaterThan(0);
          expect(delay).toBeLessThanOrEqual(3_600_000);
        },
      ),
    );
  });
});
