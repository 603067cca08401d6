import { captureAutomatically, settleCapture } from "./captures";
import { expirePayment } from "./checkout";
import type { PaymentRecord, Task, TaskKind } from "./payment.model";
import { stepRefund } from "./refunds";
import { lapseHold, releaseNow } from "./release-authorization";
import { deliver } from "./webhooks";
import type { World } from "./world";

type Runner = (world: World, payment: PaymentRecord, ref: string) => void | Promise<void>;

/** What each kind of task does. A task whose capture, refund or delivery is gone or has moved on does nothing. */
const RUNNERS: Readonly<Record<TaskKind, Runner>> = {
  expire: (world, payment) => {
    if (payment.status === "open") expirePayment(world, payment);
  },
  lapse: lapseHold,
  release: releaseNow,
  auto_capture: captureAutomatically,
  settle_capture: (world, payment, ref) => {
    const capture = payment.captures.find(({ id }) => id === ref);
    if (capture !== undefined) settleCapture(world, payment, capture);
  },
  refund_step: (world, payment, ref) => {
    const refund = payment.refunds.find(({ id }) => id === ref);
    if (refund !== undefined) stepRefund(world, payment, refund);
  },
  deliver_webhook: async (world, payment, ref) => {
    const delivery = payment.deliveries.find(({ id }) => id === ref);
    if (delivery?.state === "scheduled") await deliver(world, payment, delivery);
  },
};

/** Does what fell due, unless the payment is gone. */
export async function runTask(world: World, task: Task): Promise<void> {
  const payment = world.store.payment(task.paymentId);
  if (payment !== null) await RUNNERS[task.kind](world, payment, task.ref);
}
