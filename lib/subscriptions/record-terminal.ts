import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import type { ReportedTerminal } from "./terminal.model";
import { findPendingByReference, findTerminalOf, type TerminalAssignmentRead } from "./terminal.queries";
import { terminalDifferences } from "./terminal.rules";
import { insertTerminal, storeDifferences, updateTerminal } from "./terminal.store";

export interface RecordedTerminal {
  readonly id: string;
  readonly isNew: boolean;
}

/**
 * Stores what a provider tells about one of its terminals: new, known, or the one whose activation we asked for. Our
 * assignment is ours: where the provider has another one, the difference is kept for a person, nothing is taken over. Only
 * within the connection: the same id at another provider is another terminal.
 */
export async function recordTerminal(
  context: Context,
  connection: { readonly clientId: string; readonly subscriptionId: string },
  reported: ReportedTerminal,
): Promise<RecordedTerminal> {
  const write = () =>
    context.db.withClient(connection.clientId, (tx) => record(tx, context, connection, reported));
  // Two messages about a new terminal at once: the second finds what the first has stored.
  return write().catch((error: unknown) => {
    if (isUniqueViolation(error)) return write();
    throw error;
  });
}

async function record(
  tx: Tx,
  context: Context,
  connection: { readonly clientId: string; readonly subscriptionId: string },
  reported: ReportedTerminal,
): Promise<RecordedTerminal> {
  const known = await findKnown(tx, connection.subscriptionId, reported);
  if (known === null) return insertReported(tx, context, connection, reported);
  await updateTerminal(tx, known.id, {
    ...told(reported),
    terminalId: known.state === "PENDING" ? reported.terminalId : known.terminalId,
    ...(known.state === "PENDING" ? { state: "ACTIVE" as const } : {}),
  });
  await storeDifferences(tx, known.id, terminalDifferences(known, reported));
  return { id: known.id, isNew: false };
}

async function findKnown(
  tx: Tx,
  subscriptionId: string,
  reported: ReportedTerminal,
): Promise<TerminalAssignmentRead | null> {
  const byId = await findTerminalOf(tx, subscriptionId, reported.terminalId);
  if (byId || reported.reference === null) return byId;
  return findPendingByReference(tx, subscriptionId, reported.reference);
}

async function insertReported(
  tx: Tx,
  context: Context,
  connection: { readonly clientId: string; readonly subscriptionId: string },
  reported: ReportedTerminal,
): Promise<RecordedTerminal> {
  const id = context.ids.next();
  const now = context.clock.now();
  await insertTerminal(tx, {
    id,
    clientId: connection.clientId,
    subscriptionId: connection.subscriptionId,
    terminalId: reported.terminalId,
    label: (reported.reference ?? reported.terminalId).slice(0, 60),
    ...told(reported),
    createdAt: now,
    updatedAt: now,
  });
  const none = { locationIds: [], evseUids: [] };
  await storeDifferences(tx, id, terminalDifferences(none, reported));
  return { id, isNew: true };
}

/** What the provider told and we had otherwise or not at all; what it left out stays as we have it. */
function told(reported: ReportedTerminal) {
  const { reference, customerReference, invoiceBaseUrl, invoiceCreator, updatedAt, content } = reported;
  return {
    ...(reference === null ? {} : { reference }),
    ...(customerReference === null ? {} : { customerReference }),
    ...(invoiceBaseUrl === null ? {} : { invoiceBaseUrl }),
    ...(invoiceCreator === null ? {} : { invoiceCreator }),
    ...(updatedAt === null ? {} : { peerUpdatedAt: updatedAt }),
    content: content as object,
  };
}
