import { describe, expect, it } from "vitest";
import { manualTime, settle } from "../testing/manual-time";
import { ERROR_CODES_1_6, type Reply } from "./frame.model";
import { createPeer } from "./peer";
import type { IncomingCall, ObservedFrame, OutgoingCall, PeerLimits, PeerNotice } from "./peer.model";

const OK: Reply = { kind: "result", payload: {} };
const DEADLINE = new Date("2026-03-01T12:00:15Z");
const RESET: OutgoingCall = { action: "Reset", payload: { type: "Soft" }, deadline: DEADLINE };

function setUp(
  handle: (call: IncomingCall) => Promise<Reply> = async () => OK,
  limits: Partial<PeerLimits> = {},
) {
  const time = manualTime();
  const sent: string[] = [];
  const handled: IncomingCall[] = [];
  const observed: ObservedFrame[] = [];
  const notices: PeerNotice[] = [];
  const flow: string[] = [];
  let ids = 0;
  const peer = createPeer({
    send: (text) => sent.push(text),
    handle: (call) => {
      handled.push(call);
      return handle(call);
    },
    observe: (frame) => observed.push(frame),
    notice: (notice) => notices.push(notice),
    flow: { pause: () => flow.push("pause"), resume: () => flow.push("resume") },
    clock: time.clock,
    timers: time.timers,
    nextId: () => `our-${++ids}`,
    codes: ERROR_CODES_1_6,
    limits,
  });
  return { peer, time, sent, handled, observed, notices, flow };
}

const call = (id: string, action = "Heartbeat", payload = {}) => JSON.stringify([2, id, action, payload]);

describe("calls of the station", () => {
  it("are handled one after the other and answered in order, although the station did not wait", async () => {
    const release: Array<() => void> = [];
    const { peer, sent, handled } = setUp(
      (incoming) =>
        new Promise((resolve) =>
          release.push(() => resolve({ kind: "result", payload: { of: incoming.id } })),
        ),
    );
    peer.receive(call("a"));
    peer.receive(call("b"));
    await settle();
    expect(handled.map(({ id }) => id)).toEqual(["a"]);
    release[0]?.();
    await settle();
    release[1]?.();
    await settle();
    expect(sent.map((text) => JSON.parse(text))).toEqual([
      [3, "a", { of: "a" }],
      [3, "b", { of: "b" }],
    ]);
  });

  it("get an InternalError when the handler fails, and the next one is served", async () => {
    const { peer, sent, notices } = setUp(async ({ id }) => {
      if (id === "a") throw new Error("the reason stays in the log");
      return OK;
    });
    peer.receive(call("a"));
    peer.receive(call("b"));
    await settle();
    expect(JSON.parse(sent[0] ?? "")).toEqual([
      4,
      "a",
      "InternalError",
      "The message could not be processed",
      {},
    ]);
    expect(sent[1]).toBe('[3,"b",{}]');
    expect(notices).toMatchObject([{ kind: "handler-failed", action: "Heartbeat" }]);
  });

  it("REL-13: are answered from the cache when repeated with the same id, also while the first one runs", async () => {
    const { peer, sent, handled } = setUp(async () => ({ kind: "result", payload: { transactionId: 7 } }));
    const start = call("s", "StartTransaction", { connectorId: 1 });
    peer.receive(start);
    peer.receive(start);
    await settle();
    peer.receive(start);
    await settle();
    expect(handled).toHaveLength(1);
    expect(new Set(sent)).toEqual(new Set(['[3,"s",{"transactionId":7}]']));
    expect(sent).toHaveLength(3);
  });

  it("are not confused by a station that counts its ids from 1 again", async () => {
    const { peer, handled } = setUp();
    peer.receive(call("1", "Heartbeat"));
    peer.receive(call("1", "StatusNotification", { connectorId: 1 }));
    await settle();
    expect(handled.map(({ action }) => action)).toEqual(["Heartbeat", "StatusNotification"]);
  });

  it("are tried again after an internal error instead of repeating the error", async () => {
    let failures = 1;
    const { peer, sent } = setUp(async () => {
      if (failures-- > 0) throw new Error("database away");
      return OK;
    });
    peer.receive(call("a"));
    peer.receive(call("a"));
    await settle();
    expect(sent[1]).toBe('[3,"a",{}]');
  });

  it("SEC-33: forget old answers: by number and by size", async () => {
    const { peer, handled } = setUp(async () => OK, { cachedReplies: 2 });
    for (const id of ["a", "b", "c", "a"]) peer.receive(call(id));
    await settle();
    expect(handled.map(({ id }) => id)).toEqual(["a", "b", "c", "a"]);
    const large = call("z", "DataTransfer", { data: "x".repeat(200_000) });
    peer.receive(large);
    peer.receive(large);
    await settle();
    expect(handled).toHaveLength(6);
  });

  it("SEC-33, REL-29: wait when they come too fast; none is lost and none gets an error", async () => {
    const { peer, time, sent, flow } = setUp(async () => OK, { perSecond: 20, burst: 5, highWater: 10 });
    for (let at = 0; at < 30; at++) peer.receive(call(`m${at}`, "MeterValues"));
    await settle();
    expect(sent).toHaveLength(5);
    expect(flow).toEqual(["pause"]);
    await time.advance(1_000);
    expect(sent).toHaveLength(25);
    await time.advance(250);
    expect(sent.map((text) => JSON.parse(text)[1])).toEqual(Array.from({ length: 30 }, (_, at) => `m${at}`));
    expect(sent.every((text) => text.startsWith("[3,"))).toBe(true);
    expect(flow).toEqual(["pause", "resume"]);
  });

  it("settle: tells when every received call has its answer", async () => {
    let finish: (reply: Reply) => void = () => undefined;
    const { peer, sent } = setUp(() => new Promise((resolve) => (finish = resolve)));
    await peer.settled();
    peer.receive(call("a"));
    let done = false;
    const settled = peer.settled().then(() => (done = true));
    await settle();
    expect(done).toBe(false);
    finish(OK);
    await settled;
    expect(sent).toHaveLength(1);
  });

  it("are not answered on a wire that is gone; what waited is dropped, the station sends it again", async () => {
    let finish: (reply: Reply) => void = () => undefined;
    const { peer, sent, handled } = setUp(() => new Promise((resolve) => (finish = resolve)));
    peer.receive(call("a"));
    peer.receive(call("b"));
    await settle();
    peer.close();
    finish(OK);
    await peer.settled();
    peer.receive(call("c"));
    await settle();
    expect(sent).toEqual([]);
    expect(handled.map(({ id }) => id)).toEqual(["a"]);
  });

  it("closing while frames wait for their turn ends the waiting", async () => {
    const { peer, time, sent } = setUp(async () => OK, { perSecond: 1, burst: 1 });
    peer.receive(call("a"));
    peer.receive(call("b"));
    await settle();
    peer.close();
    await peer.settled();
    await time.advance(5_000);
    expect(sent).toHaveLength(1);
  });
});

describe("rubbish", () => {
  it("SEC-33: a broken CALL with a readable id gets FormationViolation, everything else silence", async () => {
    const { peer, sent, notices } = setUp();
    peer.receive('[2,"1","Heartbeat",[]]');
    peer.receive("{");
    peer.receive('[3,"1",null]');
    peer.receive("[9]");
    peer.receive('[5,"1","FormatViolation","",{}]');
    peer.receive('[6,"1","NotifyPeriodicEventStream",{}]');
    await settle();
    expect(sent.map((text) => JSON.parse(text).slice(0, 3))).toEqual([[4, "1", "FormationViolation"]]);
    expect(notices.map(({ kind }) => kind)).toEqual([
      "malformed",
      "malformed",
      "malformed",
      "unknown-type",
      "result-error",
      "unanswered-send",
    ]);
  });
});

describe("a flood of rubbish", () => {
  it("SEC-33: is dropped above the rate of ordinary messages; calls and awaited answers still get through", async () => {
    const { peer, observed, notices, sent } = setUp(undefined, { perSecond: 20, burst: 5 });
    const outcome = peer.call(RESET);
    await settle();
    for (let at = 0; at < 1_000; at++) peer.receive(at % 2 === 0 ? "{" : '[3,"nobody",{}]');
    expect(notices).toHaveLength(5);
    expect(observed).toHaveLength(6);
    peer.receive('[3,"our-1",{"status":"Accepted"}]');
    expect(await outcome).toMatchObject({ kind: "result" });
    peer.receive(call("a"));
    await settle();
    expect(sent.at(-1)).toBe('[3,"a",{}]');
  });
});

describe("our commands", () => {
  it("go one at a time, in order, each waiting for the answer to the one before", async () => {
    const { peer, sent } = setUp();
    const first = peer.call(RESET);
    const second = peer.call({ ...RESET, action: "ClearCache", payload: {} });
    await settle();
    expect(sent).toEqual(['[2,"our-1","Reset",{"type":"Soft"}]']);
    peer.receive('[3,"our-1",{"status":"Accepted"}]');
    expect(await first).toEqual({ kind: "result", payload: { status: "Accepted" } });
    await settle();
    expect(sent[1]).toBe('[2,"our-2","ClearCache",{}]');
    peer.receive('[4,"our-2","NotSupported","no cache",{}]');
    expect(await second).toEqual({ kind: "error", code: "NotSupported", description: "no cache" });
  });

  it("are answered even while a handler is busy with a call of the station", async () => {
    const { peer } = setUp(() => new Promise(() => undefined));
    peer.receive(call("slow"));
    const outcome = peer.call(RESET);
    await settle();
    peer.receive('[3,"our-1",{"status":"Accepted"}]');
    expect(await outcome).toMatchObject({ kind: "result" });
  });

  it("time out on their own clock; the late answer is noted, journalled, and hurts no other command", async () => {
    const { peer, time, notices, observed } = setUp();
    const first = peer.call(RESET);
    await time.advance(15_000);
    expect(await first).toEqual({ kind: "timeout" });
    const second = peer.call({
      ...RESET,
      action: "ClearCache",
      payload: {},
      deadline: new Date("2026-03-01T12:01:00Z"),
    });
    await settle();
    peer.receive('[3,"our-1",{"status":"Accepted"}]');
    expect(notices).toEqual([{ kind: "late-reply", messageId: "our-1" }]);
    expect(observed.at(-1)).toMatchObject({ direction: "in", messageId: "our-1", action: "Reset" });
    peer.receive('[3,"our-2",{"status":"Accepted"}]');
    expect(await second).toMatchObject({ kind: "result" });
  });

  it("are marked as sent before they leave, and do not leave when the mark was refused or failed", async () => {
    const { peer, sent } = setUp();
    const order: string[] = [];
    const allowed = peer.call({
      ...RESET,
      beforeSend: async (id) => {
        order.push(`mark ${id}, ${sent.length} on the wire`);
        return true;
      },
    });
    await settle();
    expect(order).toEqual(["mark our-1, 0 on the wire"]);
    peer.receive('[3,"our-1",{}]');
    await allowed;
    expect(await peer.call({ ...RESET, beforeSend: async () => false })).toEqual({
      kind: "unsent",
      reason: "cancelled",
    });
    const broken = peer.call({ ...RESET, beforeSend: () => Promise.reject(new Error("database away")) });
    expect(await broken).toEqual({ kind: "unsent", reason: "cancelled" });
    expect(sent).toHaveLength(1);
  });

  it("REL-73: are not sent after their deadline, nor so short before it that no answer could come", async () => {
    const { peer, time, sent } = setUp();
    const first = peer.call(RESET);
    const second = peer.call({ ...RESET, deadline: new Date("2026-03-01T12:00:10Z") });
    const third = peer.call({ ...RESET, deadline: new Date("2026-03-01T12:00:15.400Z") });
    await time.advance(15_000);
    expect(await first).toEqual({ kind: "timeout" });
    expect(await second).toEqual({ kind: "unsent", reason: "expired" });
    expect(await third).toEqual({ kind: "unsent", reason: "expired" });
    expect(sent).toHaveLength(1);
  });

  it("REL-73: are not sent when marking them took until after the deadline", async () => {
    const { peer, time, sent } = setUp();
    let mark: (allowed: boolean) => void = () => undefined;
    const outcome = peer.call({ ...RESET, beforeSend: () => new Promise((resolve) => (mark = resolve)) });
    await time.advance(16_000);
    mark(true);
    expect(await outcome).toEqual({ kind: "unsent", reason: "expired" });
    expect(sent).toEqual([]);
  });

  it("SEC-28: when the wire goes, the sent one is lost, the waiting ones are proven unsent", async () => {
    const { peer } = setUp();
    const outcomes = [peer.call(RESET), peer.call(RESET)];
    await settle();
    peer.close();
    outcomes.push(peer.call(RESET));
    expect(await Promise.all(outcomes)).toEqual([
      { kind: "lost" },
      { kind: "unsent", reason: "closed" },
      { kind: "unsent", reason: "closed" },
    ]);
  });

  it("SEC-28: a command that was being marked when the wire went is unsent and never written", async () => {
    const { peer, sent } = setUp();
    let mark: (allowed: boolean) => void = () => undefined;
    const outcome = peer.call({ ...RESET, beforeSend: () => new Promise((resolve) => (mark = resolve)) });
    await settle();
    peer.close();
    mark(true);
    await settle();
    expect(await outcome).toEqual({ kind: "unsent", reason: "closed" });
    expect(sent).toEqual([]);
  });

  it("REL-29: the queue is bounded", async () => {
    const { peer } = setUp(undefined, { queuedCalls: 2 });
    const outcomes = [1, 2, 3, 4].map(() => peer.call(RESET));
    expect(await outcomes[3]).toEqual({ kind: "unsent", reason: "queue-full" });
  });

  it("ignore an answer that carries the id of a call not yet sent", async () => {
    const { peer, notices } = setUp();
    void peer.call({ ...RESET, beforeSend: () => new Promise(() => undefined) });
    peer.receive('[3,"our-1",{"status":"Accepted"}]');
    expect(notices).toEqual([{ kind: "late-reply", messageId: "our-1" }]);
  });
});
