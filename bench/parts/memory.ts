import { setTimeout as sleep } from "node:timers/promises";
import { LoadStation } from "../lib/load-station";
import { cpuMs, residentBytes } from "../lib/measure";
import type { Figure, Say } from "../lib/report";
import { createSites, type Site, STATION_PASSWORD } from "../lib/scene";
import type { Stage } from "../lib/stage";
import { startGateway } from "./gateway";

const STATIONS = 2_000;
/** Stations that connect and boot first, so that the process has loaded and compiled what it needs. */
const WARM_UP = 100;
/** Handshakes that are under way at the same time. */
const AT_ONCE = 20;
/** How long the process rests before each look at its memory. */
const REST_MS = 4_000;
const MEBIBYTE = 1024 * 1024;

/** Memory that a connected, booted, idle station costs the gateway; and how fast stations come back after an outage. */
export async function measureMemory(stage: Stage, first: Site, say: Say): Promise<Figure[]> {
  const sites = await createSites(stage, first, "M", STATIONS + WARM_UP);
  const gateway = await startGateway(stage);
  const stations: LoadStation[] = [];
  try {
    await connectAll(stage, sites.slice(0, WARM_UP), stations);
    await sleep(REST_MS);
    const before = residentBytes(gateway.pid);
    say(`${(before / MEBIBYTE).toFixed(0)} MiB with ${WARM_UP} stations; connecting ${STATIONS} more`);
    const cpuBefore = cpuMs(gateway.pid);
    const from = Date.now();
    await connectAll(stage, sites.slice(WARM_UP), stations);
    const seconds = (Date.now() - from) / 1_000;
    const cpu = cpuMs(gateway.pid) - cpuBefore;
    await sleep(REST_MS);
    const after = residentBytes(gateway.pid);
    say(`${(after / MEBIBYTE).toFixed(0)} MiB with ${STATIONS + WARM_UP}`);
    return [
      { name: "gateway before", value: before / MEBIBYTE, unit: "MiB" },
      { name: `gateway with ${STATIONS} more stations`, value: after / MEBIBYTE, unit: "MiB" },
      { name: "per idle station", value: (after - before) / 1024 / STATIONS, unit: "KiB" },
      { name: "stations that connect and boot", value: STATIONS / seconds, unit: "1/s" },
      { name: "gateway CPU to connect and boot one", value: cpu / STATIONS, unit: "ms" },
    ];
  } finally {
    await Promise.all(stations.map((station) => station.close()));
    await gateway.stop();
  }
}

async function connectAll(stage: Stage, sites: readonly Site[], into: LoadStation[]): Promise<void> {
  const url = `ws://127.0.0.1:${stage.ports.gateway}/ocpp`;
  const waiting = [...sites];
  const one = async (): Promise<void> => {
    for (let site = waiting.pop(); site; site = waiting.pop()) {
      const station = await LoadStation.connect(url, site.identity, STATION_PASSWORD);
      into.push(station);
      await station.call("BootNotification", { chargePointVendor: "Bench", chargePointModel: "One" });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
