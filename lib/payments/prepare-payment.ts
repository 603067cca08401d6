import { AppError } from "@/lib/core/errors";
import { money } from "@/lib/core/money";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { hashToken, newToken } from "@/lib/db/secrets";
import { enabledAccount, hasOpenPayment, insertPayment } from "./create-payment.store";
import { PAYMENT_EVENTS } from "./payment.model";
import { emitPayment } from "./payment.store";
import { intendCall } from "./psp-call.store";

export interface PreparePaymentInput {
  readonly clientId: string;
  readonly cpoId: string;
  readonly mode: "TEST" | "LIVE";
  readonly quoteId: string;
  /** The exact amount on the driver's button, minor units (LAW-51). */
  readonly holdMinor: number;
  readonly currency: string;
  /** What the bank statement shows; at most 255 characters are sent. */
  readonly description: string;
  readonly locale: string;
  readonly redirectUrl: string;
  /** Origin under which the PSP reaches our webhooks. */
  readonly webhookBase: string;
  readonly deviceHash?: string | null;
  readonly networkHash?: string | null;
  /** The session's human reference. */
  readonly reference: string;
}

/** If nobody calls `createAtPsp` after the commit, because the process died, a job does. */
const SAFETY_NET_MS = 20_000;

/**
 * Writes a payment and the intent to create it at the PSP, in the caller's transaction; call `createAtPsp` after the commit.
 * Throws `precondition/psp_account_missing` when the CPO has no account of that mode, `conflict/payment_exists` when
 * the quote has an open or successful payment (REL-12, REL-64).
 */
export async function preparePayment(
  tx: Tx,
  context: Context,
  input: PreparePaymentInput,
): Promise<{ paymentId: string }> {
  const hold = money(input.holdMinor, input.currency);
  if (hold.minor <= 0) throw new AppError("validation", "hold_not_positive", "a hold is more than nothing");
  const account = await enabledAccount(tx, input.cpoId, input.mode);
  if (account === null) {
    throw new AppError("precondition", "psp_account_missing", `no ${input.mode} account at a PSP`, {
      cpoId: input.cpoId,
    });
  }
  if (await hasOpenPayment(tx, input.quoteId)) throw paymentExists(input.quoteId);
  const token = newToken(context.random);
  const now = context.clock.now();
  const webhookUrl = `${input.webhookBase.replace(/\/+$/, "")}/api/webhooks/${account.psp}/${token}`;
  const payment = await insertPayment(tx, context, {
    id: context.ids.next(),
    clientId: input.clientId,
    cpoId: input.cpoId,
    pspAccountId: account.id,
    quoteId: input.quoteId,
    mode: input.mode,
    currency: hold.currency,
    holdMinor: hold.minor,
    webhookTokenHash: hashToken(token),
    description: input.description.slice(0, 255),
    locale: input.locale,
    redirectUrl: context.secrets.seal(input.redirectUrl),
    webhookUrl: context.secrets.seal(webhookUrl),
    deviceHash: input.deviceHash ?? null,
    networkHash: input.networkHash ?? null,
    createdAt: now,
  }).catch((error: unknown) => {
    throw isUniqueViolation(error, "quote") ? paymentExists(input.quoteId) : error;
  });
  await intendCall(tx, context, payment, "CREATE", {
    reference: input.reference,
    amountMinor: hold.minor,
    currency: hold.currency,
  });
  await emitPayment(tx, payment, PAYMENT_EVENTS.createDue, {
    runAt: new Date(now.getTime() + SAFETY_NET_MS),
    key: `payment.create:${payment.id}`,
  });
  return { paymentId: payment.id };
}

function paymentExists(quoteId: string): AppError {
  return new AppError("conflict", "payment_exists", "this quote already has a payment", { quoteId });
}
