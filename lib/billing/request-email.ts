import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { emit, PRIORITY } from "@/lib/db/emit";
import { countEmail } from "@/lib/sessions/count-email";
import { findByToken } from "@/lib/sessions/find-session";
import { insertEmailRequest } from "./billing.store";

/** The driver asked for the link and the receipt by mail. */
export const EMAIL_REQUESTED = "billing.email_requested";

const address = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  // One address only, and nothing that could start another header.
  .refine((value) => !/[\r\n,;<>"\s]/.test(value));

/**
 * Stores the wish of a driver to get the link now and the receipt when it is there. Only with the control token
 * or the code of a terminal's session, one address a time, three mails per session (SEC-21). Errors: `session_unknown`, `address_invalid`, `emails_used_up`.
 */
export async function requestEmail(
  context: Context,
  input: { readonly token: string; readonly address: string },
): Promise<void> {
  const access = await findByToken(context, input.token);
  if (!access?.mayReceive) throw new AppError("not_found", "session_unknown", "no session for this link");
  const checked = address.safeParse(input.address);
  if (!checked.success) throw new AppError("validation", "address_invalid", "this is not one e-mail address");
  await context.db.withClient(access.clientId, async (tx) => {
    if (!(await countEmail(tx, access.sessionId))) {
      throw new AppError("rate_limited", "emails_used_up", "no more mails for this session");
    }
    const requestId = context.ids.next();
    await insertEmailRequest(tx, {
      id: requestId,
      clientId: access.clientId,
      sessionId: access.sessionId,
      addressCipher: context.secrets.seal(checked.data),
      createdAt: context.clock.now(),
    });
    await emit(
      tx,
      {
        type: EMAIL_REQUESTED,
        payload: { clientId: access.clientId, sessionId: access.sessionId, requestId },
      },
      { priority: PRIORITY.report },
    );
  });
}
