import { beforeEach, describe, expect, it } from "vitest";
import type { Reading } from "@/lib/db/change-watch";
import type { Context } from "@/lib/db/context";
import { LocationMemory } from "./location-memory";

const CLIENT = "client-1";
const ALWAYS = Number.POSITIVE_INFINITY;

let now: Date;
let tell: (payload: string) => void;
let memory: LocationMemory;

beforeEach(async () => {
  now = new Date("2026-11-28T12:00:00Z");
  const context = {
    clock: { now: () => now },
    db: {
      listener: {
        on: async (_channel: string, handler: (payload: string) => void) => {
          tell = handler;
          return () => {};
        },
        caughtUp: async () => true,
      },
    },
  } as unknown as Context;
  memory = new LocationMemory(context);
  await memory.isCurrent();
});

function during(work: (reading: Reading) => void): void {
  const reading = memory.begin();
  work(reading);
  reading.end();
}

const text = (size = 1) => ({ ok: true as const, json: Buffer.alloc(size) });
const keep = (id: string, until = ALWAYS, size = 1, variant = "2.2.1") =>
  during((reading) => memory.keepText(CLIENT, variant, id, { written: text(size), until }, reading));
const has = (id: string, variant = "2.2.1") => memory.textsOf(CLIENT, variant, now)(id) !== null;
const order = (length: number) => Array.from({ length }, (_, n) => ({ createdAt: now, id: `${n}` }));
const keepOrder = (list: string, length: number) =>
  during((reading) => memory.keepOrder(CLIENT, list, order(length), reading));

describe("what is kept", () => {
  it("a text until its location is told, in every variant, and no other text", () => {
    for (const id of ["a", "b"]) for (const variant of ["2.2.1", "2.3.0"]) keep(id, ALWAYS, 1, variant);
    tell("location a");
    expect([has("a"), has("a", "2.3.0"), has("b"), has("b", "2.3.0")]).toEqual([false, false, true, true]);
  });

  it("a text until its time", () => {
    keep("a", now.getTime() + 1_000);
    expect(has("a")).toBe(true);
    now = new Date(now.getTime() + 1_001);
    expect(has("a")).toBe(false);
  });

  it.each(["location a", `client ${CLIENT}`, ""])(
    "nothing that '%s' told of while it was read",
    (payload) => {
      during((reading) => {
        tell(payload);
        memory.keepText(CLIENT, "2.2.1", "a", { written: text(), until: ALWAYS }, reading);
      });
      expect(has("a")).toBe(false);
    },
  );

  it("an order until a location comes or goes, and is calm again only after a while", () => {
    keepOrder("cpo", 3);
    keep("a");
    expect([memory.findOrder(CLIENT, "cpo")?.length, memory.isCalm(CLIENT)]).toEqual([3, true]);
    tell(`list ${CLIENT}`);
    expect([memory.findOrder(CLIENT, "cpo"), memory.isCalm(CLIENT), has("a")]).toEqual([null, false, true]);
    now = new Date(now.getTime() + 5_000);
    expect(memory.isCalm(CLIENT)).toBe(true);
  });

  it("a client's change takes its own away, a lost connection everybody's", () => {
    keep("a");
    keepOrder("cpo", 3);
    tell("client other");
    expect(has("a")).toBe(true);
    tell(`client ${CLIENT}`);
    expect([has("a"), memory.findOrder(CLIENT, "cpo")]).toEqual([false, null]);
    keep("a");
    tell("");
    expect(has("a")).toBe(false);
  });

  it("is bounded: bytes of texts and places of orders", () => {
    const half = 48 * 1024 * 1024;
    keep("a", ALWAYS, half);
    keep("a", ALWAYS, half);
    keep("b", ALWAYS, half);
    expect([has("a"), has("b")]).toEqual([true, true]);
    keep("c", ALWAYS, 1);
    expect([has("a"), has("b"), has("c")]).toEqual([false, false, true]);
    keepOrder("one", 300_000);
    keepOrder("two", 300_000);
    expect([memory.findOrder(CLIENT, "one"), memory.findOrder(CLIENT, "two")?.length]).toEqual([
      null,
      300_000,
    ]);
  });
});
