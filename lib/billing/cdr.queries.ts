import type { Context } from "@/lib/db/context";
import { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import { type Cursor, olderThan, PAGE_SIZE, toPage } from "@/lib/tenants/paging.rules";
import { likeText } from "@/lib/tenants/search-text.rules";
import type { CdrFilter } from "./admin.model";

const SESSION = {
  select: {
    id: true,
    reference: true,
    authorizationReference: true,
    timeZone: true,
    channel: true,
    currency: true,
    startedAt: true,
    endedAt: true,
    evseId: true,
    meterStartWh: true,
    meterStopWh: true,
    subscription: { select: { id: true, name: true } },
    payment: { select: { id: true, state: true, capturedMinor: true } },
    evse: { select: { label: true, evseId: true, location: { select: { name: true } } } },
  },
} as const;

const CDR_LIST = { session: SESSION } as const satisfies Prisma.CdrInclude;

/** A page of charge detail records, newest first. Flagged and dropped sessions have none. */
export async function listCdrs(
  context: Context,
  scope: AdminScope,
  filter: CdrFilter,
  cursor: Cursor | null,
  size = PAGE_SIZE,
) {
  const rows = await context.db.withClient(scope.clientId, (tx) =>
    tx.cdr.findMany({
      where: { AND: [cdrCondition(scope, filter), olderThan("createdAt", cursor)] },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: size + 1,
      omit: { content: true },
      include: CDR_LIST,
    }),
  );
  return toPage(rows, (row) => ({ at: row.createdAt, id: row.id }), size);
}
export type CdrRow = Awaited<ReturnType<typeof listCdrs>>["rows"][number];

function cdrCondition(scope: AdminScope, filter: CdrFilter): Prisma.CdrWhereInput {
  const text = filter.text?.trim();
  const { since, state, kind, channel, subscriptionId, small } = filter;
  return {
    cpoId: { in: [...scope.cpoIds] },
    ...(state === null || state === "CALCULATED" ? {} : { id: { in: [] } }),
    ...(since ? { createdAt: { gte: since } } : {}),
    ...(kind ? { kind } : {}),
    ...(small ? { isSmall: true } : {}),
    ...(channel || subscriptionId
      ? { session: { ...(channel ? { channel } : {}), ...(subscriptionId ? { subscriptionId } : {}) } }
      : {}),
    ...(text
      ? {
          OR: [
            { number: { contains: likeText(text), mode: "insensitive" } },
            { session: { reference: { contains: likeText(text.toUpperCase()) } } },
            { session: { evse: { evseId: { contains: likeText(text), mode: "insensitive" } } } },
          ],
        }
      : {}),
  };
}

/** A page of CDRs, flagged and dropped sessions together, newest first: the list of everything that was or may be billed. */
export async function listBills(
  context: Context,
  scope: AdminScope,
  filter: CdrFilter,
  cursor: Cursor | null,
) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const places = await tx.$queryRaw<{ id: string; at: Date; isCdr: boolean }[]>`
      SELECT b.id, b.at, b.is_cdr AS "isCdr" FROM (
        SELECT c.id, c.created_at AS at, true AS is_cdr, 'CALCULATED'::validation_state AS state, c.kind, c.is_small,
          c.number, c.session_id FROM cdrs c
        UNION ALL
        SELECT v.session_id, coalesce(v.flagged_at, v.updated_at), false, v.state, NULL, false, '', v.session_id
        FROM cdr_validations v WHERE v.state <> 'CALCULATED'
      ) b JOIN charging_sessions s ON s.id = b.session_id JOIN evses e ON e.id = s.evse_id
      WHERE s.cpo_id = ANY(${[...scope.cpoIds]}::uuid[]) ${conditions(filter, cursor)}
      ORDER BY b.at DESC, b.id DESC LIMIT ${PAGE_SIZE + 1}`;
    const idsOf = (isCdr: boolean) => places.filter((place) => place.isCdr === isCdr).map(({ id }) => id);
    const cdrs = await tx.cdr.findMany({
      where: { id: { in: idsOf(true) } },
      omit: { content: true },
      include: CDR_LIST,
    });
    const validations = await tx.cdrValidation.findMany({
      where: { sessionId: { in: idsOf(false) } },
      include: { session: SESSION },
    });
    const rows = places.flatMap(({ id, at, isCdr }) => {
      const cdr = isCdr ? (cdrs.find((row) => row.id === id) ?? null) : null;
      const validation = isCdr ? null : (validations.find(({ sessionId }) => sessionId === id) ?? null);
      const session = cdr?.session ?? validation?.session;
      return session ? [{ id, at, cdr, validation, session }] : [];
    });
    return toPage(rows, ({ at, id }) => ({ at, id }));
  });
}
export type BillRow = Awaited<ReturnType<typeof listBills>>["rows"][number];

/** The filter as SQL; every value is a parameter (SEC-69). */
function conditions(filter: CdrFilter, cursor: Cursor | null): Prisma.Sql {
  const { since, state, kind, channel, subscriptionId, small } = filter;
  const text = filter.text?.trim();
  const like = text ? `%${likeText(text)}%` : "";
  const parts = [
    state && Prisma.sql`AND b.state = ${state}::validation_state`,
    kind && Prisma.sql`AND b.kind = ${kind}::cdr_kind`,
    channel && Prisma.sql`AND s.channel = ${channel}::channel`,
    subscriptionId && Prisma.sql`AND s.subscription_id = ${subscriptionId}::uuid`,
    small && Prisma.sql`AND b.is_small`,
    since && Prisma.sql`AND b.at >= ${since}`,
    text && Prisma.sql`AND (b.number ILIKE ${like} OR s.reference ILIKE ${like} OR e.evse_id ILIKE ${like})`,
    cursor && Prisma.sql`AND (b.at, b.id) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`,
  ].filter((part) => part instanceof Prisma.Sql);
  return parts.length === 0 ? Prisma.empty : Prisma.join(parts, " ");
}

/** Flagged and dropped sessions, for the chips and the badge in the navigation. */
export async function countValidations(
  context: Context,
  scope: AdminScope,
): Promise<Record<"FLAGGED" | "DROPPED", number>> {
  const rows = await context.db.withClient(scope.clientId, (tx) =>
    tx.cdrValidation.groupBy({
      by: ["state"],
      where: { cpoId: { in: [...scope.cpoIds] }, state: { not: "CALCULATED" } },
      _count: true,
    }),
  );
  const of = (state: string) => rows.find((row) => row.state === state)?._count ?? 0;
  return { FLAGGED: of("FLAGGED"), DROPPED: of("DROPPED") };
}

/** The connections whose sessions have bills, for the filter. */
export async function listBilledSubscriptions(context: Context, scope: AdminScope) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.subscription.findMany({
      where: { cpos: { some: { cpoId: { in: [...scope.cpoIds] } } } },
      select: { id: true, name: true },
      orderBy: { name: "asc" },
      take: 20,
    }),
  );
}

/** One charge detail record with its content, its corrections, and what its provider has captured; null outside the scope. */
export async function readCdr(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const cdr = await tx.cdr.findFirst({
      where: { id, cpoId: { in: [...scope.cpoIds] } },
      include: CDR_LIST,
    });
    if (!cdr) return null;
    const { sessionId } = cdr;
    const family = await tx.cdr.findMany({
      where: { sessionId },
      omit: { content: true },
      orderBy: [{ createdAt: "asc" }, { number: "asc" }],
    });
    const advices = await tx.financialAdvice.findMany({
      where: { sessionId },
      omit: { content: true },
      orderBy: { receivedAt: "asc" },
    });
    const validation = await tx.cdrValidation.findUnique({ where: { sessionId }, include: DECISIONS });
    return { ...cdr, family, advices, validation };
  });
}
export type CdrDetail = NonNullable<Awaited<ReturnType<typeof readCdr>>>;

const DECISIONS = { decisions: { orderBy: { id: "asc" } } } as const satisfies Prisma.CdrValidationInclude;

/** A session that was flagged or dropped, with its decisions; null outside the scope, and for a session without trouble. */
export async function readFlagged(context: Context, scope: AdminScope, sessionId: string) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.cdrValidation.findFirst({
      where: { sessionId, cpoId: { in: [...scope.cpoIds] }, state: { not: "CALCULATED" } },
      include: { ...DECISIONS, session: SESSION },
    }),
  );
}
export type FlaggedDetail = NonNullable<Awaited<ReturnType<typeof readFlagged>>>;

/** The flagged ones among some sessions, for an act on many (ADM-4). */
export async function readFlaggedMany(context: Context, scope: AdminScope, sessionIds: readonly string[]) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.cdrValidation.findMany({
      where: { sessionId: { in: [...sessionIds] }, cpoId: { in: [...scope.cpoIds] } },
      include: { session: { select: { reference: true } } },
      orderBy: { flaggedAt: "asc" },
    }),
  );
}
