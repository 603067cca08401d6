import type { TimerHost } from "./station.model";

export const SYSTEM_TIMERS: TimerHost = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** A running timer; `cancel` is harmless when it has fired. */
export interface Timer {
  cancel(): void;
}

/** All timers of one station, so that `stop` leaves none behind. */
export class Timers {
  private readonly running = new Set<Timer>();
  private closed = false;

  constructor(private readonly host: TimerHost) {}

  now(): number {
    return this.host.now();
  }

  get size(): number {
    return this.running.size;
  }

  /** Runs `run` once after `ms` real milliseconds; never after `close`. */
  after(ms: number, run: () => void): Timer {
    if (this.closed) return { cancel: () => undefined };
    const handle = this.host.setTimeout(
      () => {
        this.running.delete(timer);
        run();
      },
      Math.max(0, Math.ceil(ms)),
    );
    const timer: Timer = {
      cancel: () => {
        if (this.running.delete(timer)) this.host.clearTimeout(handle);
      },
    };
    this.running.add(timer);
    return timer;
  }

  /** Cancels every timer and refuses new ones. */
  close(): void {
    this.closed = true;
    for (const timer of [...this.running]) timer.cancel();
  }
}
