import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { env } from "@/lib/env";
import { insertCode, lockEvse, revokeActiveCodes } from "./location.store";
import { codeKeys, createStickerCode } from "./sticker-code";

/**
 * Gives the EVSE a new sticker code. An older one is revoked and leads to a page that says so (SEC-4, ADM-15).
 * Errors: `evse_unknown`.
 */
export async function issueQrCode(
  context: Context,
  input: { clientId: string; evseId: string },
): Promise<{ code: string }> {
  return context.db.withClient(input.clientId, (tx) => issueQrCodeIn(tx, context, input));
}

/** The same inside a running transaction. */
export async function issueQrCodeIn(
  tx: Tx,
  context: Context,
  input: { clientId: string; evseId: string },
): Promise<{ code: string }> {
  const now = context.clock.now();
  if (!(await lockEvse(tx, input.evseId))) throw new AppError("not_found", "evse_unknown", "no such EVSE");
  await revokeActiveCodes(tx, input.evseId, now);
  const { code, keyId } = createStickerCode(context.random, codeKeys(env().KERBWATT_CODE_KEY));
  await insertCode(tx, {
    id: context.ids.next(),
    clientId: input.clientId,
    evseId: input.evseId,
    code,
    keyId,
    createdAt: now,
  });
  return { code };
}
