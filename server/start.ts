import path from "node:path";
import { env } from "@/lib/env";
import { Supervisor } from "../scripts/lib/supervisor.mjs";

/**
 * `npm start`: web, gateway and worker under one supervisor, for an installation on one machine.
 * Bigger ones run `next start`, `dist/gateway.js` and `dist/worker.js` under a supervisor of their own.
 * Log lines of the three go to standard output as they are.
 */
async function start(): Promise<void> {
  // A wrong setting stops the start here, before a child could stumble over it (SEC-68).
  const { GATEWAY_PORT } = env();
  const root = process.cwd();
  const supervisor = new Supervisor({
    cwd: root,
    guard: path.join(root, "scripts/lib/parent-guard.mjs"),
    onLine: (_name, line) => process.stdout.write(`${line}\n`),
    onNotice: (name, text) => process.stderr.write(`${name} ${text}\n`),
  });
  const stop = async () => {
    await supervisor.stop();
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());

  await supervisor.start({ name: "gateway", args: ["dist/gateway.js"], port: GATEWAY_PORT });
  await supervisor.start({ name: "worker", args: ["dist/worker.js"] });
  await supervisor.start({ name: "web", args: ["node_modules/next/dist/bin/next", "start"] });
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
