import { Agent, get } from "node:http";
import { performance } from "node:perf_hooks";
import { type BrowserContext, type CDPSession, chromium } from "@playwright/test";
import { recordConnected } from "@/lib/locations/station-presence";
import { findChromium } from "../../scripts/lib/chromium.mjs";
import { cpuMs, percentile, sortedNumbers } from "../lib/measure";
import type { Service } from "../lib/processes";
import type { Figure, Say } from "../lib/report";
import type { Site } from "../lib/scene";
import type { Stage } from "../lib/stage";
import { startWeb } from "../lib/web";

/** A slow phone at the edge of the network. */
const PHONE = { kilobitsPerSecond: 400, roundTripMs: 400, cpuTimesSlower: 4 };
const VISITS = 5;
/** Requests that only warm the server up. */
const WARM_UP = 100;
const LOAD_MS = 8_000;
const AT_ONCE = 8;
const PRICE = /[€]\s?\d|\d\s?[€]/;

/** The scan page: what it weighs, when a driver on a slow phone reads the price, and what it costs the server. */
export async function measurePage(stage: Stage, site: Site, say: Say): Promise<Figure[]> {
  await putOnline(stage, site);
  const web = await startWeb(stage, say);
  const url = `${stage.env.PUBLIC_URL}/c/${site.code}`;
  try {
    const server = await measureServer(web, url);
    say("scan page under load is measured; now the phone");
    return [...(await measurePhone(url, say)), ...server];
  } finally {
    await web.stop();
  }
}

/** As if its station were connected, so that the page sells. */
async function putOnline(stage: Stage, { stationId }: Site): Promise<void> {
  await recordConnected(stage.context, { stationId, gatewayId: "bench", ocppVersion: "1.6" });
  await stage.context.db.withSystem((tx) =>
    tx.evse.updateMany({ where: { stationId }, data: { status: "AVAILABLE" } }),
  );
}

async function measureServer(web: Service, url: string): Promise<Figure[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const took: number[] = [];
  const loop = async (until: () => boolean): Promise<void> => {
    while (!until()) {
      const from = performance.now();
      await fetchPage(agent, url);
      took.push(performance.now() - from);
    }
  };
  const parallel = (until: () => boolean) => Promise.all(Array.from({ length: AT_ONCE }, () => loop(until)));
  await parallel(() => took.length >= WARM_UP);
  took.length = 0;
  const cpuBefore = cpuMs(web.pid);
  const from = performance.now();
  await parallel(() => performance.now() - from > LOAD_MS);
  const seconds = (performance.now() - from) / 1_000;
  const cpu = cpuMs(web.pid) - cpuBefore;
  agent.destroy();
  const sorted = sortedNumbers(took);
  return [
    { name: "scan page: rate", value: took.length / seconds, unit: "requests/s" },
    { name: "scan page: p95", value: percentile(sorted, 0.95), unit: "ms" },
    { name: "scan page: web CPU", value: cpu / took.length, unit: "ms/request" },
  ];
}

function fetchPage(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "accept-encoding": "gzip" } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the scan page answered ${response.statusCode}`));
      response.resume().once("end", resolve);
    }).once("error", reject);
  });
}

interface Visit {
  readonly firstPaintMs: number;
  readonly priceMs: number;
  readonly documentBytes: number;
  readonly totalBytes: number;
}

async function measurePhone(url: string, say: Say): Promise<Figure[]> {
  const executablePath = findChromium();
  if (!executablePath) {
    say("no Chromium on this machine: the phone is not measured");
    return [];
  }
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const visits: Visit[] = [];
    for (let number = 0; number < VISITS; number++) {
      // A new context has an empty cache: everybody comes for the first time.
      const context = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true });
      visits.push(await visit(context, url));
      await context.close();
    }
    const median = (read: (visit: Visit) => number): number =>
      percentile(sortedNumbers(visits.map(read)), 0.5);
    const [last] = visits.slice(-1);
    return [
      {
        name: "slow phone: first contentful paint",
        value: median(({ firstPaintMs }) => firstPaintMs),
        unit: "ms",
      },
      { name: "slow phone: the price is on the screen", value: median(({ priceMs }) => priceMs), unit: "ms" },
      {
        name: "page over the wire",
        value: (last?.totalBytes ?? Number.NaN) / 1024,
        unit: "KiB",
        aim: { below: 100 },
      },
      {
        name: "of it the document",
        value: (last?.documentBytes ?? Number.NaN) / 1024,
        unit: "KiB",
        aim: { below: 30 },
      },
    ];
  } finally {
    await browser.close();
  }
}

/** Notes the first frame that shows a price. Runs in the page before everything else. */
const WATCH_PRICE = `(() => {
  const look = () => {
    if (${PRICE}.test(document.body?.textContent ?? "")) requestAnimationFrame(() => { globalThis.pricePaintedAt = performance.now(); });
    else requestAnimationFrame(look);
  };
  look();
})()`;

async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  await page.addInitScript(WATCH_PRICE);
  const weight = await slowDown(await context.newCDPSession(page));
  await page.goto(url, { waitUntil: "load" });
  const painted = await page.waitForFunction(() => Reflect.get(globalThis, "pricePaintedAt"), null, {
    timeout: 10_000,
  });
  const [firstPaintMs = Number.NaN] = await page.evaluate(() =>
    performance.getEntriesByName("first-contentful-paint").map((entry) => entry.startTime),
  );
  return { firstPaintMs, priceMs: Number(await painted.jsonValue()), ...weight };
}

/** Throttles the page, and counts what comes over the wire from then on. */
async function slowDown(cdp: CDPSession): Promise<{ documentBytes: number; totalBytes: number }> {
  const weight = { documentBytes: 0, totalBytes: 0 };
  const kinds = new Map<string, string>();
  cdp.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    weight.totalBytes += encodedDataLength;
    if (kinds.get(requestId) === "Document") weight.documentBytes += encodedDataLength;
  });
  await cdp.send("Network.enable");
  const bytesPerSecond = (PHONE.kilobitsPerSecond * 1_000) / 8;
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: PHONE.roundTripMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: PHONE.cpuTimesSlower });
  return weight;
}
