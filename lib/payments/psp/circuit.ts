/** Failures in a row after which a PSP counts as down. */
const FAILURES_MAX = 5;
/** How long new work is refused before one call may try again. */
const OPEN_MS = 30_000;

/**
 * Counts calls that a PSP did not answer. While it is open, new checkouts are refused at once (REL-98); captures, releases
 * and look-ups of running sessions never ask it. Lives in memory: losing it costs a few waits and no money.
 */
export interface Circuit {
  accepting(now: Date): boolean;
  succeeded(): void;
  failed(now: Date): void;
}

export function createCircuit(): Circuit {
  let failures = 0;
  let openUntil = 0;
  return {
    accepting: (now) => failures < FAILURES_MAX || now.getTime() >= openUntil,
    succeeded() {
      failures = 0;
    },
    failed(now) {
      failures += 1;
      if (failures >= FAILURES_MAX) openUntil = now.getTime() + OPEN_MS;
    },
  };
}
