// Bundles what runs beside the web server into dist/. Packages stay in node_modules; only our own files and the
// "@/" paths of tsconfig.json are resolved. A bundle starts twice as fast as TypeScript through a loader.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { build, context } from "esbuild";
import { isMain, ROOT } from "./lib/paths.mjs";

const ENTRY_POINTS = {
  gateway: "server/gateway.ts",
  worker: "server/worker.ts",
  start: "server/start.ts",
  "mollie-simulator": "simulators/mollie/main.ts",
  "station-simulator": "simulators/station/main.ts",
  "terminal-provider-simulator": "simulators/terminal-provider/main.ts",
  seed: "scripts/seed/seed.ts",
};

function options() {
  return {
    absWorkingDir: ROOT,
    entryPoints: ENTRY_POINTS,
    outdir: "dist",
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    tsconfig: path.join(ROOT, "tsconfig.json"),
    logLevel: "error",
  };
}

/** Builds all bundles once. Old ones go first, so that a removed server does not live on. */
export async function buildServers() {
  const folder = path.join(ROOT, "dist");
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  await build(options());
}

/**
 * Builds and keeps building at every change; for development. Returns after the first build.
 * @param {() => void} onRebuilt called after each later build without errors
 * @returns {Promise<() => Promise<void>>} stops watching
 */
export async function watchServers(onRebuilt) {
  let firstBuildDone;
  const first = new Promise((resolve) => {
    firstBuildDone = resolve;
  });
  let builds = 0;
  const announce = {
    name: "announce",
    setup(bundler) {
      bundler.onEnd(({ errors }) => {
        builds += 1;
        if (builds === 1) firstBuildDone();
        else if (errors.length === 0) onRebuilt();
      });
    },
  };
  const watcher = await context({ ...options(), plugins: [announce] });
  await watcher.watch();
  await first;
  return () => watcher.dispose();
}

if (isMain(import.meta.url)) await buildServers();
