import type { Context } from "@/lib/db/context";
import { hashToken } from "@/lib/db/secrets";
import { networkPart } from "@/lib/sessions/open-checkout";
import { takeRate } from "@/lib/tenants/take-rate";
import type { OcpiDeps, OcpiLimits } from "./server.model";

/** A hundred requests a second from one partner are a mistake; a person types no wrong token thirty times. */
const LIMITS: OcpiLimits = {
  perConnection: { limit: 6_000, windowS: 60 },
  badTokens: { limit: 30, windowS: 300 },
};
/** Uses that a process takes from the shared counter at once, so that not every request writes to it. */
const LEASE = 50;
/** Good tokens that a process remembers by their hash. */
const REMEMBERED = 2_000;

/** What a process remembers of its callers; losing it costs nothing but a few look-ups. */
interface Memory {
  readonly leases: Map<string, number>;
  readonly blockedUntil: Map<string, number>;
  readonly good: Set<string>;
}

const memories = new WeakMap<Context, Memory>();

function memoryOf(context: Context): Memory {
  const known = memories.get(context);
  if (known) return known;
  const memory: Memory = { leases: new Map(), blockedUntil: new Map(), good: new Set() };
  memories.set(context, memory);
  return memory;
}

/** Seconds until a key is let in again; 0 when it is not kept out. */
function secondsBlocked(context: Context, key: string): number {
  const { blockedUntil } = memoryOf(context);
  const left = (blockedUntil.get(key) ?? 0) - context.clock.now().getTime();
  if (left <= 0) blockedUntil.delete(key);
  return Math.max(0, Math.ceil(left / 1000));
}

function block(context: Context, key: string, seconds: number): void {
  memoryOf(context).blockedUntil.set(key, context.clock.now().getTime() + seconds * 1000);
}

/** Counts a request of a connection (SEC-85). Seconds to wait; 0 when it may go on. */
export async function secondsToWait({ context, limits }: OcpiDeps, subscriptionId: string): Promise<number> {
  const key = `ocpi:${subscriptionId}`;
  const blocked = secondsBlocked(context, key);
  if (blocked > 0) return blocked;
  const { leases } = memoryOf(context);
  const lease = leases.get(key) ?? 0;
  if (lease > 0) {
    leases.set(key, lease - 1);
    return 0;
  }
  const { perConnection } = limits ?? LIMITS;
  const uses = Math.min(LEASE, perConnection.limit);
  const { allowed, retryAfterS } = await takeRate(context, { key, ...perConnection, uses });
  if (allowed) leases.set(key, uses - 1);
  else block(context, key, retryAfterS);
  return retryAfterS;
}

/**
 * Seconds that a caller with this token must wait because too many wrong tokens came from its network (SEC-85). A token that
 * was good a moment ago is never kept out, so that a flood behind the same address harms nobody.
 */
export function secondsKeptOut(context: Context, remote: string, tokens: readonly string[]): number {
  if (tokens.some((token) => memoryOf(context).good.has(hashToken(token)))) return 0;
  return secondsBlocked(context, badKey(context, remote));
}

/** A token that belongs to nobody came from this address. */
export async function noteBadToken({ context, limits }: OcpiDeps, remote: string): Promise<void> {
  const key = badKey(context, remote);
  const { badTokens } = limits ?? LIMITS;
  const { allowed, retryAfterS } = await takeRate(context, { key, ...badTokens });
  if (!allowed) block(context, key, retryAfterS);
}

/** The token belongs to a partner. */
export function noteGoodToken(context: Context, token: string): void {
  const { good } = memoryOf(context);
  if (good.size >= REMEMBERED) good.clear();
  good.add(hashToken(token));
}

/** Only a pseudonym of an address is stored (SEC-66). */
function badKey(context: Context, remote: string): string {
  return `ocpi-bad-token:${context.secrets.pseudonym(networkPart(remote))}`;
}
