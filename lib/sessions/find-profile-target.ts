import type { Tx } from "@/lib/db/database";
import { lockEvse } from "@/lib/locations/lock-evse";
import { lockSession } from "./session.store";

/** What a charging profile of a session would be for. */
export interface ProfileTarget {
  readonly sessionId: string;
  readonly clientId: string;
  /** The transaction that runs, where it runs; null while the session does not charge. */
  readonly running: {
    readonly transactionId: number;
    readonly ocppConnectorId: number;
    readonly clockOffsetMs: number;
    readonly stationId: string;
    readonly station: {
      readonly state: "QUARANTINED" | "ACTIVE" | "RETIRED";
      readonly gatewayId: string | null;
      readonly lastSeenAt: Date | null;
      readonly heartbeatIntervalS: number;
      readonly configuration: unknown;
    };
  } | null;
}

/**
 * A session that this connection started, with the transaction that a profile may limit; locked, so that two wishes come one
 * after the other. Null for everything else: to this connection it does not exist (SEC-81).
 */
export async function findProfileTarget(
  tx: Tx,
  input: { readonly subscriptionId: string; readonly sessionId: string },
): Promise<ProfileTarget | null> {
  const { subscriptionId, sessionId } = input;
  const found = await tx.chargingSession.findFirst({
    where: { id: sessionId, subscriptionId },
    select: { evseId: true },
  });
  if (!found) return null;
  await lockEvse(tx, found.evseId);
  const session = await lockSession(tx, sessionId);
  if (!session) return null;
  const transaction =
    session.state === "CHARGING"
      ? await tx.ocppTransaction.findFirst({
          where: { sessionId: session.id, stoppedAt: null },
          orderBy: { id: "desc" },
          select: { id: true, ocppConnectorId: true, clockOffsetMs: true, stationId: true, station: true },
        })
      : null;
  const { id, clientId } = session;
  return {
    sessionId: id,
    clientId,
    running: transaction && { ...transaction, transactionId: transaction.id },
  };
}
