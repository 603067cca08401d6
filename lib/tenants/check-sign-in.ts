import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { decoyHash, verifyPassword } from "./password";
import { clearUse } from "./rate.store";
import { recordAudit } from "./record-audit";
import { takeRate } from "./take-rate";
import { readUserForSignIn } from "./tenants.queries";
import { updateSignIn } from "./tenants.store";

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** Network address as the trusted edge tells it; kept only as a pseudonym. */
  readonly address: string;
}

export interface SignedIn {
  readonly userId: string;
  readonly securityVersion: number;
}

const WINDOW_S = 15 * 60;
/** Per address and account, so that a stranger can not lock a colleague out; then per account, then per address. */
const LIMITS = { pair: 10, account: 50, address: 100 } as const;

/**
 * Checks a password. Null when address, password or state do not fit: the same answer after the same work in all cases
 * (SEC-55). Throws `AppError` "sign_in_rate" with `details.retryAfterS` when there were too many tries, known or not.
 */
export async function checkSignIn(context: Context, attempt: SignInAttempt): Promise<SignedIn | null> {
  const email = attempt.email.trim().toLowerCase().slice(0, 200);
  const account = context.secrets.pseudonym(email);
  const address = context.secrets.pseudonym(attempt.address);
  const pairKey = `sign-in:${account}:${address}`;
  await take(context, pairKey, LIMITS.pair);
  await take(context, `sign-in:account:${account}`, LIMITS.account);
  await take(context, `sign-in:address:${address}`, LIMITS.address);

  const user = await readUserForSignIn(context, email);
  const usable = user !== null && user.disabledAt === null;
  const password = attempt.password.slice(0, 256);
  const matches = await verifyPassword(password, usable ? user.passwordHash : await decoyHash());
  if (!usable || !matches) {
    context.log.warn({ security: true, event: "sign_in_failed", account, address }, "a sign-in was refused");
    return null;
  }

  const at = context.clock.now();
  await context.db.withSystem((tx) => clearUse(tx, pairKey));
  await context.db.withClient(user.clientId, async (tx) => {
    await updateSignIn(tx, user.id, at);
    await recordAudit(tx, {
      clientId: user.clientId,
      at,
      actor: { userId: user.id, name: user.name },
      action: "user.signed_in",
      objectType: "user",
      objectId: user.id,
      ipHash: address,
    });
  });
  return { userId: user.id, securityVersion: user.securityVersion };
}

async function take(context: Context, key: string, limit: number): Promise<void> {
  const { allowed, retryAfterS } = await takeRate(context, { key, limit, windowS: WINDOW_S });
  if (!allowed) throw new AppError("rate_limited", "sign_in_rate", "too many sign-ins", { retryAfterS });
}
