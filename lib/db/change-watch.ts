import type { Listener } from "./listener";

/** A reading of rows that is under way. What is told meanwhile may or may not be in it, and must not be remembered. */
export interface Reading {
  /** True when nothing with one of these tags was told since the reading began. */
  isFresh(...tags: readonly string[]): boolean;
  end(): void;
}

/** Keeps what a process remembers of rows as true as a new reading of them. */
export interface ChangeWatch {
  /**
   * True: everything that was committed before the call has been forgotten, so that what is still remembered is what a reading
   * would find now. False: that can not be said at the moment, and the rows must be read.
   */
  isCurrent(): Promise<boolean>;
  /** True when the channel is heard: whoever knows that the listener has caught up need not ask again. */
  isOpen(): boolean;
  /** Begins a reading, before its first statement. */
  begin(): Reading;
}

/**
 * Watches a channel on which triggers tell what has changed. `forget` gets each payload, and an empty one when anything may
 * have changed. It must forget at once.
 */
export function watchChanges(
  listener: Listener,
  channel: string,
  forget: (payload: string) => void,
): ChangeWatch {
  const underWay = new Set<Set<string>>();
  let opened: Promise<unknown> | null = null;
  let open = false;

  function told(payload: string): void {
    for (const missed of underWay) missed.add(payload);
    forget(payload);
  }

  return {
    async isCurrent() {
      opened ??= listener.on(channel, told);
      try {
        await opened;
        open = true;
      } catch {
        opened = null;
        return false;
      }
      return listener.caughtUp();
    },
    isOpen: () => open,
    begin() {
      const missed = new Set<string>();
      underWay.add(missed);
      return {
        isFresh: (...tags) => !missed.has("") && !tags.some((tag) => missed.has(tag)),
        end: () => {
          underWay.delete(missed);
        },
      };
    },
  };
}
