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
}

/**
 * Finds the partner that a token belongs to, by its hash (SEC-75). A token that is revoked, expired or used up belongs to
 * nobody; a connection with a fixed encoding is reached in that encoding only, and readings that mean two credentials mean
 * none (SEC-77). Null is 401. Whether the connection is open for a module is the caller's question. The last use is noted
 * at most once a minute.
 */
export async function authenticatePartner(
  context: Context,
  candidates: readonly TokenReading[],
): Promise<AuthenticatedPartner | null> {
  if (candidates.length === 0) return null;
  const now = context.clock.now();
  // The system's scope finds out whose the token is.
  return context.db.withSystem(async (tx) => {
    const matches: AuthenticatedPartner[] = [];
    for (const reading of candidates) {
      const match = await matchReading(tx, reading, now);
      if (match) matches.push(match);
    }
    const [match] = matches;
    if (matches.length !== 1 || !match) return null;
    await noteCredentialUse(tx, match.credential.id, now);
    await noteContact(tx, match.connection.subscriptionId, "lastInboundAt", now);
    return match;
  });
}

async function matchReading(tx: Tx, reading: TokenReading, now: Date): Promise<AuthenticatedPartner | null> {
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
  return { connection, credential: { id: credential.id, purpose: credential.purpose }, ...reading };
}
