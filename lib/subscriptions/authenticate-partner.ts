import { type ChangeWatch, watchChanges } from "@/lib/db/change-watch";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { hashToken } from "@/lib/db/secrets";
import type { Connection } from "./connection.model";
import { findConnection } from "./connection.queries";
import { noteCredentialUse } from "./credential.store";
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
  /** True when this process has been told of everything that was committed before the partner was asked for. */
  readonly isUpToDate: boolean;
}

type KnownPartner = Omit<AuthenticatedPartner, "isUpToDate">;

/** A partner that was found. */
interface Remembered {
  readonly partner: KnownPartner;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Whom a process has found, by the hashes of the readings. */
interface Memory {
  readonly partners: Map<string, Remembered>;
  readonly watch: ChangeWatch;
}

/** A partner is looked up anew after so long: its last use is noted, a token may have expired. */
const REMEMBERED_MS = 60_000;
const REMEMBERED_MAX = 1_000;
const memories = new WeakMap<Context, Memory>();

function memoryOf(context: Context): Memory {
  const known = memories.get(context);
  if (known) return known;
  const partners = new Map<string, Remembered>();
  const watch = watchChanges(context.db.listener, "ocpi_partner_changed", (subscriptionId) => {
    if (subscriptionId === "") partners.clear();
    for (const [key, { partner }] of partners)
      if (partner.connection.subscriptionId === subscriptionId) partners.delete(key);
  });
  const memory = { partners, watch };
  memories.set(context, memory);
  return memory;
}

/**
 * Finds the partner that a token belongs to, by its hash (SEC-75). A token that is revoked, expired or used up belongs to
 * nobody; a connection with a fixed encoding is reached in that encoding only, and readings that mean two credentials mean
 * none (SEC-77). Null is 401. Whether the connection is open for a module is the caller's question. The last use is noted
 * at most once a minute.
 *
 * A process remembers whom it has found until it is told of a change, and asks each time whether it has been told of all:
 * what was revoked, suspended or ended is so for the very next request.
 */
export async function authenticatePartner(
  context: Context,
  candidates: readonly TokenReading[],
): Promise<AuthenticatedPartner | null> {
  if (candidates.length === 0) return null;
  const now = context.clock.now();
  const key = candidates.map(({ token }) => hashToken(token)).join();
  const { partners, watch } = memoryOf(context);
  const isCurrent = await watch.isCurrent();
  const known = partners.get(key);
  if (isCurrent && known && now.getTime() < known.until) return { ...known.partner, isUpToDate: true };
  partners.delete(key);
  const reading = watch.begin();
  try {
    // The system's scope finds out whose the token is.
    const found = await context.db.withSystem((tx) => findAndNote(tx, candidates, now));
    if (found === null) return null;
    const { expiresAt, ...partner } = found;
    if (isCurrent && reading.isFresh(partner.connection.subscriptionId)) {
      if (partners.size >= REMEMBERED_MAX) partners.clear();
      const anew = now.getTime() + REMEMBERED_MS;
      partners.set(key, { partner, until: Math.min(anew, expiresAt?.getTime() ?? anew) });
    }
    return { ...partner, isUpToDate: isCurrent };
  } finally {
    reading.end();
  }
}

async function findAndNote(tx: Tx, candidates: readonly TokenReading[], now: Date): Promise<Found | null> {
  const found = await findPartner(tx, candidates, now);
  if (found === null) return null;
  await noteCredentialUse(tx, found.credential.id, now);
  await noteContact(tx, found.connection.subscriptionId, "lastInboundAt", now);
  return found;
}

interface Found extends KnownPartner {
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
