import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A charger that the seed made for these tests. */
export interface ChargerFacts {
  /** What it can do; see `e2e/seed/e2e-clients.ts`. */
  readonly kind: string;
  readonly label: string;
  readonly evseId: string;
  readonly code: string;
  readonly identity: string;
  readonly connectorId: number;
}

/** Where everything of a running world is. */
export interface WorldInfo {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly mailDir: string;
  readonly urls: {
    readonly web: string;
    readonly gateway: string;
    readonly mollie: string;
    readonly stations: string;
    readonly terminals: string;
  };
  readonly chargers: readonly ChargerFacts[];
}

const VARIABLE = "KERBWATT_E2E_WORLD";

/** Tells the workers, which inherit the environment, where the shared world is. */
export function writeWorldFile(info: WorldInfo): void {
  const file = path.join(info.folder, "world.json");
  writeFileSync(file, JSON.stringify(info), { mode: 0o600 });
  process.env[VARIABLE] = file;
}

export function hasWorldFile(): boolean {
  return Boolean(process.env[VARIABLE]);
}

/** The shared world of this run. */
export function readWorldFile(): WorldInfo {
  const file = process.env[VARIABLE];
  if (!file) throw new Error(`${VARIABLE} is not set: the global setup has not run`);
  return JSON.parse(readFileSync(file, "utf8")) as WorldInfo;
}
