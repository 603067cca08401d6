import { transition } from "@/lib/core/state-machine";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import type { Payment, Prisma, PspAccount } from "@/lib/db/generated/client";
import {
  PAYMENT_MACHINE,
  type PaymentEventType,
  type PaymentState,
  type PaymentTrigger,
} from "./payment.model";

export type PaymentRow = Payment & { pspAccount: PspAccount };

/** Locks the payment until the end of the transaction and reads it. Null when there is none. */
export async function lockPayment(tx: Tx, paymentId: string): Promise<PaymentRow | null> {
  await tx.$queryRaw`SELECT id FROM payments WHERE id = ${paymentId}::uuid FOR UPDATE`;
  return findPayment(tx, paymentId);
}

export async function findPayment(tx: Tx, paymentId: string): Promise<PaymentRow | null> {
  return tx.payment.findUnique({ where: { id: paymentId }, include: { pspAccount: true } });
}

/** Facts of an event, for the timeline. */
export type EventData = Readonly<Record<string, string | number | boolean | null>>;

/** Writes one event of the payment's gapless history (REL-23). The caller holds the row lock. */
export async function recordEvent(
  tx: Tx,
  context: Context,
  payment: { readonly id: string; readonly clientId: string; readonly state: PaymentState },
  event: {
    readonly name: string;
    readonly from: PaymentState | null;
    readonly actor: string;
    readonly data?: EventData;
  },
): Promise<void> {
  const last = await tx.paymentEvent.findFirst({
    where: { paymentId: payment.id },
    orderBy: { seq: "desc" },
    select: { seq: true },
  });
  await tx.paymentEvent.create({
    data: {
      clientId: payment.clientId,
      paymentId: payment.id,
      seq: (last?.seq ?? 0) + 1,
      at: context.clock.now(),
      event: event.name,
      from: event.from,
      to: payment.state,
      actor: event.actor,
      data: event.data ?? {},
    },
  });
}

/** Records a remark once: true when it was new. The caller holds the row lock. */
export async function recordOnce(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  name: string,
  actor: string,
  data: EventData = {},
): Promise<boolean> {
  const known = await tx.paymentEvent.findFirst({ where: { paymentId: payment.id, event: name } });
  if (known !== null) return false;
  await recordEvent(tx, context, payment, { name, from: payment.state, actor, data });
  return true;
}

/** A move of the payment: which trigger, by whom, what else changes. */
export interface MoveOptions {
  readonly actor: string;
  readonly data?: EventData;
  readonly set?: Prisma.PaymentUncheckedUpdateInput;
}

/**
 * Moves the locked payment along the table of moves and writes the event. Throws `IllegalTransition` when the
 * table does not allow it (REL-14).
 */
export async function movePayment(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  trigger: PaymentTrigger,
  options: MoveOptions,
): Promise<PaymentRow> {
  const to = transition(PAYMENT_MACHINE, payment.state, trigger);
  const moved = await tx.payment.update({
    where: { id: payment.id },
    data: { ...options.set, state: to },
    include: { pspAccount: true },
  });
  await recordEvent(tx, context, moved, {
    name: trigger,
    from: payment.state,
    actor: options.actor,
    ...(options.data === undefined ? {} : { data: options.data }),
  });
  return moved;
}

/** Changes fields without a move. The caller holds the row lock. */
export async function updatePayment(
  tx: Tx,
  payment: PaymentRow,
  set: Prisma.PaymentUncheckedUpdateInput,
): Promise<PaymentRow> {
  return tx.payment.update({ where: { id: payment.id }, data: set, include: { pspAccount: true } });
}

/** Tells the rooms above, or gives this room work: in the caller's transaction, before everything but a stop. */
export async function emitPayment(
  tx: Tx,
  payment: { readonly id: string; readonly clientId: string },
  type: PaymentEventType,
  extra: {
    readonly payload?: Readonly<Record<string, string>>;
    readonly runAt?: Date;
    readonly key?: string;
  } = {},
): Promise<void> {
  const { payload, ...options } = extra;
  await emit(
    tx,
    { type, payload: { clientId: payment.clientId, paymentId: payment.id, ...payload } },
    { priority: PRIORITY.money, ...options },
  );
}

/** Takes the marks of a driver's device and network from old payments (LAW-49). They are no part of the books. */
export async function eraseMarks(tx: Tx, before: Date): Promise<number> {
  const { count } = await tx.payment.updateMany({
    where: {
      createdAt: { lt: before },
      OR: [{ deviceHash: { not: null } }, { networkHash: { not: null } }],
    },
    data: { deviceHash: null, networkHash: null },
  });
  return count;
}
