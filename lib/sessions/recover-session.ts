import { timingSafeEqual } from "node:crypto";
import { normaliseCrockford } from "@/lib/core/base32";
import type { Context } from "@/lib/db/context";
import { env } from "@/lib/env";
import { codeKeys, readStickerCode } from "@/lib/locations/sticker-code";
import { takeRate } from "@/lib/tenants/take-rate";
import { networkPart } from "./open-checkout";
import { findActiveSession, findSiteByCode } from "./site.queries";
import { openTokens, recoveryHash } from "./tokens";

export type RecoverResult =
  | { readonly kind: "found"; readonly controlToken: string }
  | { readonly kind: "refused"; readonly reason: "wrong_code" | "too_many" };

/** Five tries per session and per network in fifteen minutes (SEC-22). */
const TRIES = 5;
const WINDOW_S = 15 * 60;

/**
 * Finds the running session at a charger again by its six-character code (UX-29). The code is bound to the EVSE and dies
 * with the session. A wrong code and a charger without a session give the same answer.
 */
export async function recoverSession(
  context: Context,
  input: { readonly code: string; readonly recoveryCode: string; readonly network: string },
): Promise<RecoverResult> {
  const wrong: RecoverResult = { kind: "refused", reason: "wrong_code" };
  const code = readStickerCode(input.code, codeKeys(env().KERBWATT_CODE_KEY));
  const typed = input.recoveryCode.length <= 20 ? normaliseCrockford(input.recoveryCode) : null;
  if (!code) return wrong;
  const network = context.secrets.pseudonym(networkPart(input.network));
  const byNetwork = await takeRate(context, {
    key: `recover-network:${network}`,
    limit: TRIES,
    windowS: WINDOW_S,
  });
  const byCharger = await takeRate(context, { key: `recover-code:${code}`, limit: TRIES, windowS: WINDOW_S });
  if (!byNetwork.allowed || !byCharger.allowed) return { kind: "refused", reason: "too_many" };
  const session = await context.db.withSystem(async (tx) => {
    const site = await findSiteByCode(tx, code);
    return site ? findActiveSession(tx, site.evse.id) : null;
  });
  if (!session?.recoveryCodeHash || !typed) return wrong;
  const given = Buffer.from(recoveryHash(context, session.id, typed));
  const right = Buffer.from(session.recoveryCodeHash);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return wrong;
  return { kind: "found", controlToken: openTokens(context, session.tokensCipher).control };
}
