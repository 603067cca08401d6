import type { Tx } from "@/lib/db/database";
import type { TerminalDifference } from "./terminal.model";

type NewRow = Parameters<Tx["terminal"]["create"]>[0]["data"];
type Changes = Parameters<Tx["terminal"]["updateMany"]>[0]["data"];

export async function insertTerminal(tx: Tx, row: NewRow): Promise<void> {
  await tx.terminal.create({ data: row });
}

export async function updateTerminal(tx: Tx, id: string, changes: Changes): Promise<void> {
  await tx.terminal.updateMany({ where: { id }, data: changes });
}

/** Takes the row's lock, so that two people who assign one terminal come one after the other. */
export async function lockTerminal(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM terminals WHERE id = ${id}::uuid FOR UPDATE`;
}

/** Puts these places in the place of all others. */
export async function replaceAssignments(
  tx: Tx,
  terminalId: string,
  rows: readonly {
    readonly id: string;
    readonly clientId: string;
    readonly locationId: string;
    readonly evseId: string | null;
  }[],
): Promise<void> {
  await tx.terminalAssignment.deleteMany({ where: { terminalId } });
  await tx.terminalAssignment.createMany({ data: rows.map((row) => ({ ...row, terminalId })) });
}

export async function storeDifferences(
  tx: Tx,
  id: string,
  differences: readonly TerminalDifference[] | null,
): Promise<void> {
  // A JSON column is emptied by SQL: the client tells "no value" and "null in JSON" apart by an import of its own.
  const text = differences === null ? null : JSON.stringify(differences);
  await tx.$executeRaw`UPDATE terminals SET differences = ${text}::jsonb WHERE id = ${id}::uuid`;
}
