import type { ChargebackRecord, PaymentRecord } from "./payment.model";
import { capturedMinor, chargedBackMinor } from "./payment.rules";
import { unprocessable } from "./problem.rules";
import { announce } from "./webhooks";
import type { World } from "./world";

/** The payer's bank takes money back (all that is left when `minor` is absent). The payment stays paid. Throws `ApiProblem` 422. */
export function chargeBack(world: World, payment: PaymentRecord, minor?: number): ChargebackRecord {
  const left = capturedMinor(payment) - chargedBackMinor(payment);
  const amount = minor ?? left;
  if (payment.status !== "paid" || !Number.isSafeInteger(amount) || amount < 1 || amount > left) {
    throw unprocessable("The payment cannot be charged back by this amount", "amount");
  }
  const chargeback: ChargebackRecord = {
    id: world.ids.next("chb_"),
    minor: amount,
    createdAt: world.time.now(),
    reversedAt: null,
  };
  payment.chargebacks.push(chargeback);
  announce(world, payment, "chargeback received");
  world.changed();
  return chargeback;
}

/** The bank gives the money back to the shop. */
export function reverseChargeback(world: World, payment: PaymentRecord, chargeback: ChargebackRecord): void {
  if (chargeback.reversedAt !== null) return;
  chargeback.reversedAt = world.time.now();
  announce(world, payment, "chargeback reversed");
  world.changed();
}
