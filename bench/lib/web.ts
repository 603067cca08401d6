import path from "node:path";
import { ROOT } from "../../scripts/lib/paths.mjs";
import { buildWeb } from "../../scripts/lib/prepare.mjs";
import { type Service, startService } from "./processes";
import type { Say } from "./report";
import { LOGS, type Stage } from "./stage";

/** The product's web process in its production build, built when its sources have changed. */
export async function startWeb(stage: Stage, say: Say): Promise<Service> {
  say("building the web application, unless nothing changed");
  await buildWeb(stage.env);
  const next = path.join(ROOT, "node_modules/next/dist/bin/next");
  return startService({
    name: "web",
    args: [next, "start", "-p", String(stage.ports.web)],
    env: stage.env,
    port: stage.ports.web,
    logs: LOGS,
  });
}
