import { availableParallelism, loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import { buildServers } from "../scripts/lib/prepare.mjs";
import { readArguments } from "./lib/arguments.rules";
import { type Figure, type PartResult, type Say, save, table } from "./lib/report";
import { createShop, createSite, type Shop, type Site } from "./lib/scene";
import { BENCH_DIR, openStage, type Stage } from "./lib/stage";
import { measureGateway } from "./parts/gateway";
import { measureJourneys } from "./parts/journeys";
import { measureMemory } from "./parts/memory";
import { measureOcpi } from "./parts/ocpi";
import { measurePage } from "./parts/page";
import { measurePricing } from "./parts/pricing";
import { measureReprice } from "./parts/reprice";

interface Scene {
  readonly stage: Stage;
  readonly shop: Shop;
  readonly site: Site;
}

/** Sets the scene once; the programs that the product consists of are built when a part starts processes. */
type OpenScene = (how?: "without processes") => Promise<Scene>;

/** What the command line scales. */
interface Size {
  readonly sessions: number;
}

/** The parts in their order; those that need processes and a database get a scene. */
const PARTS: Readonly<Record<string, (scene: OpenScene, say: Say, size: Size) => Promise<Figure[]>>> = {
  pricing: (_scene, say) => measurePricing(say),
  reprice: async (scene, say, { sessions }) => {
    const { stage, shop, site } = await scene("without processes");
    return measureReprice(stage, shop, site, sessions, say);
  },
  gateway: async (scene, say) => {
    const { stage, shop, site } = await scene();
    return measureGateway(stage, shop, site, say);
  },
  memory: async (scene, say) => {
    const { stage, site } = await scene();
    return measureMemory(stage, site, say);
  },
  journeys: async (scene, say) => {
    const { stage, shop } = await scene();
    return measureJourneys(stage, shop, say);
  },
  ocpi: async (scene, say) => {
    const { stage, shop, site } = await scene();
    return measureOcpi(stage, shop, site, say);
  },
  page: async (scene, say) => {
    const { stage, site } = await scene();
    return measurePage(stage, site, say);
  },
};

/** `npm run bench`: measures on this machine what the requirements promise, beside what the stack itself can do. */
async function main(): Promise<void> {
  const wish = readArguments(process.argv.slice(2), Object.keys(PARTS));
  if (wish.kind === "mistake") {
    console.error(wish.message);
    process.exitCode = 2;
    return;
  }
  const startedAt = new Date();
  console.log(`${availableParallelism()} cores, Node ${process.versions.node}, load ${load()}`);
  let opened: Promise<Scene> | undefined;
  let built: Promise<unknown> | undefined;
  const scene: OpenScene = async (how) => {
    if (how === undefined) {
      built ??= buildServers();
      await built;
    }
    opened ??= setScene();
    return opened;
  };
  const results: PartResult[] = [];
  try {
    for (const name of wish.parts) {
      // What was measured before a failure is worth keeping.
      const result = await run(name, scene, wish).catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
        return null;
      });
      if (result) results.push(result);
    }
  } finally {
    await opened?.then(
      ({ stage }) => stage.close(),
      () => {},
    );
  }
  console.log(`\n${table(results)}\n`);
  console.log(
    `Load of the machine at the end: ${load()}. Figures as JSON: ${save(BENCH_DIR, results, startedAt)}`,
  );
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

async function run(name: string, scene: OpenScene, size: Size): Promise<PartResult> {
  const part = PARTS[name];
  if (!part) throw new Error(`no part ${name}`);
  console.log(`\n${name}`);
  const from = performance.now();
  const figures = await part(scene, (text) => console.log(`  ${text}`), size);
  return { part: name, seconds: (performance.now() - from) / 1_000, figures };
}

async function setScene(): Promise<Scene> {
  const stage = await openStage();
  try {
    const shop = await createShop(stage);
    return { stage, shop, site: await createSite(stage, shop, 1) };
  } catch (error) {
    await stage.close();
    throw error;
  }
}

await main();
