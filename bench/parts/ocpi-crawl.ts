import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { nextLink } from "@/lib/ocpi/exchange/paging.rules";
import { HttpLoad } from "../lib/http-load";
import { peakResidentBytes } from "../lib/measure";
import { moduleUrl, type Provider } from "../lib/ocpi-scene";
import type { Service } from "../lib/processes";
import type { Figure, Say } from "../lib/report";
import type { Shop } from "../lib/scene";
import type { Stage } from "../lib/stage";

const MEBIBYTE = 1024 * 1024;
/** Between two changes of the world. */
const REST_MS = 20;

interface Place {
  readonly id: string;
  /** Absent when it has none. */
  readonly evses?: readonly { readonly uid: string }[];
}

/**
 * One partner reads everything while EVSEs change and locations come and go. What was there from the beginning to the end
 * must have come exactly once, and nothing twice; otherwise this throws.
 */
export async function measureCrawl(
  stage: Stage,
  web: Service,
  shop: Shop,
  { authorization }: Provider,
  say: Say,
): Promise<Figure[]> {
  const before = await uidsOf(stage, shop);
  const unrest = startUnrest(stage, shop);
  const began = performance.now();
  let read: Read;
  let changes = 0;
  try {
    read = await readAll(moduleUrl(stage, "locations?limit=100"), authorization);
  } finally {
    changes = await unrest.stop();
  }
  const seconds = (performance.now() - began) / 1_000;
  const faults = differences(before, await uidsOf(stage, shop), read);
  if (faults > 0) throw new Error(`${faults} objects came twice or not at all`);
  say(
    `${read.evses.length} EVSEs on ${read.pages} pages in ${seconds.toFixed(0)} s, ${changes} changes meanwhile`,
  );
  const beganAgain = performance.now();
  const again = await readAll(moduleUrl(stage, "locations?limit=100"), authorization);
  const secondsAgain = (performance.now() - beganAgain) / 1_000;
  say(`once more, in peace: ${again.evses.length} EVSEs in ${secondsAgain.toFixed(1)} s`);
  return [
    { name: "crawl: EVSEs read", value: read.evses.length, unit: "" },
    { name: "crawl: time", value: seconds, unit: "s" },
    { name: "crawl: changes and additions meanwhile", value: changes, unit: "" },
    { name: "crawl: objects twice or not at all", value: faults, unit: "", aim: { below: 1 } },
    { name: "crawl: time of a second one, in peace", value: secondsAgain, unit: "s" },
    { name: "crawl: web process at most", value: peakResidentBytes(web.pid) / MEBIBYTE, unit: "MiB" },
  ];
}

interface Uids {
  readonly places: readonly string[];
  readonly evses: readonly string[];
}

interface Read extends Uids {
  readonly pages: number;
}

/** Follows `Link` from the first page to the last. */
async function readAll(first: string, authorization: string): Promise<Read> {
  const load = new HttpLoad(1);
  const places: string[] = [];
  const evses: string[] = [];
  let pages = 0;
  let url: string | null = first;
  while (url !== null) {
    const { headers, body } = await load.call({ url, headers: { authorization } });
    const { data } = JSON.parse(body.toString()) as { data: readonly Place[] };
    for (const place of data) {
      places.push(place.id);
      evses.push(...(place.evses ?? []).map(({ uid }) => uid));
    }
    pages += 1;
    url = nextLink(String(headers.link ?? ""));
  }
  load.close();
  return { places, evses, pages };
}

async function uidsOf({ owner }: Stage, { cpoId }: Shop): Promise<Uids> {
  const places = await owner.query<{ id: string }>("SELECT id FROM locations WHERE cpo_id = $1", [cpoId]);
  const evses = await owner.query<{ id: string }>(
    "SELECT e.id FROM evses e JOIN locations l ON l.id = e.location_id WHERE l.cpo_id = $1",
    [cpoId],
  );
  return { places: places.rows.map(({ id }) => id), evses: evses.rows.map(({ id }) => id) };
}

/** Came twice, or stood there all the time and did not come. */
function differences(before: Uids, after: Uids, read: Uids): number {
  const count = (kind: keyof Uids): number => {
    const seen = new Set(read[kind]);
    const stayed = new Set(after[kind]);
    const missed = before[kind].filter((id) => stayed.has(id) && !seen.has(id));
    return read[kind].length - seen.size + missed.length;
  };
  return count("places") + count("evses");
}

/** EVSEs change their state and locations are added, until it is stopped; the number of changes. */
function startUnrest({ owner }: Stage, shop: Shop): { stop(): Promise<number> } {
  let goesOn = true;
  let changes = 0;
  const run = async (): Promise<void> => {
    while (goesOn) {
      await owner.query(changes % 4 === 3 ? ADD_SQL : CHANGE_SQL, changes % 4 === 3 ? [shop.locationId] : []);
      changes += 1;
      await sleep(REST_MS);
    }
  };
  const running = run();
  return {
    async stop() {
      goesOn = false;
      await running;
      return changes;
    },
  };
}

const CHANGE_SQL = `
  UPDATE evses SET status = CASE status WHEN 'AVAILABLE' THEN 'CHARGING' ELSE 'AVAILABLE' END::evse_status, updated_at = now()
  WHERE id IN (SELECT md5('evse ' || (1 + floor(random() * 25000)) || ' 1')::uuid FROM generate_series(1, 5))`;

const ADD_SQL = `
  INSERT INTO locations SELECT r.* FROM locations l, jsonb_populate_record(l, jsonb_build_object(
    'id', gen_random_uuid(), 'created_at', now(), 'updated_at', now())) r WHERE l.id = $1`;
