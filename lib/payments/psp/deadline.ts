/** The call had no answer in time: its outcome is unknown. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
}

/** The answer of `work`, or a `DeadlineExceeded`. The work itself cannot be stopped; its late answer is dropped. */
export async function withDeadline<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(`no answer within ${limitMs} ms`)), limitMs);
  });
  // The losing side must not become an unhandled rejection.
  work.catch(() => {});
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
