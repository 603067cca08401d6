import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { CAPTURE_SAFETY_MS, OVERDUE_MS } from "./retry.rules";

/** Work that some job should have done by now. System scope. */
export interface Leftovers {
  readonly unmade: readonly string[];
  readonly unpaid: readonly string[];
  readonly capturing: readonly string[];
  readonly releasing: readonly string[];
  readonly canceling: readonly string[];
  readonly refunding: readonly { readonly paymentId: string; readonly refundId: string }[];
  readonly nearDeadline: readonly string[];
  /** Checkouts that the PSP has not ended within a day, which it always does: a person must look. */
  readonly forgotten: readonly string[];
}

/** How many rows of a kind one sweep takes; the next sweep takes the next. */
const BATCH = 200;
const MINUTE = 60_000;

/** Unfinished payments that nothing has touched for a while, oldest first. */
export async function findLeftovers(tx: Tx, now: Date): Promise<Leftovers> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const inState = async (state: "CREATED" | "CAPTURING", olderThanMs: number) => {
    const rows = await tx.payment.findMany({
      where: { state, updatedAt: { lt: ago(olderThanMs) } },
      orderBy: { updatedAt: "asc" },
      take: BATCH,
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  };
  const untouched = {
    OR: [{ lastSentAt: null }, { lastSentAt: { lt: ago(35 * MINUTE) } }],
    createdAt: { lt: ago(2 * MINUTE) },
  };
  const calls = await tx.pspCall.findMany({
    where: { kind: { in: ["CANCEL", "REFUND"] }, state: { in: ["INTENDED", "UNKNOWN"] }, ...untouched },
    orderBy: { createdAt: "asc" },
    take: BATCH,
    select: { kind: true, paymentId: true, subject: true },
  });
  const ending = await tx.payment.findMany({
    where: {
      state: { in: ["AUTHORISED", "CAPTURE_FAILED"] },
      captureBefore: { lt: new Date(now.getTime() + CAPTURE_SAFETY_MS) },
      events: { none: { event: "hold_deadline" } },
    },
    orderBy: { captureBefore: "asc" },
    take: BATCH,
    select: { id: true },
  });
  return {
    unmade: await inState("CREATED", MINUTE),
    unpaid: await pending(tx, { updatedAt: { lt: ago(MINUTE) }, createdAt: { gte: ago(24 * 60 * MINUTE) } }),
    forgotten: await pending(tx, {
      createdAt: { lt: ago(24 * 60 * MINUTE) },
      events: { none: { event: "checkout_overdue" } },
    }),
    capturing: await inState("CAPTURING", MINUTE),
    releasing: await quietReleases(tx, ago(2 * MINUTE), ago(65 * MINUTE)),
    canceling: calls.filter(({ kind }) => kind === "CANCEL").map(({ paymentId }) => paymentId),
    refunding: calls
      .filter(({ kind }) => kind === "REFUND")
      .map(({ paymentId, subject }) => ({ paymentId, refundId: subject })),
    nearDeadline: ending.map(({ id }) => id),
  };
}

async function pending(tx: Tx, where: Prisma.PaymentWhereInput): Promise<string[]> {
  const rows = await tx.payment.findMany({
    where: { ...where, state: "PENDING" },
    orderBy: { updatedAt: "asc" },
    take: BATCH,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Releases whose own job is gone: it looks at least once an hour, so longer silence means that nobody looks. */
async function quietReleases(tx: Tx, requestedBefore: Date, sentBefore: Date): Promise<string[]> {
  const rows = await tx.payment.findMany({
    where: {
      state: "RELEASING",
      releaseRequestedAt: { lt: requestedBefore },
      calls: { some: { kind: "RELEASE", OR: [{ lastSentAt: null }, { lastSentAt: { lt: sentBefore } }] } },
    },
    orderBy: { releaseRequestedAt: "asc" },
    take: BATCH,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Captures that the PSP has not confirmed in time and nobody was told about. */
export async function findOverdueCaptures(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx.payment.findMany({
    where: {
      state: "CAPTURING",
      captureRequestedAt: { lt: new Date(now.getTime() - OVERDUE_MS) },
      events: { none: { event: "capture_overdue" } },
    },
    take: BATCH,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Which payments the comparison with the PSP takes: moved within one of the windows, or holding money now. */
export interface ReconcileRange {
  readonly windows: readonly { readonly after: Date; readonly before: Date }[];
  /** The last id of the page before; null for the first page. */
  readonly afterId: string | null;
  readonly take: number;
}

/** One page of the payments to compare, by id. */
export async function findToReconcile(tx: Tx, range: ReconcileRange): Promise<string[]> {
  const settledBefore = range.windows[0]?.before ?? new Date(0);
  const rows = await tx.payment.findMany({
    where: {
      pspPaymentId: { not: null },
      ...(range.afterId === null ? {} : { id: { gt: range.afterId } }),
      OR: [
        { state: { in: [...HOLDING] }, updatedAt: { lt: settledBefore } },
        ...range.windows.map(({ after, before }) => ({ updatedAt: { gte: after, lt: before } })),
      ],
    },
    orderBy: { id: "asc" },
    take: range.take,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** States in which the PSP holds a driver's money. */
const HOLDING = ["AUTHORISED", "CAPTURING", "RELEASING", "CAPTURE_FAILED"] as const;
