import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { type Run, runSetupSchema } from "./conformance.model";

const WITH_STEPS = { steps: { orderBy: { number: "asc" } } } as const satisfies Prisma.ConformanceRunInclude;
type RunRow = Prisma.ConformanceRunGetPayload<{ include: typeof WITH_STEPS }>;

const runOf = (row: RunRow): Run => ({ ...row, setup: runSetupSchema.parse(row.setup) });

export async function findRun(tx: Tx, runId: string): Promise<Run | null> {
  const row = await tx.conformanceRun.findUnique({ where: { id: runId }, include: WITH_STEPS });
  return row ? runOf(row) : null;
}

/** Number of the next run of a connection, and whether one runs now. */
export async function findLast(
  tx: Tx,
  subscriptionId: string,
): Promise<{ readonly next: number; readonly isRunning: boolean }> {
  const rows = await tx.conformanceRun.findMany({
    where: { subscriptionId },
    orderBy: { number: "desc" },
    select: { number: true, state: true },
  });
  return { next: (rows[0]?.number ?? 0) + 1, isRunning: rows.some(({ state }) => state === "RUNNING") };
}

/** The runs of a connection, newest first. */
export async function listRuns(context: Context, clientId: string, subscriptionId: string): Promise<Run[]> {
  const rows = await context.db.withClient(clientId, (tx) =>
    tx.conformanceRun.findMany({
      where: { subscriptionId },
      include: WITH_STEPS,
      orderBy: { number: "desc" },
      take: 50,
    }),
  );
  return rows.map(runOf);
}

/** One run of a connection; null when it is another's. */
export async function readRun(
  context: Context,
  clientId: string,
  subscriptionId: string,
  runId: string,
): Promise<Run | null> {
  const run = await context.db.withClient(clientId, (tx) => findRun(tx, runId));
  return run?.subscriptionId === subscriptionId ? run : null;
}

/** A stored message of a run's evidence. */
export interface EvidenceEntry {
  readonly id: bigint;
  readonly at: Date;
  readonly direction: "IN" | "OUT";
  readonly action: string | null;
  readonly status: string | null;
  readonly body: string;
}

/** The messages that prove the steps of a run, by id. Secrets were masked before they were stored. */
export async function readEvidence(context: Context, run: Run): Promise<ReadonlyMap<bigint, EvidenceEntry>> {
  const ids = run.steps.flatMap(({ evidence }) => [...evidence]);
  const rows = await context.db.withClient(run.clientId, (tx) =>
    tx.journalEntry.findMany({
      where: { id: { in: ids }, subscriptionId: run.subscriptionId },
      select: { id: true, at: true, direction: true, action: true, status: true, body: true },
      orderBy: { id: "asc" },
    }),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A charging point that a run can use. */
export interface RunEvse {
  readonly evseId: string;
  readonly label: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly connectorId: string;
  readonly cpoId: string;
  readonly cpoMode: "TEST" | "LIVE";
  /** Terminals of the connection that serve it. */
  readonly terminals: readonly { readonly terminalId: string; readonly label: string }[];
  readonly station: { readonly gatewayId: string | null; readonly lastSeenAt: Date | null };
}

/** Charging points of the connection's operators that are open for ad-hoc payment. */
export async function findEvses(
  tx: Tx,
  subscriptionId: string,
  cpoIds: readonly string[],
): Promise<RunEvse[]> {
  const rows = await tx.evse.findMany({
    where: {
      adHocEnabled: true,
      location: { cpoId: { in: [...cpoIds] }, isPublic: true },
      station: { state: "ACTIVE" },
    },
    orderBy: [{ location: { name: "asc" } }, { label: "asc" }],
    take: 500,
    include: {
      connectors: { orderBy: { position: "asc" }, take: 1 },
      station: true,
      location: { include: { cpo: { select: { mode: true } } } },
    },
  });
  const assignments = await tx.terminalAssignment.findMany({
    where: { terminal: { subscriptionId, state: "ACTIVE" } },
    include: { terminal: { select: { terminalId: true, label: true } } },
    orderBy: { id: "asc" },
  });
  return rows.map((evse) => ({
    evseId: evse.id,
    label: evse.label,
    locationId: evse.locationId,
    locationName: evse.location.name,
    connectorId: String(evse.connectors[0]?.position ?? 1),
    cpoId: evse.location.cpoId,
    cpoMode: evse.location.cpo.mode,
    terminals: assignments
      .filter(({ locationId, evseId }) => locationId === evse.locationId && (evseId ?? evse.id) === evse.id)
      .map(({ terminal }) => terminal),
    station: evse.station,
  }));
}

/** The same, for the form. */
export async function listEvses(
  context: Context,
  clientId: string,
  subscriptionId: string,
  cpoIds: readonly string[],
): Promise<RunEvse[]> {
  return context.db.withClient(clientId, (tx) => findEvses(tx, subscriptionId, cpoIds));
}
