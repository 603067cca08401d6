import type { Context } from "@/lib/db/context";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import {
  TERMINAL_STATES,
  type TerminalDifference,
  type TerminalMode,
  type TerminalState,
} from "./terminal.model";

export interface TerminalFilter {
  readonly state: TerminalState | null;
  /** Only those whose provider has something otherwise. */
  readonly differs: boolean;
  /** Only those that serve nothing. */
  readonly idle: boolean;
  readonly text: string | null;
}

/** A terminal in the list. */
export interface TerminalRow {
  readonly id: string;
  readonly mode: TerminalMode;
  readonly state: TerminalState;
  readonly terminalId: string;
  readonly label: string;
  readonly reference: string | null;
  readonly subscription: { readonly id: string; readonly name: string; readonly provider: string } | null;
  /** "Kade: whole location", "Kade: 1-1, 1-2". */
  readonly location: { readonly id: string; readonly name: string } | null;
  readonly evseLabels: readonly string[];
  readonly lastSessionAt: Date | null;
  readonly peerUpdatedAt: Date | null;
  readonly differs: boolean;
}

const LIST = {
  subscription: { select: { id: true, name: true, provider: true } },
  assignments: {
    select: {
      location: { select: { id: true, name: true } },
      evse: { select: { id: true, label: true } },
    },
  },
  sessions: { select: { createdAt: true }, orderBy: { createdAt: "desc" }, take: 1 },
} as const satisfies Prisma.TerminalInclude;
type ListRow = Prisma.TerminalGetPayload<{ include: typeof LIST }>;

/** Terminals belong to the environment of their connection; those without one stand in both. */
function inScope(scope: AdminScope): Prisma.TerminalWhereInput {
  const environment = scope.mode === "TEST" ? ("ACCEPTANCE" as const) : ("PRODUCTION" as const);
  return { OR: [{ subscriptionId: null }, { subscription: { environment } }] };
}

const LIST_MAX = 500;

/** The terminals of the scope, by name. */
export async function listTerminals(
  context: Context,
  scope: AdminScope,
  filter: TerminalFilter,
): Promise<readonly TerminalRow[]> {
  const { state, differs, idle, text } = filter;
  const contains = text === null ? null : { contains: text, mode: "insensitive" as const };
  return context.db.withClient(scope.clientId, async (tx) => {
    const rows = await tx.terminal.findMany({
      where: {
        AND: [
          inScope(scope),
          state === null ? {} : { state },
          idle ? { assignments: { none: {} }, state: { not: "DEACTIVATED" } } : {},
          contains === null
            ? {}
            : { OR: [{ label: contains }, { terminalId: contains }, { reference: contains }] },
        ],
      },
      include: LIST,
      orderBy: [{ label: "asc" }, { id: "asc" }],
      take: LIST_MAX,
    });
    const shown = rows.map(rowOf);
    return differs ? shown.filter((row) => row.differs) : shown;
  });
}

function rowOf(row: ListRow): TerminalRow {
  const [first] = row.assignments;
  return {
    id: row.id,
    mode: row.mode,
    state: row.state,
    terminalId: row.terminalId,
    label: row.label,
    reference: row.reference,
    subscription: row.subscription,
    location: first?.location ?? null,
    evseLabels: row.assignments.flatMap(({ evse }) => evse?.label ?? []),
    lastSessionAt: row.sessions[0]?.createdAt ?? null,
    peerUpdatedAt: row.peerUpdatedAt,
    differs: row.differences !== null,
  };
}

/** One terminal with everything that its page shows; null when it is not in the scope. */
export async function readTerminal(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const row = await tx.terminal.findFirst({
      where: { AND: [{ id }, inScope(scope)] },
      include: {
        subscription: {
          select: {
            id: true,
            name: true,
            provider: true,
            version: true,
            cpos: { select: { cpoId: true } },
          },
        },
        assignments: {
          include: {
            location: { select: { id: true, name: true, city: true } },
            evse: { select: { id: true, label: true, evseId: true } },
          },
        },
      },
    });
    if (!row) return null;
    const sessions = await tx.chargingSession.findMany({
      where: { terminalId: id },
      orderBy: { createdAt: "desc" },
      take: 20,
      select: {
        id: true,
        reference: true,
        state: true,
        createdAt: true,
        costMinor: true,
        currency: true,
        evse: { select: { label: true } },
      },
    });
    const acts = await tx.auditEntry.findMany({
      where: { objectType: "terminal", objectId: id },
      orderBy: { id: "desc" },
      take: 50,
      select: { id: true, at: true, action: true, actorName: true },
    });
    return {
      ...row,
      differences: (row.differences ?? null) as readonly TerminalDifference[] | null,
      sessions,
      acts,
    };
  });
}
export type TerminalDetail = NonNullable<Awaited<ReturnType<typeof readTerminal>>>;

/** Locations with their EVSEs that a terminal of these CPOs may serve. */
export async function listTerminalPlaces(context: Context, clientId: string, cpoIds: readonly string[]) {
  return context.db.withClient(clientId, (tx) =>
    tx.location.findMany({
      where: { cpoId: { in: [...cpoIds] } },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: 500,
      select: {
        id: true,
        name: true,
        city: true,
        evses: { select: { id: true, label: true, evseId: true }, orderBy: { label: "asc" } },
      },
    }),
  );
}
export type TerminalPlace = Awaited<ReturnType<typeof listTerminalPlaces>>[number];

/** Connections that may get a terminal by hand or by activation, in the scope. */
export async function listTerminalConnections(context: Context, scope: AdminScope) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.subscription.findMany({
      where: {
        environment: scope.mode === "TEST" ? "ACCEPTANCE" : "PRODUCTION",
        state: { notIn: ["REJECTED", "TERMINATED"] },
      },
      orderBy: { name: "asc" },
      select: { id: true, name: true, version: true, directPayment: true },
    }),
  );
}

/** How many terminals there are of each state, for the chips of the list. */
export async function countTerminals(
  context: Context,
  scope: AdminScope,
): Promise<Readonly<Record<TerminalState, number>>> {
  const grouped = await context.db.withClient(scope.clientId, (tx) =>
    tx.terminal.groupBy({ by: ["state"], where: inScope(scope), _count: true }),
  );
  const counts = Object.fromEntries(TERMINAL_STATES.map((state) => [state, 0])) as Record<
    TerminalState,
    number
  >;
  for (const group of grouped) counts[group.state] = group._count;
  return counts;
}
