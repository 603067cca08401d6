import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { TodayFigures } from "./admin.model";
import { inMode } from "./admin.queries";

const HOUR_MS = 3_600_000;
/** A hold that is not settled this long after the end of its session is late (ADM-27). */
const LATE_MS = 15 * 60_000;

/** The figures of the first page for the 24 hours before `now` (ADM-26). */
export async function readToday(context: Context, scope: AdminScope, now: Date): Promise<TodayFigures> {
  const since = new Date(now.getTime() - 24 * HOUR_MS);
  return context.db.withClient(scope.clientId, async (tx) => ({
    pay: await paying(tx, scope, since),
    money: await money(tx, scope, since, now),
    hours: await hourly(tx, scope, since, now),
  }));
}

async function paying(tx: Tx, scope: AdminScope, since: Date): Promise<TodayFigures["pay"]> {
  const cpoIds = [...scope.cpoIds];
  const rows = await tx.$queryRaw<
    { opened: number; paid: number; started: number; finished: number; declined: number; failed: number }[]
  >`
    SELECT count(*)::int AS opened,
      count(*) FILTER (WHERE authorised_at IS NOT NULL)::int AS paid,
      count(*) FILTER (WHERE started_at IS NOT NULL)::int AS started,
      count(*) FILTER (WHERE state = 'BILLED' OR (state = 'CLOSED' AND started_at IS NOT NULL))::int AS finished,
      count(*) FILTER (WHERE state = 'ABANDONED' AND reason = 'payment_declined')::int AS declined,
      count(*) FILTER (WHERE authorised_at IS NOT NULL AND started_at IS NULL
                       AND state IN ('START_FAILED', 'CLOSED'))::int AS failed
    FROM charging_sessions
    WHERE cpo_id = ANY(${cpoIds}::uuid[]) AND created_at >= ${since}`;
  const reasons = await tx.$queryRaw<{ reason: string; count: number }[]>`
    SELECT reason, count(*)::int AS count FROM charging_sessions
    WHERE cpo_id = ANY(${cpoIds}::uuid[]) AND created_at >= ${since} AND reason IS NOT NULL AND started_at IS NULL
    GROUP BY reason ORDER BY count DESC, reason LIMIT 5`;
  const row = rows[0] ?? { opened: 0, paid: 0, started: 0, finished: 0, declined: 0, failed: 0 };
  const { failed, ...counts } = row;
  return { ...counts, failedStarts: failed, reasons };
}

async function money(tx: Tx, scope: AdminScope, since: Date, now: Date): Promise<TodayFigures["money"]> {
  const cpoIds = [...scope.cpoIds];
  const late = new Date(now.getTime() - LATE_MS);
  const open = await tx.exceptionCase.aggregate({
    where: { AND: [{ state: "OPEN" }, await inMode(tx, scope)] },
    _count: true,
    _min: { openedAt: true },
  });
  const lateHolds = await tx.payment.count({
    where: {
      cpoId: { in: cpoIds },
      state: { in: ["AUTHORISED", "CAPTURING", "RELEASING"] },
      session: {
        OR: [{ endedAt: { lt: late } }, { state: { in: ["CLOSED", "ABANDONED"] }, updatedAt: { lt: late } }],
      },
    },
  });
  const failedCaptures = await tx.payment.count({
    where: { cpoId: { in: cpoIds }, state: { in: ["CAPTURE_FAILED", "HOLD_LOST"] } },
  });
  const mismatches = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM cdrs c
    JOIN charging_sessions s ON s.id = c.session_id
    JOIN payments p ON p.id = s.payment_id
    WHERE c.cpo_id = ANY(${cpoIds}::uuid[]) AND p.state = 'CAPTURED' AND NOT p.prepaid
      AND p.captured_minor <> c.charged_minor`;
  const captured = await tx.payment.groupBy({
    by: ["currency"],
    where: { cpoId: { in: cpoIds }, capturedAt: { gte: since } },
    _sum: { capturedMinor: true },
    orderBy: { currency: "asc" },
  });
  const held = await tx.payment.groupBy({
    by: ["currency"],
    where: {
      cpoId: { in: cpoIds },
      state: { in: ["AUTHORISED", "CAPTURING", "RELEASING", "CAPTURE_FAILED"] },
    },
    _sum: { authorisedMinor: true },
    orderBy: { currency: "asc" },
  });
  return {
    openExceptions: open._count,
    oldestExceptionAt: open._min.openedAt,
    lateHolds,
    failedCaptures,
    mismatches: mismatches[0]?.count ?? 0,
    capturedByCurrency: captured.map((row) => ({
      currency: row.currency,
      minor: row._sum.capturedMinor ?? 0,
    })),
    heldByCurrency: held.map((row) => ({ currency: row.currency, minor: row._sum.authorisedMinor ?? 0 })),
  };
}

async function hourly(tx: Tx, scope: AdminScope, since: Date, now: Date): Promise<TodayFigures["hours"]> {
  const rows = await tx.$queryRaw<{ at: Date; started: number; failed: number }[]>`
    SELECT date_trunc('hour', created_at) AS at,
      count(*) FILTER (WHERE started_at IS NOT NULL)::int AS started,
      count(*) FILTER (WHERE authorised_at IS NOT NULL AND started_at IS NULL
                       AND state IN ('START_FAILED', 'CLOSED'))::int AS failed
    FROM charging_sessions
    WHERE cpo_id = ANY(${[...scope.cpoIds]}::uuid[]) AND created_at >= ${since}
    GROUP BY 1`;
  const byHour = new Map(rows.map((row) => [row.at.getTime(), row]));
  const first = Math.floor(since.getTime() / HOUR_MS) + 1;
  const last = Math.floor(now.getTime() / HOUR_MS);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const at = new Date((first + index) * HOUR_MS);
    return byHour.get(at.getTime()) ?? { at, started: 0, failed: 0 };
  });
}
