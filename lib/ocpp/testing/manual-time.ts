import type { Clock } from "@/lib/core/ports";
import type { Timers } from "../rpc/peer.model";

/** A clock and timers that move only when the test says so. */
export interface ManualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Moves the time on, runs what became due, and lets promises settle. */
  advance(ms: number): Promise<void>;
}

export function manualTime(start = new Date("2026-03-01T12:00:00Z")): ManualTime {
  let now = start.getTime();
  let waiting: Array<{ at: number; run: () => void }> = [];
  return {
    clock: { now: () => new Date(now) },
    timers: {
      after(ms, run) {
        const entry = { at: now + ms, run };
        waiting.push(entry);
        return () => {
          waiting = waiting.filter((other) => other !== entry);
        };
      },
    },
    async advance(ms) {
      const target = now + ms;
      await settle();
      for (;;) {
        const [next] = waiting.filter(({ at }) => at <= target).sort((a, b) => a.at - b.at);
        if (!next) break;
        now = next.at;
        waiting = waiting.filter((entry) => entry !== next);
        next.run();
        await settle();
      }
      now = target;
    },
  };
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
