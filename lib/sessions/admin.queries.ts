import type { Context } from "@/lib/db/context";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import { type Cursor, olderThan, PAGE_SIZE, type Page, toPage } from "@/lib/tenants/paging.rules";
import { likeText } from "@/lib/tenants/search-text.rules";
import { type ReadingPoint, SESSION_VIEWS, type SessionFilter, type SessionRow } from "./admin.model";
import { STANDING_CDR } from "./session.model";

const LIST = {
  id: true,
  reference: true,
  state: true,
  reason: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
  currency: true,
  costMinor: true,
  ceilingMinor: true,
  timeZone: true,
  meterStartWh: true,
  meterLastWh: true,
  meterStopWh: true,
  paymentId: true,
  evse: { select: { label: true, evseId: true, location: { select: { name: true } } } },
  payment: { select: { state: true } },
  cdrs: { where: STANDING_CDR, select: { chargedMinor: true, energyWh: true }, take: 1 },
} as const satisfies Prisma.ChargingSessionSelect;

type ListRow = Prisma.ChargingSessionGetPayload<{ select: typeof LIST }>;

/** A page of sessions, newest first. */
export async function listSessions(
  context: Context,
  scope: AdminScope,
  filter: SessionFilter,
  cursor: Cursor | null,
  size = PAGE_SIZE,
): Promise<Page<SessionRow>> {
  const rows = await context.db.withClient(scope.clientId, (tx) =>
    tx.chargingSession.findMany({
      where: { AND: [conditionOf(scope, filter), olderThan("createdAt", cursor)] },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: size + 1,
      select: LIST,
    }),
  );
  return toPage(rows.map(toRow), (row) => ({ at: row.createdAt, id: row.id }), size);
}

/** How many sessions each ready-made filter would show. */
export async function countSessionViews(
  context: Context,
  scope: AdminScope,
  filter: SessionFilter,
): Promise<Readonly<Record<string, number>>> {
  const groups = await context.db.withClient(scope.clientId, (tx) =>
    tx.chargingSession.groupBy({
      by: ["state"],
      where: conditionOf(scope, { ...filter, view: null }),
      _count: true,
    }),
  );
  const count = (states: readonly string[]) =>
    groups.filter(({ state }) => states.includes(state)).reduce((sum, { _count }) => sum + _count, 0);
  return Object.fromEntries(Object.entries(SESSION_VIEWS).map(([view, states]) => [view, count(states)]));
}

function conditionOf(scope: AdminScope, filter: SessionFilter): Prisma.ChargingSessionWhereInput {
  const text = filter.text?.trim();
  return {
    cpoId: { in: [...scope.cpoIds] },
    ...(filter.view ? { state: { in: [...SESSION_VIEWS[filter.view]] } } : {}),
    ...(filter.since ? { createdAt: { gte: filter.since } } : {}),
    ...(filter.evseId ? { evseId: filter.evseId } : {}),
    ...(filter.locationId ? { locationId: filter.locationId } : {}),
    ...(text
      ? {
          OR: [
            { reference: { contains: likeText(text.toUpperCase()) } },
            { evse: { evseId: { contains: likeText(text), mode: "insensitive" } } },
            { evse: { label: { contains: likeText(text), mode: "insensitive" } } },
          ],
        }
      : {}),
  };
}

function toRow(row: ListRow): SessionRow {
  const { evse, payment, cdrs, meterStartWh, meterLastWh, meterStopWh, ...rest } = row;
  const [cdr] = cdrs;
  const register = meterStopWh ?? meterLastWh;
  return {
    ...rest,
    evseLabel: evse.label,
    evseId: evse.evseId,
    locationName: evse.location.name,
    paymentState: payment?.state ?? null,
    energyWh:
      cdr?.energyWh ??
      (meterStartWh !== null && register !== null ? Math.max(0, Number(register - meterStartWh)) : null),
    costMinor: cdr?.chargedMinor ?? row.costMinor,
  };
}

const DETAIL = {
  evse: {
    select: {
      label: true,
      evseId: true,
      location: { select: { name: true } },
      station: { select: { name: true } },
    },
  },
  payment: {
    select: {
      id: true,
      state: true,
      currency: true,
      authorisedMinor: true,
      capturedMinor: true,
      releasedMinor: true,
      refundedMinor: true,
      pspPaymentId: true,
      cardBrand: true,
      cardLast4: true,
    },
  },
  cdrs: { orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
  receipts: {
    select: { id: true, kind: true, number: true, createdAt: true, subject: true, locale: true },
    orderBy: { createdAt: "asc" },
  },
} as const satisfies Prisma.ChargingSessionInclude;

/** Token hashes and sealed tokens never leave the database for the portal (ADM-22). */
const HIDDEN = {
  controlTokenHash: true,
  viewTokenHash: true,
  returnTokenHash: true,
  receiptTokenHash: true,
  recoveryCodeHash: true,
  tokensCipher: true,
} as const;

/** One session with what belongs to it; null when it is not there, or of another client or mode. */
export async function readSession(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.chargingSession.findFirst({
      where: { id, cpoId: { in: [...scope.cpoIds] } },
      include: DETAIL,
      omit: HIDDEN,
    }),
  );
}
export type SessionDetail = NonNullable<Awaited<ReturnType<typeof readSession>>>;

/** Most points that a chart gets; a session of 72 h with a reading every 10 s is thinned evenly. */
const POINTS_MAX = 600;

/** The accepted readings of a session, as energy since its start. */
export async function readReadings(
  context: Context,
  scope: AdminScope,
  sessionId: string,
): Promise<ReadingPoint[]> {
  const { rows, startWh } = await context.db.withClient(scope.clientId, async (tx) => {
    const session = await tx.chargingSession.findFirst({
      where: { id: sessionId, cpoId: { in: [...scope.cpoIds] } },
      select: { meterStartWh: true },
    });
    if (!session) return { rows: [], startWh: null };
    return {
      startWh: session.meterStartWh,
      rows: await tx.meterReading.findMany({
        where: { sessionId, problem: null, signedData: null },
        orderBy: { at: "asc" },
        take: 30_000,
        select: { at: true, registerWh: true, powerW: true, socPercent: true },
      }),
    };
  });
  const step = Math.max(1, Math.ceil(rows.length / POINTS_MAX));
  return rows
    .filter((_, index) => index % step === 0 || index === rows.length - 1)
    .map(({ registerWh, ...row }) => ({
      ...row,
      energyWh: registerWh !== null && startWh !== null ? Math.max(0, Number(registerWh - startWh)) : null,
    }));
}
