import { AppError } from "@/lib/core/errors";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { PaymentState } from "./payment.model";

/** What a webhook needs of its payment. */
export interface WebhookPayment {
  readonly id: string;
  readonly clientId: string;
  readonly pspPaymentId: string | null;
  readonly psp: string;
}

/** The payment that a webhook's secret path belongs to. System scope: the client is what we want to find out. */
export async function paymentOfWebhook(tx: Tx, tokenHash: string): Promise<WebhookPayment | null> {
  const payment = await tx.payment.findUnique({
    where: { webhookTokenHash: tokenHash },
    select: { id: true, clientId: true, pspPaymentId: true, pspAccount: { select: { psp: true } } },
  });
  if (payment === null) return null;
  const { pspAccount, ...rest } = payment;
  return { ...rest, psp: pspAccount.psp };
}

/** Filters of the list; all optional, combined with "and". */
export interface PaymentFilter {
  readonly cpoId?: string;
  readonly states?: readonly PaymentState[];
  readonly from?: Date;
  readonly until?: Date;
  /** Our id, the PSP's id, a session reference, the last four digits of the card, or part of the bank statement text. */
  readonly search?: string;
}

export interface PaymentListItem {
  readonly id: string;
  readonly createdAt: Date;
  readonly state: PaymentState;
  readonly mode: "TEST" | "LIVE";
  readonly currency: string;
  readonly holdMinor: number;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  readonly releasedMinor: number;
  readonly refundedMinor: number;
  readonly chargedBackMinor: number;
  readonly dueMinor: number | null;
  readonly prepaid: boolean;
  readonly failureCode: string | null;
  readonly method: string | null;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly wallet: string | null;
  readonly pspPaymentId: string | null;
  readonly captureBefore: Date | null;
  readonly session: { readonly id: string; readonly reference: string } | null;
}

const LIST_FIELDS = {
  id: true,
  createdAt: true,
  state: true,
  mode: true,
  currency: true,
  holdMinor: true,
  authorisedMinor: true,
  capturedMinor: true,
  releasedMinor: true,
  refundedMinor: true,
  chargedBackMinor: true,
  dueMinor: true,
  prepaid: true,
  failureCode: true,
  method: true,
  cardBrand: true,
  cardLast4: true,
  wallet: true,
  pspPaymentId: true,
  captureBefore: true,
  session: { select: { id: true, reference: true } },
} satisfies Prisma.PaymentSelect;

const PAGE_MAX = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CURSOR = /^(\d{1,15})_([0-9a-f-]{36})$/;

/** One page, newest first. `cursor` is the `next` of the page before; throws `validation/cursor` on a strange one. */
export async function listPayments(
  tx: Tx,
  filter: PaymentFilter,
  page: { readonly cursor?: string | null; readonly limit?: number } = {},
): Promise<{ readonly items: readonly PaymentListItem[]; readonly next: string | null }> {
  const limit = Math.min(Math.max(page.limit ?? 50, 1), PAGE_MAX);
  const rows = await tx.payment.findMany({
    where: { AND: [whereOf(filter), afterCursor(page.cursor ?? null)] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: LIST_FIELDS,
  });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? `${last.createdAt.getTime()}_${last.id}` : null;
  return { items, next };
}

function afterCursor(cursor: string | null): Prisma.PaymentWhereInput {
  if (cursor === null) return {};
  const match = CURSOR.exec(cursor);
  if (match?.[2] === undefined || !UUID.test(match[2])) {
    throw new AppError("validation", "cursor", "not a cursor of this list");
  }
  const createdAt = new Date(Number(match[1]));
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: match[2] } }] };
}

function whereOf({ cpoId, states, from, until, search }: PaymentFilter): Prisma.PaymentWhereInput {
  return {
    ...(cpoId === undefined ? {} : { cpoId }),
    ...(states === undefined || states.length === 0 ? {} : { state: { in: [...states] } }),
    createdAt: {
      ...(from === undefined ? {} : { gte: from }),
      ...(until === undefined ? {} : { lt: until }),
    },
    ...searchOf(search?.trim().slice(0, 100) ?? ""),
  };
}

function searchOf(text: string): Prisma.PaymentWhereInput {
  if (text === "") return {};
  if (UUID.test(text)) return { id: text };
  const any: Prisma.PaymentWhereInput[] = [
    { pspPaymentId: text },
    { description: { contains: text, mode: "insensitive" } },
    { session: { reference: { equals: text, mode: "insensitive" } } },
  ];
  if (/^\d{4}$/.test(text)) any.push({ cardLast4: text });
  return { OR: any };
}

/** Sums of a filtered list, one line per currency. */
export interface PaymentTotals {
  readonly currency: string;
  readonly count: number;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly chargedBackMinor: number;
}

export async function totalPayments(tx: Tx, filter: PaymentFilter): Promise<PaymentTotals[]> {
  const groups = await tx.payment.groupBy({
    by: ["currency"],
    where: whereOf(filter),
    _count: { _all: true },
    _sum: { authorisedMinor: true, capturedMinor: true, refundedMinor: true, chargedBackMinor: true },
    orderBy: { currency: "asc" },
  });
  return groups.map(({ currency, _count, _sum }) => ({
    currency,
    count: _count._all,
    authorisedMinor: _sum.authorisedMinor ?? 0,
    capturedMinor: _sum.capturedMinor ?? 0,
    refundedMinor: _sum.refundedMinor ?? 0,
    chargedBackMinor: _sum.chargedBackMinor ?? 0,
  }));
}

const DETAIL_FIELDS = {
  ...LIST_FIELDS,
  cpoId: true,
  description: true,
  authorisedAt: true,
  captureRequestedAt: true,
  capturedAt: true,
  releaseRequestedAt: true,
  releasedAt: true,
  events: {
    orderBy: { seq: "asc" },
    select: { seq: true, at: true, event: true, from: true, to: true, actor: true, data: true },
  },
  calls: {
    orderBy: { createdAt: "asc" },
    select: {
      id: true,
      kind: true,
      state: true,
      attempts: true,
      createdAt: true,
      lastSentAt: true,
      finishedAt: true,
      answer: true,
    },
  },
  refunds: { orderBy: { createdAt: "asc" } },
  postings: {
    orderBy: { at: "asc" },
    select: {
      id: true,
      kind: true,
      at: true,
      entries: { orderBy: { id: "asc" }, select: { account: true, amountMinor: true, currency: true } },
    },
  },
  pspAccount: { select: { psp: true, mode: true, keyLast4: true, profileName: true } },
} satisfies Prisma.PaymentSelect;

/** Everything about one payment except secrets: addresses with tokens, idempotency keys and account keys stay inside. */
export type PaymentDetail = Prisma.PaymentGetPayload<{ select: typeof DETAIL_FIELDS }>;

export async function paymentDetail(tx: Tx, paymentId: string): Promise<PaymentDetail | null> {
  if (!UUID.test(paymentId)) return null;
  return tx.payment.findUnique({ where: { id: paymentId }, select: DETAIL_FIELDS });
}

/** An account as the portal shows it: never the key, only its end (SEC-90). */
export interface PspAccountView {
  readonly id: string;
  readonly cpoId: string;
  readonly psp: string;
  readonly mode: "TEST" | "LIVE";
  readonly keyLast4: string;
  readonly keyFingerprint: string;
  readonly profileName: string;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

export async function listPspAccounts(tx: Tx, cpoId?: string): Promise<PspAccountView[]> {
  return tx.pspAccount.findMany({
    where: cpoId === undefined ? {} : { cpoId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: {
      id: true,
      cpoId: true,
      psp: true,
      mode: true,
      keyLast4: true,
      keyFingerprint: true,
      profileName: true,
      createdAt: true,
      disabledAt: true,
    },
  });
}
