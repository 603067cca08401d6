import { describe, expect, it } from "vitest";
import { Gate, KeyedQueue } from "./gate";

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe("Gate", () => {
  it("REL-109: runs no more than its places at once, in order, and frees a place after a failure", async () => {
    const gate = new Gate(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, at) =>
        gate.run(async () => {
          running += 1;
          most = Math.max(most, running);
          order.push(at);
          await tick();
          running -= 1;
          if (at === 1) throw new Error("one fails");
          return at;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
  });
});

describe("KeyedQueue", () => {
  it("keeps the order per key, also after a failure, and lets other keys pass", async () => {
    const queue = new KeyedQueue();
    const order: string[] = [];
    const slow = queue.run("a", async () => {
      await tick();
      await tick();
      order.push("a1");
      throw new Error("a1 fails");
    });
    const after = queue.run("a", async () => order.push("a2"));
    const other = queue.run("b", async () => order.push("b1"));
    await Promise.allSettled([slow, after, other]);
    expect(order).toEqual(["b1", "a1", "a2"]);
    await queue.settled();
  });
});
