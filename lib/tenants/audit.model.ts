/** Who acted: a person, or the system in the person's absence. */
export interface AuditActor {
  readonly userId: string | null;
  readonly name: string;
}

/** One act worth remembering (ADM-24). `before` and `after` hold what changed; never secrets or contact data (SEC-66). */
export interface AuditRecord {
  readonly clientId: string;
  readonly at: Date;
  readonly actor: AuditActor;
  /** `object.act`, e.g. `user.role_changed`. */
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly reason?: string;
  readonly ipHash?: string;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What the first entry of a chain points to. */
export const CHAIN_START = "0".repeat(64);

export type ChainVerdict =
  | { readonly intact: true; readonly entries: number }
  | { readonly intact: false; readonly entries: number; readonly brokenAt: string };
