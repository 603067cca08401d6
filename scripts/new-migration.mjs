// Writes the SQL that leads from the migrations to the schema into a new migration, for a human to complete.
//   npm run db:new-migration -- add-terminals
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startDatabase, testDatabaseOptions } from "./database.mjs";
import { ROOT } from "./lib/paths.mjs";
import { MIGRATIONS_DIR } from "./migrate.mjs";

const name = process.argv[2];
if (!name || !/^[a-z0-9-]+$/.test(name)) {
  console.error("usage: npm run db:new-migration -- <name-in-kebab-case>");
  process.exit(2);
}

// Prisma reads the provider from this file when it replays the migrations.
const providerFile = path.join(MIGRATIONS_DIR, "migration_lock.toml");
if (!existsSync(providerFile)) writeFileSync(providerFile, 'provider = "postgresql"\n');

// A folder without its file would already count as a migration, so the file is written elsewhere first.
const scratch = mkdtempSync(path.join(os.tmpdir(), "kerbwatt-"));
const draft = path.join(scratch, "migration.sql");

// The migrations are replayed in a scratch database of the disposable cluster.
const { url } = await startDatabase(testDatabaseOptions());
const prisma = path.join(ROOT, "node_modules/.bin/prisma");
const comparison = ["--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema"];
const { status } = spawnSync(prisma, ["migrate", "diff", ...comparison, "--script", "--output", draft], {
  cwd: ROOT,
  stdio: "inherit",
  env: { ...process.env, DATABASE_URL: `${url}postgres` },
});
if (status === 0) {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = path.join(MIGRATIONS_DIR, `${stamp}_${name.replaceAll("-", "_")}`);
  mkdirSync(folder);
  copyFileSync(draft, path.join(folder, "migration.sql"));
  console.log(`Wrote ${path.relative(ROOT, folder)}/migration.sql.`);
  console.log("Add by hand what Prisma cannot express: row-level security, checks, triggers.");
}
rmSync(scratch, { recursive: true });
process.exitCode = status ?? 1;
