import { performance } from "node:perf_hooks";
import { whatIf } from "@/lib/billing/what-if";
import type { WhatIfQuestion } from "@/lib/billing/what-if.model";
import { hashTariff } from "@/lib/pricing/hash-tariff";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { cpuMs, residentBytes } from "../lib/measure";
import type { Figure, Say } from "../lib/report";
import { createSites, type Shop, type Site } from "../lib/scene";
import type { Stage } from "../lib/stage";
import { MONTH_TARIFF, SESSIONS_PER_EVSE, storeMonth } from "../lib/stored-month";

const MEBIBYTE = 1024 * 1024;
const FROM = new Date("2026-09-30T22:00:00Z");
const TO = new Date("2026-10-31T23:00:00Z");
/** Progress is told at most so often. */
const TELL_MS = 10_000;

/**
 * A month of CDRs priced anew through the what-if: sessions per second, memory, and whether the unchanged tariff gives the
 * sum that PostgreSQL has computed and stored, to the cent.
 */
export async function measureReprice(
  stage: Stage,
  shop: Shop,
  first: Site,
  sessions: number,
  say: Say,
): Promise<Figure[]> {
  const stored = await fill(stage, shop, first, sessions, say);
  const question: WhatIfQuestion = {
    clientId: shop.clientId,
    cpoIds: [shop.cpoId],
    locationIds: null,
    codes: null,
    from: FROM,
    to: TO,
    zone: "Europe/Amsterdam",
    currency: "EUR",
    side: "RETAIL",
    draft: { kind: "OWN", factor: "1" },
    withImported: false,
  };
  // Compiled code and warm caches before the first look at the memory.
  await whatIf(stage.context, { ...question, to: new Date(FROM.getTime() + 3_600_000) });
  const memory = watchMemory();
  const cpuBefore = [cpuMs(process.pid), cpuMs(stage.databasePid)];
  const began = performance.now();
  const tell = teller(say, began);
  const result = await whatIf(stage.context, question, (done, total) => {
    if (done * 10 >= total) memory.mark();
    tell(done, total);
  });
  const seconds = (performance.now() - began) / 1_000;
  const [ownMs = 0, databaseMs = 0] = [process.pid, stage.databasePid].map(
    (pid, i) => cpuMs(pid) - (cpuBefore[i] ?? 0),
  );
  const { early, peak } = memory.stop();
  const difference =
    Math.abs(result.draft.grossMinor - stored.grossMinor) + Math.abs(result.draft.netMinor - stored.netMinor);
  say(`${result.priced} sessions priced in ${seconds.toFixed(0)} s; sums differ by ${difference} cent`);
  return [
    { name: "sessions stored", value: sessions, unit: "" },
    { name: "to store them", value: stored.seconds, unit: "s" },
    { name: "priced anew", value: result.priced / seconds, unit: "sessions/s" },
    { name: "CPU per session, this process", value: (ownMs * 1_000) / result.priced, unit: "µs" },
    { name: "CPU per session, PostgreSQL", value: (databaseMs * 1_000) / result.priced, unit: "µs" },
    { name: "memory at most, first tenth", value: early / MEBIBYTE, unit: "MiB" },
    { name: "memory at most", value: peak / MEBIBYTE, unit: "MiB" },
    { name: "growth after the first tenth", value: peak / early, unit: "×", aim: { below: 1.5 } },
    { name: "sessions that were left out", value: sessions - result.priced, unit: "", aim: { below: 1 } },
    {
      name: "unchanged tariff: difference to the stored sums",
      value: difference,
      unit: "cent",
      aim: { below: 1 },
    },
  ];
}

async function fill(stage: Stage, shop: Shop, first: Site, sessions: number, say: Say) {
  const { clientId, cpoId, locationId } = shop;
  const price = {
    clientId,
    cpoId,
    code: "MONTH",
    name: "Month",
    kind: "RETAIL" as const,
    content: MONTH_TARIFF,
  };
  await publishTariff(stage.context, price);
  const evses = await createSites(stage, first, "R", Math.max(1, Math.ceil(sessions / SESSIONS_PER_EVSE)));
  const began = performance.now();
  const tell = teller(say, began);
  const plan = {
    clientId,
    cpoId,
    locationId,
    tariffHash: hashTariff(MONTH_TARIFF),
    evses,
    from: FROM,
    sessions,
  };
  say(`storing ${sessions} sessions`);
  await storeMonth(stage.owner, plan, (done) => tell(done, sessions));
  const seconds = (performance.now() - began) / 1_000;
  const { rows } = await stage.owner.query<{ net: string; gross: string }>(
    "SELECT sum(net_minor) AS net, sum(gross_minor) AS gross FROM cdrs WHERE client_id = $1 AND number LIKE 'M%'",
    [clientId],
  );
  return { seconds, netMinor: Number(rows[0]?.net), grossMinor: Number(rows[0]?.gross) };
}

function teller(say: Say, began: number): (done: number, total: number) => void {
  let toldAt = began;
  return (done, total) => {
    const now = performance.now();
    if (now - toldAt < TELL_MS) return;
    toldAt = now;
    const megabytes = (residentBytes(process.pid) / MEBIBYTE).toFixed(0);
    say(`${done} of ${total}, ${((done * 1_000) / (now - began)).toFixed(0)}/s, ${megabytes} MiB`);
  };
}

/** The largest resident size that was seen, up to the mark and in all; looked at four times a second. */
function watchMemory(): { mark(): void; stop(): { early: number; peak: number } } {
  let peak = residentBytes(process.pid);
  let early: number | null = null;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(process.pid));
  }, 250);
  return {
    mark() {
      early ??= Math.max(peak, residentBytes(process.pid));
    },
    stop() {
      clearInterval(timer);
      return { early: early ?? peak, peak };
    },
  };
}
