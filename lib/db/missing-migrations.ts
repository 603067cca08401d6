import { readdirSync } from "node:fs";
import path from "node:path";
import type { Tx } from "./database";

/**
 * Names of this version's migrations that the database does not have: while there is one, this process must not serve
 * (REL-45). A database that is ahead is fine, because migrations only ever add what the version before can live with
 * (REL-36).
 */
export async function missingMigrations(tx: Tx, known: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const applied = new Set(rows.map(({ name }) => name));
  return known.filter((name) => !applied.has(name));
}

let names: readonly string[] | undefined;

/** The migrations that came with this version, read once from the folder beside the product. */
export function knownMigrations(): readonly string[] {
  names ??= readdirSync(path.join(/* turbopackIgnore: true */ process.cwd(), "prisma", "migrations"), {
    withFileTypes: true,
  })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return names;
}
