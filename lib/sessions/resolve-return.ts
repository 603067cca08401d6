import type { Context } from "@/lib/db/context";
import type { PspRegistry } from "@/lib/payments/psp/psp.port";
import { refreshPayment } from "@/lib/payments/refresh-payment";
import { abandonCheckout, beginCharging } from "./begin-charging";
import { findByOtherToken } from "./find-session";
import { openTokens } from "./tokens";

/**
 * The driver is back from the PSP, perhaps in another browser (UX-30). The return proves nothing (SEC-88): the payment is
 * read at the PSP, and what that says is acted on at once, so that a lost webhook costs no time (UX-31, REL-67).
 * `locale` is the language in which the price was accepted. Null for unknown links.
 */
export async function resolveReturn(
  context: Context,
  psp: PspRegistry,
  input: { readonly returnToken: string },
): Promise<{ controlToken: string; locale: string } | null> {
  const found = await findByOtherToken(context, "return", input.returnToken);
  if (!found) return null;
  const { clientId, paymentId } = found;
  if (paymentId) {
    try {
      await refreshPayment(context, psp, { paymentId, cause: "return" });
      await beginCharging(context, { clientId, paymentId });
      await abandonWhenFailed(context, { clientId, paymentId });
    } catch (error) {
      // The page shows "waiting for your bank"; webhook, poller and worker go on.
      context.log.warn({ paymentId, error: String(error) }, "the payment could not be read on return");
    }
  }
  return { controlToken: openTokens(context, found.tokensCipher).control, locale: found.locale };
}

async function abandonWhenFailed(
  context: Context,
  payment: { clientId: string; paymentId: string },
): Promise<void> {
  const state = await context.db.withClient(payment.clientId, (tx) =>
    tx.payment.findUnique({ where: { id: payment.paymentId }, select: { state: true } }),
  );
  if (state && ["FAILED", "CANCELED", "EXPIRED"].includes(state.state))
    await abandonCheckout(context, payment);
}
