import type { Context } from "@/lib/db/context";

/** A command as it waits in its row. */
export interface QueuedCommand {
  readonly commandId: string;
  readonly stationId: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly deadlineAt: Date;
}

/** Most commands that are fetched in one go; the rest comes with the next look. */
const FETCH_MAX = 500;

/**
 * Commands that wait for these stations, the oldest first. Only stations whose socket this gateway holds according to the
 * database: two gateways that both believe to hold a station must not both send.
 */
export async function findQueuedCommands(
  context: Context,
  gatewayId: string,
  stationIds: readonly string[],
): Promise<QueuedCommand[]> {
  if (stationIds.length === 0) return [];
  const rows = await context.db.withSystem((tx) =>
    tx.stationCommand.findMany({
      where: { state: "QUEUED", stationId: { in: [...stationIds] }, station: { gatewayId } },
      select: { id: true, stationId: true, kind: true, payload: true, deadlineAt: true },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: FETCH_MAX,
    }),
  );
  return rows.map(({ id, ...rest }) => ({ commandId: id, ...rest }));
}

/** A command that was sent to this station, for the answer that comes by another way than a socket; null when there is none. */
export async function findSentCommand(
  context: Context,
  stationId: string,
  commandId: string,
): Promise<QueuedCommand | null> {
  const row = await context.db.withSystem((tx) =>
    tx.stationCommand.findFirst({
      where: { id: commandId, stationId, state: "SENT" },
      select: { id: true, stationId: true, kind: true, payload: true, deadlineAt: true },
    }),
  );
  if (!row) return null;
  const { id, ...rest } = row;
  return { commandId: id, ...rest };
}

/** True while a command of this station is sent and may still be answered. */
export async function hasCommandUnderWay(context: Context, stationId: string): Promise<boolean> {
  const now = context.clock.now();
  return context.db.withSystem(
    async (tx) =>
      (await tx.stationCommand.count({ where: { stationId, state: "SENT", deadlineAt: { gt: now } } })) > 0,
  );
}

/** Which of these stations this gateway should let go: connected elsewhere by now, or retired. */
export async function findStationsToLetGo(
  context: Context,
  gatewayId: string,
  stationIds: readonly string[],
): Promise<string[]> {
  if (stationIds.length === 0) return [];
  const rows = await context.db.withSystem((tx) =>
    tx.station.findMany({
      where: {
        id: { in: [...stationIds] },
        OR: [{ gatewayId: { not: gatewayId } }, { gatewayId: null }, { state: "RETIRED" }],
      },
      select: { id: true },
    }),
  );
  return rows.map(({ id }) => id);
}

/** The gateway that holds a station's socket, and what it speaks, for frames that come over HTTP. */
export async function findHolder(
  context: Context,
  stationId: string,
): Promise<{ readonly gatewayId: string | null; readonly ocppVersion: string | null } | null> {
  return context.db.withSystem((tx) =>
    tx.station.findUnique({ where: { id: stationId }, select: { gatewayId: true, ocppVersion: true } }),
  );
}
