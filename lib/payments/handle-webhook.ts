import type { Context } from "@/lib/db/context";
import { hashToken } from "@/lib/db/secrets";
import { writeJournal } from "@/lib/journal/write-journal";
import { PAYMENT_EVENTS } from "./payment.model";
import { paymentOfWebhook } from "./payment.queries";
import { emitPayment } from "./payment.store";

export interface WebhookInput {
  /** The PSP's name in the path. */
  readonly psp: string;
  /** The random part of the path (SEC-89). */
  readonly token: string;
  readonly body: string;
  /** The sender's network address; only its pseudonym is kept (SEC-66). */
  readonly remote: string | null;
}

/** How a webhook was taken; the caller answers 200 to all of them, without a detail. */
export type WebhookOutcome = "queued" | "unknown" | "ignored";

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const MAX_JOURNAL = 4_096;

/**
 * Takes a webhook as a hint: finds the payment by the secret path, writes the journal and a job that reads the payment at the
 * PSP (SEC-87). The id in the body decides nothing; a strange one is a security event (REL-69). Never asks the PSP
 * itself, so that the answer is quick. Throws only when the database cannot be reached.
 */
export async function handleWebhook(
  context: Context,
  { psp, token, body, remote }: WebhookInput,
): Promise<WebhookOutcome> {
  const sender = remote === null ? null : context.secrets.pseudonym(remote);
  const payment = TOKEN.test(token)
    ? await context.db.withSystem((tx) => paymentOfWebhook(tx, hashToken(token)))
    : null;
  if (payment === null || payment.psp !== psp) {
    context.log.warn(
      { security: true, event: "webhook_unknown", sender },
      "a webhook for no payment of ours",
    );
    return "unknown";
  }
  const claimed = new URLSearchParams(body.slice(0, MAX_JOURNAL)).get("id");
  const isStrange = claimed !== null && payment.pspPaymentId !== null && claimed !== payment.pspPaymentId;
  await writeJournal(context, {
    clientId: payment.clientId,
    at: context.clock.now(),
    channel: "PSP",
    direction: "IN",
    peer: payment.psp,
    paymentId: payment.id,
    action: "webhook",
    body: body.slice(0, MAX_JOURNAL),
    problems: isStrange ? ["the id in the body is not this payment's"] : [],
  });
  if (isStrange) {
    context.log.warn(
      { security: true, event: "webhook_strange", paymentId: payment.id, sender },
      "a webhook names another payment",
    );
    return "ignored";
  }
  await context.db.withSystem((tx) =>
    emitPayment(tx, payment, PAYMENT_EVENTS.refreshDue, { key: `payment.refresh:${payment.id}` }),
  );
  return "queued";
}
