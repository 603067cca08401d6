import { performance } from "node:perf_hooks";
import { buildServers } from "../scripts/lib/prepare.mjs";
import { type PartResult, save, table } from "./lib/report";
import { createShop, createSite } from "./lib/scene";
import { BENCH_DIR, openStage, type Stage } from "./lib/stage";
import { measureGateway } from "./parts/gateway";

async function main(): Promise<void> {
  const startedAt = new Date();
  await buildServers();
  const stage: Stage = await openStage();
  const results: PartResult[] = [];
  try {
    const shop = await createShop(stage);
    const site = await createSite(stage, shop, 1);
    const from = performance.now();
    const figures = await measureGateway(stage, shop, site, console.log);
    results.push({ part: "gateway", seconds: (performance.now() - from) / 1000, figures });
  } finally {
    await stage.close();
  }
  console.log(table(results));
  console.log(save(BENCH_DIR, results, startedAt));
}

await main();
