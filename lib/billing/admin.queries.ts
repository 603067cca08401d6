import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import { type Cursor, olderThan, PAGE_SIZE, type Page, toPage } from "@/lib/tenants/paging.rules";
import { likeText } from "@/lib/tenants/search-text.rules";
import { type ExceptionFilter, PAYMENT_VIEWS, type PaymentFilter } from "./admin.model";

const PAYMENT_LIST = {
  id: true,
  state: true,
  mode: true,
  currency: true,
  holdMinor: true,
  authorisedMinor: true,
  capturedMinor: true,
  releasedMinor: true,
  refundedMinor: true,
  prepaid: true,
  pspPaymentId: true,
  method: true,
  wallet: true,
  cardBrand: true,
  cardLast4: true,
  failureCode: true,
  createdAt: true,
  session: { select: { id: true, reference: true } },
} as const satisfies Prisma.PaymentSelect;

export type PaymentRow = Prisma.PaymentGetPayload<{ select: typeof PAYMENT_LIST }>;

/** A page of payments, newest first. */
export async function listPayments(
  context: Context,
  scope: AdminScope,
  filter: PaymentFilter,
  cursor: Cursor | null,
  size = PAGE_SIZE,
): Promise<Page<PaymentRow>> {
  const rows = await context.db.withClient(scope.clientId, (tx) =>
    tx.payment.findMany({
      where: { AND: [paymentCondition(scope, filter), olderThan("createdAt", cursor)] },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: size + 1,
      select: PAYMENT_LIST,
    }),
  );
  return toPage(rows, (row) => ({ at: row.createdAt, id: row.id }), size);
}

/** Sums of the filtered payments per currency: the head of the page (ADM-10). */
export async function sumPayments(context: Context, scope: AdminScope, filter: PaymentFilter) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.payment.groupBy({
      by: ["currency"],
      where: paymentCondition(scope, filter),
      _count: true,
      _sum: { authorisedMinor: true, capturedMinor: true, releasedMinor: true, refundedMinor: true },
      orderBy: { currency: "asc" },
    }),
  );
}

function paymentCondition(scope: AdminScope, filter: PaymentFilter): Prisma.PaymentWhereInput {
  const text = filter.text?.trim();
  return {
    cpoId: { in: [...scope.cpoIds] },
    ...(filter.view ? { state: { in: [...PAYMENT_VIEWS[filter.view]] } } : {}),
    ...(filter.since ? { createdAt: { gte: filter.since } } : {}),
    ...(text
      ? {
          OR: [
            { pspPaymentId: text },
            { cardLast4: text },
            { session: { reference: { contains: likeText(text.toUpperCase()) } } },
          ],
        }
      : {}),
  };
}

/** One payment with its calls, refunds and bookings; null when it is not in the scope. */
export async function readPayment(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.payment.findFirst({
      where: { id, cpoId: { in: [...scope.cpoIds] } },
      omit: {
        webhookTokenHash: true,
        webhookUrl: true,
        redirectUrl: true,
        deviceHash: true,
        networkHash: true,
      },
      include: {
        session: { select: { id: true, reference: true, state: true, timeZone: true } },
        pspAccount: { select: { psp: true, mode: true, keyLast4: true } },
        calls: { orderBy: { createdAt: "asc" } },
        refunds: { orderBy: { createdAt: "asc" } },
        postings: {
          orderBy: [{ at: "asc" }, { id: "asc" }],
          include: { entries: { orderBy: { id: "asc" } } },
        },
      },
    }),
  );
}
export type PaymentDetail = NonNullable<Awaited<ReturnType<typeof readPayment>>>;

/** A page of exceptions, newest first, with the references that a person knows them by. */
export async function listExceptions(
  context: Context,
  scope: AdminScope,
  filter: ExceptionFilter,
  cursor: Cursor | null,
) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const rows = await tx.exceptionCase.findMany({
      where: {
        AND: [
          { state: filter.state, ...(filter.code ? { code: filter.code } : {}) },
          await inMode(tx, scope),
          olderThan("openedAt", cursor),
        ],
      },
      orderBy: [{ openedAt: "desc" }, { id: "desc" }],
      take: PAGE_SIZE + 1,
    });
    const sessions = await tx.chargingSession.findMany({
      where: { id: { in: rows.map((row) => row.sessionId).filter((id) => id !== null) } },
      select: { id: true, reference: true },
    });
    const references = new Map(sessions.map((session) => [session.id, session.reference]));
    const named = rows.map((row) => ({
      ...row,
      reference: (row.sessionId && references.get(row.sessionId)) || null,
    }));
    return toPage(named, (row) => ({ at: row.openedAt, id: row.id }));
  });
}
export type ExceptionRow = Awaited<ReturnType<typeof listExceptions>>["rows"][number];

/** Open exceptions per code. */
export async function countExceptions(context: Context, scope: AdminScope) {
  return context.db.withClient(scope.clientId, async (tx) =>
    tx.exceptionCase.groupBy({
      by: ["code"],
      where: { AND: [{ state: "OPEN" }, await inMode(tx, scope)] },
      _count: true,
      orderBy: { code: "asc" },
    }),
  );
}

/** One exception; null when it is not in the scope. */
export async function readException(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const found = await tx.exceptionCase.findFirst({ where: { AND: [{ id }, await inMode(tx, scope)] } });
    if (!found) return null;
    const session = found.sessionId
      ? await tx.chargingSession.findUnique({
          where: { id: found.sessionId },
          select: { id: true, reference: true, state: true },
        })
      : null;
    return { ...found, session };
  });
}

/**
 * Exceptions know their session, payment or station, not their CPO: those of the other mode's CPOs are left out, those
 * that point nowhere are shown in both (ADM-20).
 */
export async function inMode(tx: Tx, scope: AdminScope): Promise<Prisma.ExceptionCaseWhereInput> {
  const others = await tx.cpo.findMany({
    where: { id: { notIn: [...scope.cpoIds] } },
    select: { id: true },
  });
  if (others.length === 0) return {};
  const cpoId = { in: others.map((cpo) => cpo.id) };
  const foreign = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM exception_cases e
    LEFT JOIN charging_sessions s ON s.id = e.session_id
    LEFT JOIN payments p ON p.id = e.payment_id
    LEFT JOIN stations st ON st.id = e.station_id
    LEFT JOIN locations l ON l.id = st.location_id
    WHERE COALESCE(s.cpo_id, p.cpo_id, l.cpo_id) = ANY(${cpoId.in}::uuid[])`;
  return { id: { notIn: foreign.map((row) => row.id) } };
}

/** The accounts of a CPO at its payment provider, newest first; of a key only its last four characters (SEC-90). */
export async function listPspAccounts(context: Context, scope: AdminScope, cpoId: string) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.pspAccount.findMany({
      where: { cpoId: { in: scope.cpoIds.filter((id) => id === cpoId) } },
      orderBy: { createdAt: "desc" },
      select: {
        id: true,
        psp: true,
        mode: true,
        keyLast4: true,
        profileName: true,
        createdAt: true,
        disabledAt: true,
      },
    }),
  );
}
