import type { Clock, Ids, Random } from "@/lib/core/ports";
import type { Database } from "./database";
import type { Secrets } from "./secrets";

/** A structured log. Never give it tokens, codes, keys or addresses (SEC-66). */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What every use-case takes first: the database and the ports to the outside. */
export interface Context {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly secrets: Secrets;
  readonly log: Log;
}
