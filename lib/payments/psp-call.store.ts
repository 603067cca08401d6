import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma, PspCall, PspCallKind } from "@/lib/db/generated/client";
import { inFlight, LEASE_MS, mayHaveActed } from "./retry.rules";

export type CallRow = PspCall;

/** Which intent: a payment has at most one per kind and subject. */
export interface CallKey {
  readonly paymentId: string;
  readonly kind: PspCallKind;
  readonly subject?: string;
}

/** Writes the intent of one call and its idempotency key, before anything is sent. Returns the one that exists already. */
export async function intendCall(
  tx: Tx,
  context: Context,
  payment: { readonly id: string; readonly clientId: string },
  kind: PspCallKind,
  request: Prisma.InputJsonObject,
  subject = "",
): Promise<CallRow> {
  const known = await findCall(tx, { paymentId: payment.id, kind, subject });
  if (known !== null) return known;
  return tx.pspCall.create({
    data: {
      id: context.ids.next(),
      clientId: payment.clientId,
      paymentId: payment.id,
      kind,
      subject,
      idempotencyKey: context.ids.next(),
      request,
      createdAt: context.clock.now(),
    },
  });
}

export async function findCall(tx: Tx, { paymentId, kind, subject = "" }: CallKey): Promise<CallRow | null> {
  return tx.pspCall.findUnique({ where: { paymentId_kind_subject: { paymentId, kind, subject } } });
}

/** The youngest intent of a kind: a capture that was refused may have a successor. */
export async function lastCall(tx: Tx, paymentId: string, kind: PspCallKind): Promise<CallRow | null> {
  return tx.pspCall.findFirst({
    where: { paymentId, kind },
    orderBy: [{ createdAt: "desc" }, { subject: "desc" }],
  });
}

export type Claim =
  /** Ours to send. `look`: an earlier try may have had its effect. */
  | { readonly kind: "claimed"; readonly call: CallRow; readonly look: boolean }
  /** Another process is waiting for the answer. */
  | { readonly kind: "busy" }
  | { readonly kind: "finished" };

/** Takes the call for one attempt. The caller holds the payment's row lock, so two processes never both win. */
export async function claimCall(tx: Tx, context: Context, call: CallRow): Promise<Claim> {
  const now = context.clock.now();
  if (call.state === "DONE" || call.state === "REFUSED") return { kind: "finished" };
  if (inFlight(call, now)) return { kind: "busy" };
  const claimed = await tx.pspCall.update({
    where: { id: call.id },
    data: {
      attempts: { increment: 1 },
      firstSentAt: call.firstSentAt ?? now,
      lastSentAt: now,
      leaseUntil: new Date(now.getTime() + LEASE_MS),
    },
  });
  return { kind: "claimed", call: claimed, look: mayHaveActed(call) };
}

/** The call has had its answer. */
export async function finishCall(
  tx: Tx,
  context: Context,
  call: CallRow,
  state: "DONE" | "REFUSED",
  answer: Prisma.InputJsonObject,
): Promise<void> {
  await tx.pspCall.update({
    where: { id: call.id },
    data: { state, answer, leaseUntil: null, finishedAt: context.clock.now() },
  });
}

/** No answer: the call is unknown until somebody has looked (REL-16). */
export async function markUnknown(tx: Tx, call: CallRow, message: string): Promise<void> {
  await tx.pspCall.updateMany({
    where: { id: call.id, state: { in: ["INTENDED", "UNKNOWN"] } },
    data: { state: "UNKNOWN", answer: { message }, leaseUntil: null },
  });
}

/** Certainly not executed, or looked for and not found: the next try need not look again. */
export async function markNotSent(tx: Tx, call: CallRow, message: string): Promise<void> {
  await tx.pspCall.updateMany({
    where: { id: call.id, state: { in: ["INTENDED", "UNKNOWN"] } },
    data: { leaseUntil: null, answer: { message } },
  });
}

/** Opens a finished call again, for a release that the PSP accepted and did not do. */
export async function reopenCall(tx: Tx, call: CallRow): Promise<CallRow> {
  return tx.pspCall.update({ where: { id: call.id }, data: { state: "UNKNOWN", finishedAt: null } });
}
