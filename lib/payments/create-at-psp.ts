import { AppError } from "@/lib/core/errors";
import { money } from "@/lib/core/money";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { abandonCreation, adoptPspPayment, failCreation } from "./adopt-psp-payment";
import { PAYMENT_EVENTS } from "./payment.model";
import { emitPayment, findPayment, lockPayment, type PaymentRow } from "./payment.store";
import type { PspFault, PspPayment, PspRegistry, PspResult } from "./psp/psp.port";
import { type CallRow, claimCall, findCall, markNotSent, markUnknown } from "./psp-call.store";
import { scopeOf } from "./psp-scope";
import { CREATE_GIVE_UP_MS, retryDelayMs } from "./retry.rules";
import { pollUntil } from "./wait";

/** What the driver gets: a page to pay on, a refusal, or "wait a moment". */
export type CreateOutcome =
  | { readonly state: "PENDING"; readonly checkoutUrl: string }
  | { readonly state: "FAILED"; readonly failureCode: string }
  | { readonly state: "UNKNOWN" };

type Step =
  | { readonly kind: "settled"; readonly outcome: CreateOutcome }
  | { readonly kind: "busy" }
  | { readonly kind: "send"; readonly payment: PaymentRow; readonly call: CallRow; readonly look: boolean };

/** How long the driver's request waits for another process that is just doing the same. */
const WAIT_MS = 8_000;

/**
 * Creates the payment at the PSP: lock – call – record. Idempotent and safe in parallel; after a crash or a time-out it
 * sends the same idempotency key again, so there is never a second payment (REL-61 to REL-64). `UNKNOWN` means that a job
 * goes on; show "one moment" and call again. Throws `not_found/payment` only.
 */
export async function createAtPsp(
  context: Context,
  psp: PspRegistry,
  { paymentId }: { readonly paymentId: string },
): Promise<CreateOutcome> {
  const outcome = await tryCreate(context, psp, paymentId);
  if (outcome !== "busy") return outcome;
  return (await pollUntil(() => outcomeNow(context, paymentId), WAIT_MS)) ?? { state: "UNKNOWN" };
}

/** The same without waiting for another process: for jobs, which can simply come again. */
export async function tryCreate(
  context: Context,
  psp: PspRegistry,
  paymentId: string,
): Promise<CreateOutcome | "busy"> {
  const step = await context.db.withSystem((tx) => begin(tx, context, psp, paymentId));
  if (step.kind === "settled") return step.outcome;
  if (step.kind === "busy") return "busy";
  const { payment, call, look } = step;
  const isLate = context.clock.now().getTime() - payment.createdAt.getTime() > CREATE_GIVE_UP_MS;
  if (isLate) return giveUp(context, psp, payment, call, look);
  const answer = await send(context, psp, payment, call);
  return context.db.withSystem((tx) => record(tx, context, payment.id, call, answer, look));
}

async function begin(tx: Tx, context: Context, psp: PspRegistry, paymentId: string): Promise<Step> {
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  if (payment.state !== "CREATED") return { kind: "settled", outcome: outcomeOf(payment) };
  const call = await findCall(tx, { paymentId, kind: "CREATE" });
  if (call === null)
    throw new AppError("internal", "intent_missing", "a payment without intent", { paymentId });
  const isUntouched = call.attempts === 0;
  if (isUntouched && payment.releaseRequestedAt !== null) {
    return { kind: "settled", outcome: outcomeOf(await abandonCreation(tx, context, payment, call)) };
  }
  if (isUntouched && !psp.port(payment.pspAccount.psp).accepting(context.clock.now())) {
    return {
      kind: "settled",
      outcome: outcomeOf(await failCreation(tx, context, payment, call, "psp_unavailable")),
    };
  }
  const claim = await claimCall(tx, context, call);
  if (claim.kind !== "claimed") return { kind: "busy" };
  return { kind: "send", payment, call: claim.call, look: claim.look };
}

function outcomeOf(payment: PaymentRow): CreateOutcome {
  if (payment.state === "CREATED") return { state: "UNKNOWN" };
  const isPayable = payment.state === "PENDING" && payment.releaseRequestedAt === null;
  if (isPayable && payment.checkoutUrl !== null)
    return { state: "PENDING", checkoutUrl: payment.checkoutUrl };
  if (payment.failureCode !== null) return { state: "FAILED", failureCode: payment.failureCode };
  if (payment.state === "PENDING") return { state: "FAILED", failureCode: "canceled" };
  // Paid already, in another tab: the page that the driver returns to knows what to show.
  return { state: "UNKNOWN" };
}

async function outcomeNow(context: Context, paymentId: string): Promise<CreateOutcome | null> {
  const payment = await context.db.withSystem((tx) => findPayment(tx, paymentId));
  return payment === null || payment.state === "CREATED" ? null : outcomeOf(payment);
}

async function send(
  context: Context,
  psp: PspRegistry,
  payment: PaymentRow,
  call: CallRow,
): Promise<PspResult<PspPayment>> {
  const { port, scope } = scopeOf(context, psp, payment);
  return port.create(scope, {
    idempotencyKey: call.idempotencyKey,
    paymentId: payment.id,
    reference: referenceOf(call),
    amount: money(payment.holdMinor, payment.currency),
    description: payment.description,
    locale: payment.locale,
    redirectUrl: context.secrets.open(payment.redirectUrl),
    webhookUrl: context.secrets.open(payment.webhookUrl),
  });
}

function referenceOf(call: CallRow): string {
  const { reference } = call.request as { reference?: unknown };
  return typeof reference === "string" ? reference : "";
}

async function record(
  tx: Tx,
  context: Context,
  paymentId: string,
  call: CallRow,
  answer: PspResult<PspPayment>,
  look: boolean,
): Promise<CreateOutcome> {
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  if (answer.ok) return outcomeOf(await adoptPspPayment(tx, context, payment, call, answer.value, "create"));
  if (payment.state !== "CREATED") return outcomeOf(payment);
  return recordFault(tx, context, payment, call, answer.fault, look);
}

async function recordFault(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  call: CallRow,
  fault: PspFault,
  look: boolean,
): Promise<CreateOutcome> {
  if (fault.kind === "refused" && !look) {
    context.log.warn(
      { paymentId: payment.id, status: fault.status, field: fault.field },
      "the PSP refused a payment",
    );
    return outcomeOf(await failCreation(tx, context, payment, call, "psp_refused"));
  }
  if (fault.kind === "unavailable") {
    await (look ? markUnknown : markNotSent)(tx, call, fault.message);
  } else {
    await markUnknown(tx, call, fault.message);
  }
  await emitPayment(tx, payment, PAYMENT_EVENTS.createDue, {
    runAt: new Date(context.clock.now().getTime() + retryDelayMs(call.attempts)),
    key: `payment.create:${payment.id}`,
  });
  return { state: "UNKNOWN" };
}

/** Nobody waits at the charger any more: find out whether the PSP has the payment, and close ours if not (REL-95). */
async function giveUp(
  context: Context,
  psp: PspRegistry,
  payment: PaymentRow,
  call: CallRow,
  look: boolean,
): Promise<CreateOutcome> {
  const { port, scope } = scopeOf(context, psp, payment);
  const found: PspResult<PspPayment | null> = look
    ? await port.find(scope, { paymentId: payment.id, since: payment.createdAt })
    : { ok: true, value: null };
  return context.db.withSystem(async (tx) => {
    const current = await lockPayment(tx, payment.id);
    if (current === null || current.state !== "CREATED") return outcomeOf(current ?? payment);
    if (!found.ok)
      return recordFault(tx, context, current, call, { kind: "unknown", message: found.fault.message }, true);
    if (found.value !== null) {
      return outcomeOf(await adoptPspPayment(tx, context, current, call, found.value, "find"));
    }
    return outcomeOf(await failCreation(tx, context, current, call, "psp_unavailable"));
  });
}
