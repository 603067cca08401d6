import { describe, expect, it } from "vitest";
import { ERROR_CODES_1_6 } from "../rpc/frame.model";
import { createPeer } from "../rpc/peer";
import { manualTime, settle } from "../testing/manual-time";
import { CODECS } from "./registry";
import { ROUTES } from "./v1_6/routes";

const FRAMES = 100_000;

/** mulberry32: small, seeded, the same frames in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = seeded(20_260_301);
const below = (max: number): number => Math.floor(random() * max);
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;

const ACTIONS = [...ROUTES.keys(), "constructor", "__proto__", "", "TransactionEvent", "x".repeat(70)];
const KEYS = [
  ..."connectorId transactionId idTag meterStart meterStop timestamp reason status errorCode vendorId messageId data".split(
    " ",
  ),
  ..."meterValue transactionData sampledValue value unit phase measurand format context location".split(" "),
  "__proto__",
  "constructor",
  "toString",
];
const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  2 ** 53,
  "",
  "\u0000",
  "\ud800",
  "Energy.Active.Import.Register",
  "kWh",
  "SignedData",
  "9".repeat(400),
  "2026-03-01T12:00:00Z",
  "1970-01-01T00:00:00Z",
  "__proto__",
  "L1",
];

function value(depth: number): unknown {
  const kind = below(depth <= 0 ? 3 : 6);
  if (kind < 3) return pick(ODD);
  if (kind === 3) return Array.from({ length: below(4) }, () => value(depth - 1));
  return object(depth);
}

function object(depth: number): object {
  return Object.fromEntries(Array.from({ length: below(6) }, () => [pick(KEYS), value(depth - 1)]));
}

function frame(): string {
  const payload = below(5) === 0 ? value(4) : object(4);
  const call = [
    pick([2, 2, 2, 2, 2, 2, 3, 4, 5, 6, 7, "2", null]),
    pick(["a", "b", 1, 2, "", null]),
    pick(ACTIONS),
    payload,
  ];
  const text = JSON.stringify(pick([call, call, call, call, call, value(3)])) ?? "";
  switch (below(8)) {
    case 0:
      return text.slice(0, below(text.length + 1));
    case 1:
      return text.replace(/./g, (letter) => (below(20) === 0 ? String.fromCharCode(below(0x2ff)) : letter));
    case 2:
      return text.replace("{", '{"__proto__":{"polluted":1},');
    default:
      return text;
  }
}

describe("SEC-33: hostile frames", () => {
  it(`${FRAMES} of them neither throw, nor leave a call unanswered, nor pollute a prototype`, async () => {
    const codec = CODECS[0];
    if (!codec) throw new Error("no codec");
    const { clock, timers } = manualTime();
    let handled = 0;
    let answered = 0;
    const failures: unknown[] = [];
    const peer = createPeer({
      send: (text) => {
        JSON.parse(text);
        answered++;
      },
      handle: async ({ action, payload, receivedAt }) => {
        handled++;
        const decoded = codec.decode(action, payload, receivedAt);
        if (decoded.kind === "unknown-action")
          return { kind: "error", error: "not-implemented", description: "" };
        if (decoded.kind === "unreadable") return { kind: "error", error: decoded.error, description: "" };
        JSON.stringify(decoded.fact);
        return { kind: "result", payload: {} };
      },
      observe: () => undefined,
      notice: (notice) => {
        if (notice.kind === "handler-failed") failures.push(notice.error);
      },
      flow: { pause: () => undefined, resume: () => undefined },
      clock,
      timers,
      nextId: () => "ours",
      codes: ERROR_CODES_1_6,
      limits: { perSecond: 1_000, burst: FRAMES },
    });
    for (let at = 0; at < FRAMES; at++) {
      peer.receive(frame());
      if (at % 500 === 0) await settle();
    }
    await peer.settled();
    expect(failures).toEqual([]);
    expect(handled).toBeGreaterThan(FRAMES / 10);
    expect(answered).toBeGreaterThanOrEqual(handled);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
