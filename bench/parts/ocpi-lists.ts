import { nextLink } from "@/lib/ocpi/exchange/paging.rules";
import { closedLoop, HttpLoad, type Pace } from "../lib/http-load";
import { cpuMs } from "../lib/measure";
import { moduleUrl, type Provider } from "../lib/ocpi-scene";
import { keepForBare } from "../lib/ocpi-web";
import type { Service } from "../lib/processes";
import type { Figure, Say } from "../lib/report";
import type { Stage } from "../lib/stage";

const CALLERS = 8;
/** Long enough for the compiler to have seen all of it. */
const WARM_MS = 5_000;
const LOAD_MS = 8_000;
/** Half before and half after, so that both have the same machine. */
const BARE_MS = 3_000;
/** Callers begin so far from each other in the list. */
const APART = 3_000;

/** Each page is another one than the page before, as for a partner that reads everything. */
export async function measureLists(
  stage: Stage,
  web: Service,
  providers: readonly Provider[],
  say: Say,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const limit of [10, 100]) {
    const load = new HttpLoad(CALLERS);
    const bare = await bareStep(stage, load, providers, limit);
    const product = productStep(stage, load, providers, limit);
    await closedLoop(CALLERS, WARM_MS, bare);
    await closedLoop(CALLERS, WARM_MS, product);
    const bareCpu = cpuMs(web.pid);
    const before = await closedLoop(CALLERS, BARE_MS, bare);
    const bareMs = (cpuMs(web.pid) - bareCpu) / ((before.rate * BARE_MS) / 1_000);
    const cpu = [cpuMs(web.pid), cpuMs(stage.databasePid)];
    const ours = await closedLoop(CALLERS, LOAD_MS, product);
    const [webMs = 0, databaseMs = 0] = [web.pid, stage.databasePid].map(
      (pid, i) => cpuMs(pid) - (cpu[i] ?? 0),
    );
    const after = await closedLoop(CALLERS, BARE_MS, bare);
    load.close();
    const requests = (ours.rate * LOAD_MS) / 1_000;
    const limitRate = (before.rate + after.rate) / 2;
    say(`${limit} per page: ${ours.rate.toFixed(0)}/s, bare ${limitRate.toFixed(0)}/s`);
    const name = `locations, ${limit} per page`;
    figures.push(
      ...figuresOf(name, ours, after, limitRate),
      { name: `${name}: web CPU`, value: webMs / requests, unit: "ms/request" },
      { name: `${name}: PostgreSQL CPU`, value: databaseMs / requests, unit: "ms/request" },
      { name: `${name}: bare handler's CPU`, value: bareMs, unit: "ms/request" },
    );
  }
  return figures;
}

function figuresOf(name: string, ours: Pace, bare: Pace, bareRate: number): Figure[] {
  return [
    { name: `${name}: rate`, value: ours.rate, unit: "requests/s" },
    { name: `${name}: median`, value: ours.median, unit: "ms" },
    { name: `${name}: p95`, value: ours.p95, unit: "ms" },
    { name: `${name}: bare handler's rate`, value: bareRate, unit: "requests/s" },
    { name: `${name}: bare handler's p95`, value: bare.p95, unit: "ms" },
    { name: `${name}: share of the bare rate`, value: ours.rate / bareRate, unit: "", aim: { atLeast: 0.6 } },
  ];
}

/** Every caller reads on from where it is; at the end it begins again. */
function productStep(
  stage: Stage,
  load: HttpLoad,
  providers: readonly Provider[],
  limit: number,
): (caller: number) => Promise<void> {
  const begin = (caller: number) => moduleUrl(stage, `locations?limit=${limit}&offset=${caller * APART}`);
  const next = Array.from({ length: CALLERS }, (_, caller) => begin(caller));
  const turns = new Array<number>(CALLERS).fill(0);
  return async (caller) => {
    // Two connections per caller take turns: no partner calls us a hundred times a second.
    const turn = turns[caller] ?? 0;
    turns[caller] = turn + 1;
    const authorization = providers[(caller + (turn % 2) * CALLERS) % providers.length]?.authorization ?? "";
    const answer = await load.call({ url: next[caller] ?? "", headers: { authorization } });
    next[caller] = nextLink(String(answer.headers.link ?? "")) ?? begin(caller);
  };
}

async function bareStep(
  stage: Stage,
  load: HttpLoad,
  [provider]: readonly Provider[],
  limit: number,
): Promise<() => Promise<void>> {
  const headers = { authorization: provider?.authorization ?? "" };
  const url = moduleUrl(stage, `locations?limit=${limit}&offset=${APART}`);
  const answer = await load.call({ url, headers });
  const name = `locations-${limit}`;
  keepForBare(name, answer);
  // As the product is asked: by the address of a next page.
  const { search } = new URL(nextLink(String(answer.headers.link ?? "")) ?? url);
  const bare = `${stage.env.PUBLIC_URL}/bare/2.2.1/${name}${search}`;
  return async () => {
    await load.call({ url: bare, headers });
  };
}
