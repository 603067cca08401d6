import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { TerminalState } from "./terminal.model";

/** A terminal with where it serves, for what is told to its provider. */
export interface TerminalAssignmentRead {
  readonly id: string;
  readonly clientId: string;
  readonly subscriptionId: string | null;
  readonly terminalId: string;
  readonly state: TerminalState;
  readonly label: string;
  readonly reference: string | null;
  readonly customerReference: string | null;
  readonly invoiceBaseUrl: string | null;
  readonly invoiceCreator: "CPO" | "PTP" | null;
  /** Whole locations. */
  readonly locationIds: readonly string[];
  readonly evseUids: readonly string[];
  /** What the provider told last, as it came. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly updatedAt: Date;
}

const WITH_PLACES = {
  assignments: {
    select: { locationId: true, evseId: true },
    orderBy: [{ locationId: "asc" }, { evseId: "asc" }],
  },
} as const satisfies Prisma.TerminalInclude;
type Row = Prisma.TerminalGetPayload<{ include: typeof WITH_PLACES }>;

function readOf(row: Row): TerminalAssignmentRead {
  const { content, invoiceCreator, assignments } = row;
  return {
    id: row.id,
    clientId: row.clientId,
    subscriptionId: row.subscriptionId,
    terminalId: row.terminalId,
    state: row.state,
    label: row.label,
    reference: row.reference,
    customerReference: row.customerReference,
    invoiceBaseUrl: row.invoiceBaseUrl,
    invoiceCreator: invoiceCreator === "CPO" || invoiceCreator === "PTP" ? invoiceCreator : null,
    locationIds: assignments.flatMap(({ locationId, evseId }) => (evseId === null ? [locationId] : [])),
    evseUids: assignments.flatMap(({ evseId }) => evseId ?? []),
    content: (content ?? {}) as Record<string, unknown>,
    updatedAt: row.updatedAt,
  };
}

/** A terminal by our row id. */
export async function findTerminalAssignment(tx: Tx, id: string): Promise<TerminalAssignmentRead | null> {
  const row = await tx.terminal.findUnique({ where: { id }, include: WITH_PLACES });
  return row ? readOf(row) : null;
}

/** A connection's terminal by the provider's id; CiStrings: case does not matter. */
export async function findTerminalOf(
  tx: Tx,
  subscriptionId: string,
  terminalId: string,
): Promise<TerminalAssignmentRead | null> {
  const row = await tx.terminal.findFirst({
    where: { subscriptionId, terminalId: { equals: terminalId, mode: "insensitive" } },
    include: WITH_PLACES,
  });
  return row ? readOf(row) : null;
}

/** The terminal whose activation waits for the provider's id, by its serial number. */
export async function findPendingByReference(
  tx: Tx,
  subscriptionId: string,
  reference: string,
): Promise<TerminalAssignmentRead | null> {
  const row = await tx.terminal.findFirst({
    where: { subscriptionId, state: "PENDING", reference: { equals: reference, mode: "insensitive" } },
    include: WITH_PLACES,
  });
  return row ? readOf(row) : null;
}

/** Locations and EVSEs that a person chose, with the CPO of each; what is foreign to the client is not in it. */
export async function findPlaces(
  tx: Tx,
  places: { readonly locationIds: readonly string[]; readonly evseIds: readonly string[] },
): Promise<{
  readonly locations: readonly { readonly id: string; readonly cpoId: string }[];
  readonly evses: readonly { readonly id: string; readonly locationId: string; readonly cpoId: string }[];
}> {
  const locations = await tx.location.findMany({
    where: { id: { in: [...places.locationIds] } },
    select: { id: true, cpoId: true },
  });
  const evses = await tx.evse.findMany({
    where: { id: { in: [...places.evseIds] } },
    select: { id: true, locationId: true, location: { select: { cpoId: true } } },
  });
  return {
    locations,
    evses: evses.map(({ id, locationId, location }) => ({ id, locationId, cpoId: location.cpoId })),
  };
}

/** CPOs of a connection, and whether it may have terminals. */
export async function findTerminalOwner(
  tx: Tx,
  subscriptionId: string,
): Promise<{ readonly cpoIds: readonly string[]; readonly state: string } | null> {
  const row = await tx.subscription.findUnique({
    where: { id: subscriptionId },
    select: { state: true, cpos: { select: { cpoId: true } } },
  });
  return row ? { state: row.state, cpoIds: row.cpos.map(({ cpoId }) => cpoId) } : null;
}
