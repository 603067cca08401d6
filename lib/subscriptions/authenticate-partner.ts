import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { hashToken } from "@/lib/db/secrets";
import type { Connection } from "./connection.model";
import { findConnection } from "./connection.queries";
import { noteCredentialUse } from "./credential.store";
import { readCredentialStamp } from "./credential-stamp.queries";
import { noteContact } from "./subscription.store";

/** One reading of an Authorization header: as it stands, or decoded. */
export interface TokenReading {
  readonly token: string;
  readonly encoding: "base64" | "raw";
}

/** The partner behind a request. */
export interface AuthenticatedPartner {
  readonly connection: Connection;
  readonly credential: { readonly id: string; readonly purpose: "REGISTRATION" | "PARTNER" };
  readonly token: string;
  readonly encoding: "base64" | "raw";
}

/** A partner that was found, and what stood behind its token then. */
interface Remembered {
  readonly partner: AuthenticatedPartner;
  readonly stamp: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** A partner is looked up anew after so long: its last use is noted, a token may have expired. */
const REMEMBERED_MS = 60_000;
const REMEMBERED_MAX = 1_000;
const memories = new WeakMap<Context, Map<string, Remembered>>();

function memoryOf(context: Context): Map<string, Remembered> {
  const known = memories.get(context) ?? new Map<string, Remembered>();
  memories.set(context, known);
  return known;
}

/**
 * Finds the partner that a token belongs to, by its hash (SEC-75). A token that is revoked, expired or used up belongs to
 * nobody; a connection with a fixed encoding is reached in that encoding only, and readings that mean two credentials mean
 * none (SEC-77). Null is 401. Whether the connection is open for a module is the caller's question. The last use is noted
 * at most once a minute.
 *
 * A process remembers whom it has found, and asks each time in one statement whether anything has changed since: what was
 * revoked, suspended or ended is so for the very next request.
 */
export async function authenticatePartner(
  context: Context,
  candidates: readonly TokenReading[],
): Promise<AuthenticatedPartner | null> {
  if (candidates.length === 0) return null;
  const now = context.clock.now();
  const hashes = candidates.map(({ token }) => hashToken(token));
  const key = hashes.join();
  const memory = memoryOf(context);
  // The system's scope finds out whose the token is.
  return context.db.withSystem(async (tx) => {
    const stamp = await readCredentialStamp(tx, hashes);
    const known = memory.get(key);
    if (known && known.stamp === stamp && now.getTime() < known.until) return known.partner;
    memory.delete(key);
    const found = stamp === "" ? null : await findPartner(tx, candidates, now);
    if (found === null) return null;
    const { expiresAt, ...partner } = found;
    await noteCredentialUse(tx, partner.credential.id, now);
    await noteContact(tx, partner.connection.subscriptionId, "lastInboundAt", now);
    if (memory.size >= REMEMBERED_MAX) memory.clear();
    const anew = now.getTime() + REMEMBERED_MS;
    // The stamp was read before the partner: what has changed in between is noticed next time.
    memory.set(key, { partner, stamp, until: Math.min(anew, expiresAt?.getTime() ?? anew) });
    return partner;
  });
}

interface Found extends AuthenticatedPartner {
  readonly expiresAt: Date | null;
}

async function findPartner(tx: Tx, candidates: readonly TokenReading[], now: Date): Promise<Found | null> {
  const matches: Found[] = [];
  for (const reading of candidates) {
    const match = await matchReading(tx, reading, now);
    if (match) matches.push(match);
  }
  const [match] = matches;
  return matches.length === 1 && match ? match : null;
}

async function matchReading(tx: Tx, reading: TokenReading, now: Date): Promise<Found | null> {
  const credential = await tx.ocpiCredential.findUnique({
    where: { tokenHash: hashToken(reading.token) },
    select: { id: true, purpose: true, subscriptionId: true, expiresAt: true, revokedAt: true, usedAt: true },
  });
  if (!credential || credential.revokedAt !== null) return null;
  if (credential.expiresAt !== null && credential.expiresAt <= now) return null;
  if (credential.purpose === "REGISTRATION" && credential.usedAt !== null) return null;
  const connection = await findConnection(tx, credential.subscriptionId);
  if (!connection) return null;
  const { tokenEncoding } = connection;
  if (tokenEncoding !== "auto" && tokenEncoding !== reading.encoding) return null;
  const { id, purpose, expiresAt } = credential;
  return { connection, credential: { id, purpose }, ...reading, expiresAt };
}
