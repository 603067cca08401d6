import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { requestRefundIn } from "@/lib/payments/request-refund";
import { refundableMinor } from "@/lib/payments/settlement.rules";
import { lockBilledSession } from "@/lib/sessions/lock-billed-session";
import { recordAudit } from "@/lib/tenants/record-audit";
import { chargeOf } from "./billing.rules";
import { type CdrRecord, insertCdr } from "./billing.store";
import { type CdrContent, priceColumns } from "./cdr-row.rules";
import { findCorrectedBill } from "./corrected-bill.queries";
import { type CorrectedPrices, type Correction, correctedPrices } from "./correction.rules";
import { type BilledSession, readTariff } from "./session-facts.queries";
import { tellProvider } from "./settle-session";

/** As `Correction`, with the versions of a price by their hashes. */
export type CorrectionRequest =
  | Exclude<Correction, { kind: "TARIFF" }>
  | { readonly kind: "TARIFF"; readonly tariffHash: string; readonly wholesaleHash: string | null };

export interface CorrectInput {
  readonly clientId: string;
  readonly cdrId: string;
  readonly correction: CorrectionRequest;
  readonly reason: string;
  readonly actor: { readonly userId: string; readonly name: string };
  /** A second person, where the refund needs one (SEC-58). */
  readonly approvedBy?: string;
}

export interface CorrectedCdr {
  readonly creditId: string;
  /** Null when the bill was only taken back. */
  readonly replacementId: string | null;
  /** What goes back to the card that paid us, minor units. At a terminal the provider gives it back. */
  readonly refundedMinor: number;
}

/**
 * Corrects a bill: a CDR is never changed, so a credit CDR takes it back and, if something is due, a new one follows (REL-9).
 * What a card has paid too much goes back by a refund with a credit note, in the same transaction. Errors: `cdr_unknown`,
 * `cdr_not_standing`, `reason_missing`, `payment_in_motion`, `tariff_unknown`, those of `correctedPrices` and of a refund.
 */
export async function correctCdr(context: Context, input: CorrectInput): Promise<CorrectedCdr> {
  if (input.reason.trim() === "") throw new AppError("validation", "reason_missing", "say why");
  return context.db.withClient(input.clientId, async (tx) => {
    const known = await tx.cdr.findUnique({ where: { id: input.cdrId }, select: { sessionId: true } });
    const session = known && (await lockBilledSession(tx, known.sessionId));
    if (!session) throw new AppError("not_found", "cdr_unknown", "no such CDR");
    const cdrs = await tx.cdr.findMany({ where: { sessionId: session.id } });
    const cdr = cdrs.find(({ id }) => id === input.cdrId);
    if (!cdr || cdr.kind === "CREDIT" || cdrs.some(({ creditsId }) => creditsId === cdr.id))
      throw new AppError("conflict", "cdr_not_standing", "this CDR was taken back, or takes one back");
    const credits = cdrs.filter(({ kind }) => kind === "CREDIT");
    const bill = await findCorrectedBill(tx, session, cdr);
    const prices = correctedPrices(bill, await resolve(tx, input));
    const result = await write(tx, context, input, { session, cdr, prices, number: 1 + credits.length });
    await recordAudit(tx, {
      clientId: input.clientId,
      at: context.clock.now(),
      actor: input.actor,
      action: "cdr.corrected",
      objectType: "cdr",
      objectId: cdr.id,
      reason: input.reason,
      after: { ...result, kind: input.correction.kind },
    });
    return result;
  });
}

async function resolve(tx: Tx, { clientId, correction }: CorrectInput): Promise<Correction> {
  if (correction.kind !== "TARIFF") return correction;
  const retail = await readTariff(tx, clientId, correction.tariffHash);
  const wholesale = await readTariff(tx, clientId, correction.wholesaleHash);
  if (!retail || (correction.wholesaleHash && !wholesale))
    throw new AppError("not_found", "tariff_unknown", "no such version of a price");
  return { kind: "TARIFF", retail, wholesale };
}

interface Corrected {
  readonly session: BilledSession;
  readonly cdr: CdrRecord;
  readonly prices: CorrectedPrices | null;
  /** Of the correction, within the session. */
  readonly number: number;
}

async function write(
  tx: Tx,
  context: Context,
  input: CorrectInput,
  corrected: Corrected,
): Promise<CorrectedCdr> {
  const { session, cdr, prices } = corrected;
  const creditId = await writeCredit(tx, context, input, corrected);
  const replacement = prices && (await writeReplacement(tx, context, input, { ...corrected, prices }));
  await tellProvider(tx, context, session, creditId);
  if (replacement) await tellProvider(tx, context, session, replacement.id);
  const refundedMinor = await giveBack(tx, context, input, {
    session,
    chargedBeforeMinor: cdr.chargedMinor,
    chargedMinor: replacement?.chargedMinor ?? 0,
  });
  return { creditId, replacementId: replacement?.id ?? null, refundedMinor };
}

/** The same data with the money turned round. */
async function writeCredit(
  tx: Tx,
  context: Context,
  { reason, actor }: CorrectInput,
  { session, cdr, number }: Corrected,
): Promise<string> {
  const id = context.ids.next();
  const turned = (minor: number | null) => (minor === null ? null : 0 - minor);
  const { content, ...row } = cdr;
  await insertCdr(tx, {
    ...row,
    id,
    kind: "CREDIT",
    creditsId: cdr.id,
    reason,
    createdBy: `user:${actor.userId}`,
    number: `CDR-${session.reference}-C${number}`,
    netMinor: 0 - cdr.netMinor,
    taxMinor: 0 - cdr.taxMinor,
    grossMinor: 0 - cdr.grossMinor,
    chargedMinor: 0 - cdr.chargedMinor,
    wholesaleNetMinor: turned(cdr.wholesaleNetMinor),
    wholesaleTaxMinor: turned(cdr.wholesaleTaxMinor),
    wholesaleGrossMinor: turned(cdr.wholesaleGrossMinor),
    content: content ?? {},
    createdAt: context.clock.now(),
  });
  return id;
}

async function writeReplacement(
  tx: Tx,
  context: Context,
  { reason, actor, correction }: CorrectInput,
  { session, cdr, prices, number }: Corrected & { readonly prices: CorrectedPrices },
): Promise<{ id: string; chargedMinor: number }> {
  const id = context.ids.next();
  const { retail, wholesale } = prices;
  const byProvider = session.channel === "OCPI_TERMINAL";
  const charge = chargeOf(retail, byProvider ? retail.total.grossMinor : cdr.chargedMinor);
  const isOtherPrice = correction.kind === "TARIFF";
  const columns = priceColumns(
    { priced: retail, wholesale, charge },
    (isOtherPrice && correction.wholesaleHash) || cdr.wholesaleHash,
  );
  const registers =
    correction.kind === "READINGS"
      ? { meterStartWh: correction.meterStartWh, meterStopWh: correction.meterStopWh }
      : (cdr.content as unknown as CdrContent).registers;
  await insertCdr(tx, {
    id,
    clientId: cdr.clientId,
    cpoId: cdr.cpoId,
    evseId: cdr.evseId,
    sessionId: cdr.sessionId,
    kind: "REPLACEMENT",
    reason,
    createdBy: `user:${actor.userId}`,
    number: `CDR-${session.reference}-R${number}`,
    tariffHash: isOtherPrice ? correction.tariffHash : cdr.tariffHash,
    startedAt: cdr.startedAt,
    endedAt: cdr.endedAt,
    ...columns,
    content: { ...columns.content, ...(registers && { registers: { ...registers } }) },
    createdAt: context.clock.now(),
  });
  return { id, chargedMinor: charge.grossMinor };
}

/**
 * The card that paid us gets what the correction took off the bill, but never more than brings it down to the new bill: what a
 * person has given back before counts.
 */
async function giveBack(
  tx: Tx,
  context: Context,
  input: CorrectInput,
  {
    session,
    chargedBeforeMinor,
    chargedMinor,
  }: {
    readonly session: BilledSession;
    readonly chargedBeforeMinor: number;
    readonly chargedMinor: number;
  },
): Promise<number> {
  const { paymentId } = session;
  const payment = paymentId ? await tx.payment.findUnique({ where: { id: paymentId } }) : null;
  if (!paymentId || !payment || payment.state === "HOLD_LOST") return 0;
  if (payment.state !== "CAPTURED")
    throw new AppError("precondition", "payment_in_motion", "decide about the capture first", {
      state: payment.state,
    });
  const aboveMinor = Math.max(0, refundableMinor(payment) - chargedMinor);
  const amountMinor = Math.min(chargedBeforeMinor - chargedMinor, aboveMinor);
  if (amountMinor <= 0) return 0;
  await requestRefundIn(tx, context, {
    clientId: input.clientId,
    paymentId,
    amountMinor,
    reason: input.reason,
    userId: input.actor.userId,
    ...(input.approvedBy ? { approvedBy: input.approvedBy } : {}),
  });
  return amountMinor;
}
