import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { configFileSchema, type ProviderConfig } from "./config.model";
import type { LogEntry } from "./message-log";
import { startTerminalProviderSimulator } from "./server";

/** One readable line per message: time, who, direction, verb, address, answer, and what was special about it. */
function lineText(entry: LogEntry): string {
  const remarks = [
    ...entry.faults.map((fault) => `fault ${fault}`),
    ...entry.complaints,
    ...(entry.error === null ? [] : [entry.error]),
  ];
  const arrow = entry.direction === "out" ? "→" : "←";
  const answer = entry.status === null ? "no answer" : `${entry.status}/${entry.ocpiStatus ?? "–"}`;
  const tail = remarks.length === 0 ? "" : ` (${remarks.join(", ")})`;
  return `${entry.at.slice(11, 19)} ${entry.providerId} ${arrow} ${entry.method} ${entry.url} ${answer}${tail}`;
}

/** A file that is not there means no providers: the demo's seed may not have written it yet. */
function readConfig(file: string): ProviderConfig[] {
  if (!existsSync(file)) {
    console.log(`terminal provider simulator: ${file} does not exist; starting without providers`);
    return [];
  }
  const parsed = configFileSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function main(): Promise<void> {
  const { env } = process;
  const { values: flags } = parseArgs({
    options: {
      port: { type: "string", default: env.TERMINAL_SIMULATOR_PORT || "4005" },
      host: { type: "string", default: env.TERMINAL_SIMULATOR_HOST || "127.0.0.1" },
      "public-url": { type: "string", default: env.TERMINAL_SIMULATOR_PUBLIC_URL || "" },
      config: { type: "string", default: env.TERMINAL_SIMULATOR_CONFIG || "" },
      state: { type: "string", default: env.TERMINAL_SIMULATOR_STATE || "" },
    },
  });
  const simulator = await startTerminalProviderSimulator({
    port: z.coerce.number("--port is not a port").int().min(0).max(65_535).parse(flags.port),
    host: flags.host,
    ...(flags["public-url"] !== "" && { publicUrl: flags["public-url"] }),
    ...(flags.config !== "" && { providers: readConfig(flags.config) }),
    ...(flags.state !== "" && { statePath: flags.state }),
    onMessage: (entry) => console.log(lineText(entry)),
  });
  const names = simulator.control.all().map(({ id }) => id);
  console.log(
    `terminal provider simulator: ${simulator.url} (${names.length === 0 ? "no providers yet" : names.join(", ")})`,
  );
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void simulator.stop().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  console.error(`terminal provider simulator: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
