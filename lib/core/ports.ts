/**
 * Clock, random and ids as ports (REL-43), so that a seeded simulation can drive the real domain code.
 * The real implementations live in `lib/db/runtime.ts`; `lib/core` itself touches no Node builtin.
 */
export interface Clock {
  /** Current instant. */
  now(): Date;
}

export interface Random {
  /** `length` bytes of cryptographically strong randomness. */
  bytes(length: number): Uint8Array;
}

export interface Ids {
  /** A new row id, UUID. Never used as a secret (SEC-11). */
  next(): string;
}

/** What every use-case may need from the outside besides the database. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
}
