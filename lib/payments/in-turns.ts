import type { Context } from "@/lib/db/context";

/**
 * Does independent pieces of work a few at a time: the PSP limits calls per second, and the pool is shared. What fails is
 * logged with `message` and does not stop the rest.
 */
export async function inTurns(
  context: Context,
  work: readonly (() => Promise<unknown>)[],
  message: string,
): Promise<void> {
  const queue = [...work];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        await next();
      } catch (error) {
        context.log.error({ error: String(error) }, message);
      }
    }
  };
  await Promise.all([worker(), worker(), worker()]);
}
