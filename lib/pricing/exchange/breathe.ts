/** Lets the process serve others between two pieces of long work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Objects between two breaths: some milliseconds of work. */
export const BREATH_EVERY = 250;
