import { performance } from "node:perf_hooks";
import { closedLoop, HttpLoad, paceOf } from "../lib/http-load";
import { LoadStation } from "../lib/load-station";
import type { Peer } from "../lib/ocpi-peer";
import { moduleUrl, type Provider, storeConnectors } from "../lib/ocpi-scene";
import { keepForBare } from "../lib/ocpi-web";
import { type Service, startService } from "../lib/processes";
import type { Figure, Say } from "../lib/report";
import { type Shop, type Site, STATION_PASSWORD } from "../lib/scene";
import { LOGS, type Stage } from "../lib/stage";
import { startGateway } from "./gateway";

const WARM_UP = 4;
const ALONE = 20;
const TOGETHER = 20;
/** Cards that are tapped: each at a station of its own. */
export const STARTS = WARM_UP + ALONE + TOGETHER;
const BARE_MS = 2_000;
/** After this long a start command is counted as lost. */
const PATIENCE_MS = 30_000;

interface Scene {
  readonly first: Site;
  readonly sites: readonly Site[];
  readonly provider: Provider;
  readonly peer: Peer;
}

interface Tap {
  readonly site: Site;
  readonly station: LoadStation;
  /** Fulfilled with the time at which the start command was read from the socket. */
  readonly started: Promise<number>;
}

/** From the first byte of START_SESSION to the RemoteStart frame on the station's socket: web, database, worker, gateway. */
export async function measureStarts(stage: Stage, shop: Shop, scene: Scene, say: Say): Promise<Figure[]> {
  const { first, sites, provider, peer } = scene;
  await storeConnectors(stage, first, sites);
  const services: Service[] = [await startGateway(stage)];
  const taps: Tap[] = [];
  const load = new HttpLoad(TOGETHER);
  try {
    services.push(
      await startService({ name: "worker", args: ["dist/worker.js"], env: stage.env, logs: LOGS }),
    );
    for (const site of sites) taps.push(await connect(stage, site));
    const took = { alone: [] as number[], together: [] as number[] };
    const acks: number[] = [];
    const tap = (index: number) =>
      start(stage, shop, load, { tap: taps[index] as Tap, index, provider, peer, acks });
    for (let index = 0; index < WARM_UP; index++) await tap(index);
    acks.length = 0;
    for (let index = WARM_UP; index < WARM_UP + ALONE; index++) took.alone.push(await tap(index));
    const alone = paceOf(took.alone, 1);
    const answer = paceOf(acks, 1);
    const rest = Array.from({ length: TOGETHER }, (_, index) => WARM_UP + ALONE + index);
    took.together.push(...(await Promise.all(rest.map(tap))));
    const together = paceOf(took.together, 1);
    const url = `${stage.env.PUBLIC_URL}/bare/2.2.1/commands/start`;
    const bare = await closedLoop(1, BARE_MS, async () => {
      await load.call({ url, method: "POST", body: "{}" });
    });
    say(
      `START_SESSION: ${alone.median.toFixed(0)} ms alone, ${together.median.toFixed(0)} ms of ${TOGETHER}`,
    );
    return [
      { name: "START_SESSION to RemoteStart, alone: median", value: alone.median, unit: "ms" },
      { name: "START_SESSION to RemoteStart, alone: p95", value: alone.p95, unit: "ms" },
      {
        name: `START_SESSION to RemoteStart, ${TOGETHER} at once: median`,
        value: together.median,
        unit: "ms",
      },
      { name: `START_SESSION to RemoteStart, ${TOGETHER} at once: p95`, value: together.p95, unit: "ms" },
      { name: "START_SESSION, its own answer: median", value: answer.median, unit: "ms" },
      { name: "START_SESSION, its own answer: p95", value: answer.p95, unit: "ms" },
      { name: "bare handler, the same bytes: median", value: bare.median, unit: "ms" },
      { name: "bare handler, the same bytes: p95", value: bare.p95, unit: "ms" },
    ];
  } finally {
    load.close();
    await Promise.all(taps.map(({ station }) => station.close()));
    for (const service of services.reverse()) await service.stop();
  }
}

async function connect(stage: Stage, site: Site): Promise<Tap> {
  let arrived: (at: number) => void = () => {};
  const started = new Promise<number>((resolve) => {
    arrived = resolve;
  });
  const url = `ws://127.0.0.1:${stage.ports.gateway}/ocpp`;
  const station = await LoadStation.connect(url, site.identity, STATION_PASSWORD, (action) => {
    if (action === "RemoteStartTransaction") arrived(performance.now());
    return { status: "Accepted" };
  });
  await station.call("BootNotification", { chargePointVendor: "Bench", chargePointModel: "One" });
  await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Preparing" });
  return { site, station, started };
}

interface OneStart {
  readonly tap: Tap;
  readonly index: number;
  readonly provider: Provider;
  readonly peer: Peer;
  /** How long the answer took, ms. */
  readonly acks: number[];
}

async function start(stage: Stage, shop: Shop, load: HttpLoad, one: OneStart): Promise<number> {
  const { tap, index, provider, peer, acks } = one;
  const body = {
    response_url: `${peer.url}/results/${index}`,
    token: {
      country_code: "DE",
      party_id: provider.mark.slice(0, 3),
      uid: `${provider.mark}BENCH-CARD-${index}`,
      type: "AD_HOC_USER",
      contract_id: `BENCH-${index}`,
      issuer: "Bench",
      valid: true,
      whitelist: "NEVER",
      last_updated: new Date().toISOString(),
    },
    location_id: shop.locationId,
    evse_uid: tap.site.evseId,
    authorization_reference: `REF-${index}`,
  };
  const from = performance.now();
  const answer = await load.call({
    url: moduleUrl(stage, "commands/START_SESSION"),
    method: "POST",
    headers: { authorization: provider.authorization },
    body: JSON.stringify(body),
  });
  acks.push(performance.now() - from);
  const text = answer.body.toString();
  if (!text.includes("ACCEPTED")) throw new Error(`START_SESSION was answered ${text}`);
  keepForBare("start", answer);
  const patience = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${tap.site.identity} got no start command`)),
      PATIENCE_MS,
    );
    patience.signal.addEventListener("abort", () => clearTimeout(timer));
  });
  try {
    return (await Promise.race([tap.started, late])) - from;
  } finally {
    patience.abort();
  }
}
