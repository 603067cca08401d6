import { performance } from "node:perf_hooks";
import { LoadStation } from "../lib/load-station";
import { cpuMs, percentile, sortedNumbers } from "../lib/measure";
import { activate, type PreparedSession, prepareSessions } from "../lib/prepared-sessions";
import { type Service, startService } from "../lib/processes";
import type { Figure, Say } from "../lib/report";
import { createSites, type Shop, type Site, STATION_PASSWORD } from "../lib/scene";
import { type Latencies, MESSAGES_PER_SESSION, playSession } from "../lib/session-script";
import { LOGS, type Stage } from "../lib/stage";

/** Sessions per station for each number of stations: enough messages for a steady figure, few enough for the time. */
const LOADS = [
  { stations: 1, sessions: 25 },
  { stations: 20, sessions: 8 },
  { stations: 100, sessions: 4 },
] as const;
/** Sessions of each station that only warm up. */
const WARM_UP = 1;

interface Loop {
  readonly messages: number;
  readonly seconds: number;
  readonly latencies: Latencies;
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
}

/** Sessions in a closed loop against the product's gateway, and the same frames against the bare stack, in turn. */
export async function measureGateway(stage: Stage, shop: Shop, first: Site, say: Say): Promise<Figure[]> {
  const gateway = await startGateway(stage);
  const bare = await startBare(stage).catch(async (error: unknown) => {
    await gateway.stop();
    throw error;
  });
  try {
    const figures: Figure[] = [];
    for (const load of LOADS) {
      const sites = await createSites(stage, first, `L${load.stations}`, load.stations);
      const sessions = await prepareSessions(stage, shop, sites, load.sessions + WARM_UP);
      const productUrl = `ws://127.0.0.1:${stage.ports.gateway}/ocpp`;
      const product = await loop(stage, gateway, productUrl, sites, sessions, (session) =>
        activate(stage, session),
      );
      await checkStored(stage, sites, load.sessions + WARM_UP);
      const limitUrl = `ws://127.0.0.1:${stage.ports.bare}`;
      const limit = await loop(stage, bare, limitUrl, sites, sessions, async () => {});
      figures.push(...figuresOf(load.stations, product, limit));
      const { messages, seconds } = product;
      const perSecond = (messages / seconds).toFixed(0);
      say(
        `${load.stations} stations: ${perSecond} messages/s, bare stack ${(limit.messages / limit.seconds).toFixed(0)}/s`,
      );
      say(`  p95 by message: ${byAction(product.latencies)}`);
    }
    return figures;
  } finally {
    await bare.stop();
    await gateway.stop();
  }
}

/** The product's own gateway process. */
export function startGateway(stage: Stage): Promise<Service> {
  const { env, ports } = stage;
  return startService({
    name: "gateway",
    args: [...profiling(), "dist/gateway.js"],
    env,
    port: ports.gateway,
    logs: LOGS,
  });
}

/** KERBWATT_BENCH_PROFILE=folder writes a processor profile of the gateway there, to find what to mend. */
function profiling(): string[] {
  const folder = process.env.KERBWATT_BENCH_PROFILE;
  return folder ? ["--cpu-prof", `--cpu-prof-dir=${folder}`, "--enable-source-maps"] : [];
}

function startBare(stage: Stage): Promise<Service> {
  const { env, ports } = stage;
  return startService({
    name: "bare",
    args: ["--import", "tsx", "bench/lib/bare-server.ts"],
    env: { ...env, GATEWAY_PORT: String(ports.bare) },
    port: ports.bare,
    logs: LOGS,
  });
}

async function loop(
  stage: Stage,
  server: Service,
  url: string,
  sites: readonly Site[],
  sessions: ReadonlyMap<string, readonly PreparedSession[]>,
  before: (session: PreparedSession) => Promise<void>,
): Promise<Loop> {
  const stations = await Promise.all(
    sites.map(async (site) => ({
      station: await LoadStation.connect(url, site.identity, STATION_PASSWORD),
      sessions: sessions.get(site.evseId) ?? [],
    })),
  );
  const play = async (from: number, to: number | undefined, latencies: Latencies): Promise<void> => {
    await Promise.all(
      stations.map(async ({ station, sessions: own }) => {
        for (const session of own.slice(from, to)) {
          await before(session);
          await playSession(station, session.idTag, latencies);
        }
      }),
    );
  };
  try {
    await play(0, WARM_UP, new Map());
    const latencies: Latencies = new Map();
    const cpuBefore = { server: cpuMs(server.pid), database: cpuMs(stage.databasePid) };
    const from = performance.now();
    await play(WARM_UP, undefined, latencies);
    return {
      latencies,
      messages: [...latencies.values()].reduce((sum, list) => sum + list.length, 0),
      seconds: (performance.now() - from) / 1_000,
      serverCpuMs: cpuMs(server.pid) - cpuBefore.server,
      databaseCpuMs: cpuMs(stage.databasePid) - cpuBefore.database,
    };
  } finally {
    await Promise.all(stations.map(({ station }) => station.close()));
  }
}

/** Speed without storage would be worthless: every session must have ended, priced, with all its readings and frames. */
async function checkStored(stage: Stage, sites: readonly Site[], each: number): Promise<void> {
  const { rows } = await stage.owner.query<{ sessions: number; readings: number; frames: number }>(
    `SELECT (SELECT count(*)::int FROM charging_sessions WHERE station_id = ANY($1) AND state = 'ENDED' AND cost_minor > 0) AS sessions,
            (SELECT count(*)::int FROM meter_readings r JOIN charging_sessions s ON s.id = r.session_id
             WHERE s.station_id = ANY($1) AND r.problem IS NULL) AS readings,
            (SELECT count(*)::int FROM journal_entries WHERE station_id = ANY($1) AND direction = 'IN') AS frames`,
    [sites.map(({ stationId }) => stationId)],
  );
  const expected = sites.length * each;
  const found = rows[0];
  if (
    found?.sessions !== expected ||
    found.readings !== expected * 5 ||
    found.frames < expected * MESSAGES_PER_SESSION
  )
    throw new Error(`not everything was stored: ${JSON.stringify(found)} for ${expected} sessions`);
}

function figuresOf(stations: number, product: Loop, limit: Loop): Figure[] {
  const label = `${stations} station${stations === 1 ? "" : "s"}`;
  const rate = product.messages / product.seconds;
  const limitRate = limit.messages / limit.seconds;
  const sorted = sortedNumbers([...product.latencies.values()].flat());
  const limitSorted = sortedNumbers([...limit.latencies.values()].flat());
  // One station alone can not fill two cores: its rate is its latency in other words.
  const isFull = stations >= 20;
  return [
    { name: `${label}: rate`, value: rate, unit: "messages/s", ...(isFull ? { aim: { atLeast: 300 } } : {}) },
    { name: `${label}: median`, value: percentile(sorted, 0.5), unit: "ms" },
    { name: `${label}: p95`, value: percentile(sorted, 0.95), unit: "ms", aim: { below: 50 } },
    { name: `${label}: gateway CPU`, value: product.serverCpuMs / product.messages, unit: "ms/message" },
    { name: `${label}: PostgreSQL CPU`, value: product.databaseCpuMs / product.messages, unit: "ms/message" },
    { name: `${label}: bare stack rate`, value: limitRate, unit: "messages/s" },
    { name: `${label}: bare stack p95`, value: percentile(limitSorted, 0.95), unit: "ms" },
    {
      name: `${label}: bare stack CPU (server + PostgreSQL)`,
      value: (limit.serverCpuMs + limit.databaseCpuMs) / limit.messages,
      unit: "ms/message",
    },
    {
      name: `${label}: share of the bare stack's rate`,
      value: rate / limitRate,
      unit: "",
      ...(isFull ? { aim: { atLeast: 0.5 } } : {}),
    },
  ];
}

function byAction(latencies: Latencies): string {
  return [...latencies]
    .map(([action, list]) => `${action} ${percentile(sortedNumbers(list), 0.95).toFixed(0)} ms`)
    .join(", ");
}
