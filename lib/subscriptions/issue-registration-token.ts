import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { newToken } from "@/lib/db/secrets";
import type { Principal } from "@/lib/tenants/access.model";
import { insertCredential, revokeCredentials } from "./credential.store";
import { type StaffAct, staffAct } from "./staff-act";
import { REGISTRATION_DAYS } from "./subscription.model";
import { appendEvent } from "./subscription.store";

const DAY_MS = 86_400_000;

export interface IssuedToken {
  /** Shown this once (ADM-25): only its hash is kept. */
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Makes a registration token (OCPI: token A) for an approved partner: 256 random bits, for versions and credentials only,
 * once, for seven days (SEC-75, SEC-76). One that was issued before is dead. Throws `AppError` "subscription_wrong_state".
 */
export async function issueRegistrationToken(
  context: Context,
  principal: Principal,
  subscriptionId: string,
): Promise<IssuedToken> {
  return staffAct(context, principal, subscriptionId, async (act) => {
    if (act.row.state !== "APPROVED")
      throw new AppError("conflict", "subscription_wrong_state", `no registration in state ${act.row.state}`);
    const result = await putRegistrationToken(context, act);
    return { audit: { action: "subscription.registration_token_issued" }, result };
  });
}

/** The token itself, in the transaction of the act that gives it. */
export async function putRegistrationToken(
  context: Context,
  { tx, row, at, by }: StaffAct,
): Promise<IssuedToken> {
  const token = newToken(context.random);
  const expiresAt = new Date(at.getTime() + REGISTRATION_DAYS * DAY_MS);
  await revokeCredentials(tx, row.id, at, { purpose: "REGISTRATION" });
  await insertCredential(tx, row, {
    id: context.ids.next(),
    purpose: "REGISTRATION",
    token,
    createdAt: at,
    acceptedAt: null,
    expiresAt,
  });
  const data = { hint: token.slice(-4), expiresAt: expiresAt.toISOString() };
  await appendEvent(tx, row, { kind: "registration_token_issued", at, by, data });
  return { token, expiresAt };
}
