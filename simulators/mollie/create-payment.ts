import type { PaymentRecord } from "./payment.model";
import type { Caller } from "./payment.store";
import { ApiProblem } from "./problem.rules";
import type { CreateInput } from "./validation.rules";
import type { World } from "./world";

/** Opens a payment. Throws `ApiProblem` 503 when the store is full of unfinished payments. */
export function createPayment(world: World, caller: Caller, input: CreateInput): PaymentRecord {
  const now = world.time.now();
  const payment: PaymentRecord = {
    ...input,
    ...caller,
    id: world.ids.next("tr_"),
    token: world.ids.next("", 24),
    createdAt: now,
    expiresAt: now + world.settings.openForMs,
    status: "open",
    method: input.allowedMethods?.length === 1 ? (input.allowedMethods[0] ?? null) : null,
    details: null,
    challenge: null,
    lastDecline: null,
    releaseRequested: false,
    captureBefore: null,
    times: {},
    captures: [],
    refunds: [],
    chargebacks: [],
    deliveries: [],
  };
  if (!world.store.add(payment)) {
    throw new ApiProblem(503, "Payment platform for this payment method temporarily not available");
  }
  world.time.schedule({ at: payment.expiresAt, kind: "expire", paymentId: payment.id, ref: payment.id });
  world.changed();
  return payment;
}
