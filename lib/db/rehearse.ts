import type { Context } from "./context";
import type { Tx } from "./database";

/** Thrown to take back what a rehearsed transaction has written. */
const TAKE_BACK = new Error("rehearsed");

/**
 * A context whose client transactions run to their end and are then rolled back. A use-case with one transaction gives its
 * true answer in it, refusals and constraints included, and changes nothing: the dry run that can not differ from the run.
 */
export function rehearse(context: Context): Context {
  return {
    ...context,
    db: {
      ...context.db,
      async withClient<T>(clientId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
        const answers: T[] = [];
        try {
          await context.db.withClient(clientId, async (tx) => {
            answers.push(await work(tx));
            throw TAKE_BACK;
          });
        } catch (error) {
          if (error !== TAKE_BACK) throw error;
        }
        // A transaction that lost against another one is repeated; the last answer counts.
        return answers.at(-1) as T;
      },
    },
  };
}
