import type { RequestLine } from "./api-server";
import { startMollieSimulator } from "./server";

/** One readable line per call: time, verb, path, status, and what was special about it. */
function lineText(line: RequestLine): string {
  const remarks = [
    ...(line.fault === null ? [] : [`fault ${line.fault}`]),
    ...(line.replayed ? ["replayed"] : []),
    ...(line.idempotencyKey === null ? [] : [`key ${line.idempotencyKey.slice(0, 12)}`]),
  ];
  const time = new Date(line.at).toISOString().slice(11, 19);
  return `${time} ${line.method} ${line.path} ${line.status ?? "no answer"}${remarks.length === 0 ? "" : ` (${remarks.join(", ")})`}`;
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? "4003");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`MOLLIE_SIMULATOR_PORT is not a port: ${text}`);
  }
  return port;
}

async function main(): Promise<void> {
  const {
    MOLLIE_SIMULATOR_PORT: port,
    MOLLIE_SIMULATOR_HOST: host = "127.0.0.1",
    MOLLIE_SIMULATOR_PUBLIC_URL: publicUrl,
    MOLLIE_SIMULATOR_STATE: statePath,
    MOLLIE_SIMULATOR_SEED: seed,
  } = process.env;
  const simulator = await startMollieSimulator({
    port: readPort(port),
    host,
    ...(publicUrl && { publicUrl }),
    ...(statePath && { statePath }),
    ...(seed && { seed }),
    onRequest: (line) => console.log(lineText(line)),
  });
  console.log(
    `Payment simulator: API ${simulator.apiUrl}, pages ${simulator.url}/dashboard, control ${simulator.url}/__emu`,
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
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
