/** Calls a listener for every value until it is switched off. */
type Source<T> = (listener: (value: T) => void) => () => void;

/** The next value that satisfies. Rejects with `late()` when none has come in time. */
export function nextEvent<T>(
  source: Source<T>,
  predicate: (value: T) => boolean,
  timeoutMs: number,
  late: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const off = source((value) => {
      if (!predicate(value)) return;
      clearTimeout(timer);
      off();
      resolve(value);
    });
    const timer = setTimeout(() => {
      off();
      reject(new Error(late()));
    }, timeoutMs);
  });
}
