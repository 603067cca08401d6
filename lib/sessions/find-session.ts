import type { Context } from "@/lib/db/context";
import { hashToken } from "@/lib/db/secrets";

/** Which session a public token opens, and what it allows (SEC-19, SEC-20). */
export interface SessionAccess {
  readonly sessionId: string;
  readonly clientId: string;
  readonly mayControl: boolean;
  /** Receipt and mails: the control link, or whoever has the code of a session that a terminal started. */
  readonly mayReceive: boolean;
}

/** Long enough for 128 bits, short enough not to be a load; everything else is unknown without a look. */
const TOKEN = /^[A-Za-z0-9_-]{22,64}$/;

/** Finds the session of a control or view token by its hash; null when there is none (SEC-12: one answer for all). */
export async function findByToken(context: Context, token: string): Promise<SessionAccess | null> {
  if (!TOKEN.test(token)) return null;
  const hash = hashToken(token);
  const select = { id: true, clientId: true, channel: true, controlTokenHash: true } as const;
  const session = await context.db.withSystem((tx) =>
    tx.chargingSession.findFirst({
      where: { OR: [{ controlTokenHash: hash }, { viewTokenHash: hash }] },
      select,
    }),
  );
  if (!session) return null;
  const mayControl = session.controlTokenHash === hash;
  const mayReceive = mayControl || session.channel === "OCPI_TERMINAL";
  return { sessionId: session.id, clientId: session.clientId, mayControl, mayReceive };
}

/** The session behind a return link or a receipt link. */
export interface OtherAccess {
  readonly sessionId: string;
  readonly clientId: string;
  readonly paymentId: string | null;
  readonly tokensCipher: string;
  readonly locale: string;
}

/** Finds the session that a PSP's return link or a receipt link names. */
export async function findByOtherToken(
  context: Context,
  kind: "return" | "receipt",
  token: string,
): Promise<OtherAccess | null> {
  if (!TOKEN.test(token)) return null;
  const hash = hashToken(token);
  const where = kind === "return" ? { returnTokenHash: hash } : { receiptTokenHash: hash };
  const select = { id: true, clientId: true, paymentId: true, tokensCipher: true, locale: true } as const;
  const session = await context.db.withSystem((tx) => tx.chargingSession.findUnique({ where, select }));
  if (!session) return null;
  const { id, ...rest } = session;
  return { sessionId: id, ...rest };
}
