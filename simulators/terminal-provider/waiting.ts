/** Work and pauses that outlive a request, and end together with the simulator. */
export class Waiting {
  private readonly running = new Set<Promise<void>>();
  private readonly pauses = new Map<NodeJS.Timeout, (finished: boolean) => void>();
  private stopped = false;

  /** Starts work; its failure is a warning, never an unhandled rejection. */
  run(work: () => Promise<void>): void {
    if (this.stopped) return;
    const task = work()
      .catch((error: unknown) => {
        process.emitWarning(
          `terminal provider simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      })
      .finally(() => this.running.delete(task));
    this.running.add(task);
  }

  /** True after the pause, false when the simulator stopped before. */
  sleep(ms: number): Promise<boolean> {
    if (this.stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.pauses.delete(timer);
        resolve(true);
      }, ms);
      this.pauses.set(timer, resolve);
    });
  }

  stop(): void {
    this.stopped = true;
    for (const [timer, resolve] of this.pauses) {
      clearTimeout(timer);
      resolve(false);
    }
    this.pauses.clear();
  }

  /** Resolves when all work has ended; for after `stop`. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}
