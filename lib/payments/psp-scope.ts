import type { Context } from "@/lib/db/context";
import type { PaymentRow } from "./payment.store";
import type { PspPort, PspRegistry, PspScope } from "./psp/psp.port";

/** The port of the payment's account and the scope of a call with the account's own key (SEC-90, LAW-54). */
export function scopeOf(
  context: Context,
  psp: PspRegistry,
  payment: PaymentRow,
): { readonly port: PspPort; readonly scope: PspScope } {
  return {
    port: psp.port(payment.pspAccount.psp),
    scope: {
      context,
      clientId: payment.clientId,
      paymentId: payment.id,
      mode: payment.mode,
      apiKey: context.secrets.open(payment.pspAccount.keyCipher),
    },
  };
}
