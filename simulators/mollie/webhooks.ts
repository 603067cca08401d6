import type { DeliveryRecord, PaymentRecord } from "./payment.model";
import type { World } from "./world";

const MINUTE_MS = 60_000;
/** When the calls are made, in minutes after the change; after the last one the provider gives up. */
const RETRY_MINUTES: readonly number[] = [0, 1, 3, 7, 15, 31, 60, 120, 240, 1_560];
const MAX_DELIVERIES = 100;

/** Notes that the payment changed and plans the calls to its webhook address, in the mode that is set. */
export function announce(world: World, payment: PaymentRecord, because: string): void {
  if (payment.webhookUrl === null) return;
  const modes = world.settings.webhooks;
  for (let copy = 0; copy < modes.copies; copy += 1) {
    const delivery: DeliveryRecord = {
      id: world.ids.next("whk_"),
      bodyId: modes.wrongId ?? payment.id,
      url: payment.webhookUrl,
      because,
      firstAt: world.time.now() + modes.delayMs,
      state: modes.drop ? "dropped" : "scheduled",
      attempts: [],
    };
    if (modes.reorder && copy === 0) swapOrder(world, payment, delivery);
    payment.deliveries.push(delivery);
    plan(world, payment, delivery, delivery.firstAt);
  }
  payment.deliveries.splice(0, payment.deliveries.length - MAX_DELIVERIES);
}

/** Lets the new call overtake one that waits; when none waits, the new one waits to be overtaken. */
function swapOrder(world: World, payment: PaymentRecord, delivery: DeliveryRecord): void {
  const waiting = untried(payment).filter((other) => other.firstAt > delivery.firstAt);
  if (waiting.length === 0) delivery.firstAt += world.settings.webhooks.reorderWindowMs;
  for (const other of waiting) {
    other.firstAt = delivery.firstAt + 1;
    plan(world, payment, other, other.firstAt);
  }
}

function untried(payment: PaymentRecord): DeliveryRecord[] {
  return payment.deliveries.filter(({ state, attempts }) => state === "scheduled" && attempts.length === 0);
}

function plan(world: World, payment: PaymentRecord, delivery: DeliveryRecord, at: number): void {
  if (delivery.state !== "scheduled") return;
  world.time.schedule({ at, kind: "deliver_webhook", paymentId: payment.id, ref: delivery.id });
}

/**
 * Brings the calls of a change made in the checkout into the wanted order with the redirect:
 * `before` sends them now and waits, `after` puts them off, `simultaneous` leaves them alone.
 */
export async function orderAgainstRedirect(world: World, payment: PaymentRecord): Promise<void> {
  const { timing, afterMs } = world.settings.webhooks;
  const now = world.time.now();
  const fresh = untried(payment).filter(({ firstAt }) => firstAt <= now);
  for (const delivery of fresh) {
    if (timing === "before") {
      world.time.cancel("deliver_webhook", delivery.id);
      await deliver(world, payment, delivery);
    }
    if (timing === "after") {
      delivery.firstAt = now + afterMs;
      plan(world, payment, delivery, delivery.firstAt);
    }
  }
}

/** Sends a webhook again, whatever became of it before. `false` when there is no such delivery. */
export function resend(world: World, payment: PaymentRecord, deliveryId: string): boolean {
  const delivery = payment.deliveries.find(({ id }) => id === deliveryId);
  if (delivery === undefined) return false;
  delivery.state = "scheduled";
  plan(world, payment, delivery, world.time.now());
  return true;
}

/** Makes one call. Any 2xx is a success; otherwise the next call of the schedule is planned. */
export async function deliver(world: World, payment: PaymentRecord, delivery: DeliveryRecord): Promise<void> {
  await world.saved();
  const at = world.time.now();
  const { httpStatus, error } = await post(delivery, world.settings.webhookTimeoutMs);
  delivery.attempts.push({ at, httpStatus, error });
  if (httpStatus !== null && httpStatus >= 200 && httpStatus < 300) {
    delivery.state = "delivered";
  } else {
    const wait = RETRY_MINUTES[delivery.attempts.length];
    if (wait === undefined) delivery.state = "dead";
    else plan(world, payment, delivery, delivery.firstAt + wait * MINUTE_MS);
  }
  world.changed();
}

/** The classic webhook: an unsigned form with the id alone. Redirects follow HTTP: 301 and 302 lose the body. */
async function post(
  delivery: DeliveryRecord,
  timeoutMs: number,
): Promise<{ httpStatus: number | null; error: string | null }> {
  try {
    const response = await fetch(delivery.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": "Mollie HTTP client/1.0",
        accept: "*/*",
      },
      body: new URLSearchParams({ id: delivery.bodyId }).toString(),
      redirect: "follow",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return { httpStatus: response.status, error: null };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return {
      httpStatus: null,
      error: `${error instanceof Error ? error.message : String(error)}${cause}`.slice(0, 200),
    };
  }
}
