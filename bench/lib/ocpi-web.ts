import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DATA_DIR, ROOT } from "../../scripts/lib/paths.mjs";
import { localBin, run } from "../../scripts/lib/run.mjs";
import type { HttpAnswer } from "./http-load";
import { type Service, startService } from "./processes";
import type { Say } from "./report";
import { BENCH_DIR, LOGS, type Stage } from "./stage";

/** As deep below the root as `bench/ocpi-web`, so that relative paths stay true. */
const FOLDER = path.join(DATA_DIR, "ocpi-web");

/** What the bare handlers answer: one file per name. */
const BYTES = path.join(BENCH_DIR, "bytes");

/** Headers that HTTP itself adds to every answer. */
const OF_HTTP = ["connection", "content-length", "date", "keep-alive", "transfer-encoding", "vary"];

/** Lets the bare handler give this answer of the product, headers and body, under a name. */
export function keepForBare(name: string, { headers, body }: HttpAnswer): void {
  const own = Object.entries(headers).filter(([header]) => !OF_HTTP.includes(header));
  const kept = { headers: Object.fromEntries(own), body: body.toString() };
  writeFileSync(path.join(BYTES, name), JSON.stringify(kept));
}

/**
 * A Next application of two routes in one process: the product's OCPI handler, and a bare handler.
 * Built in a folder of its own; the product has no bare route.
 */
export async function startOcpiWeb(stage: Stage, say: Say): Promise<Service> {
  mkdirSync(BYTES, { recursive: true });
  rmSync(path.join(FOLDER, "app"), { recursive: true, force: true });
  cpSync(path.join(ROOT, "bench/ocpi-web"), FOLDER, { recursive: true });
  say("building the OCPI route and a bare one");
  const env = { ...stage.env, KERBWATT_BUILD_SKIPS_TYPES: "1", BENCH_BYTES: BYTES };
  await run(localBin("next"), ["build", FOLDER], { env });
  const profile = process.env.KERBWATT_BENCH_PROFILE;
  return startService({
    name: "ocpi-web",
    args: [
      ...(profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`, "--enable-source-maps"] : []),
      path.join(ROOT, "node_modules/next/dist/bin/next"),
      "start",
      FOLDER,
      "-p",
      String(stage.ports.web),
    ],
    env,
    port: stage.ports.web,
    logs: LOGS,
  });
}
