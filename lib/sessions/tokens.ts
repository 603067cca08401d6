import { encodeCrockford } from "@/lib/core/base32";
import type { Context } from "@/lib/db/context";
import { hashToken, newToken } from "@/lib/db/secrets";

/** The public references of one session: independent of each other, at least 128 bits each (SEC-11). */
export interface SessionTokens {
  /** Stop, e-mail, receipt (SEC-20). */
  readonly control: string;
  /** Progress only (UX-32). */
  readonly view: string;
  /** Carried by the PSP's return link (UX-30). */
  readonly back: string;
  readonly receipt: string;
  /** Six characters to find the session again on the charger's page (UX-28, SEC-22). */
  readonly recovery: string;
}

export function createTokens(context: Context): SessionTokens {
  return {
    control: newToken(context.random),
    view: newToken(context.random),
    back: newToken(context.random),
    receipt: newToken(context.random),
    recovery: encodeCrockford(context.random.bytes(4), 6),
  };
}

/** Columns of the session row: hashes to find it by, and the sealed tokens from which later links are built. */
export function tokenColumns(context: Context, sessionId: string, tokens: SessionTokens) {
  return {
    controlTokenHash: hashToken(tokens.control),
    viewTokenHash: hashToken(tokens.view),
    returnTokenHash: hashToken(tokens.back),
    receiptTokenHash: hashToken(tokens.receipt),
    recoveryCodeHash: recoveryHash(context, sessionId, tokens.recovery),
    tokensCipher: context.secrets.seal(JSON.stringify(tokens)),
  };
}

/** Opens the sealed tokens of a session. */
export function openTokens(context: Context, tokensCipher: string): SessionTokens {
  return JSON.parse(context.secrets.open(tokensCipher)) as SessionTokens;
}

/** A recovery code has only 30 bits: it is stored keyed and bound to its session, never as a plain hash. */
export function recoveryHash(context: Context, sessionId: string, code: string): string {
  return context.secrets.pseudonym(`recovery:${sessionId}:${code}`);
}

/**
 * A single-use OCPP idTag: `KW` and 14 Crockford characters (70 bits). It fits the 20 characters of OCPP 1.6 and is not
 * derived from the payment (SEC-35).
 */
export function createIdTag(context: Context): string {
  return `KW${encodeCrockford(context.random.bytes(9), 14)}`;
}

/** The session's reference for people: two groups of four, on page, bank statement and receipt. */
export function createReference(context: Context): string {
  const text = encodeCrockford(context.random.bytes(5), 8);
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}
