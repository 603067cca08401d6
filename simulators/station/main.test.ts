import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
let child: ChildProcess | null = null;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "station-simulator-"));
});

afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

async function run(stations: unknown): Promise<ChildProcess> {
  const file = path.join(folder, "stations.json");
  await writeFile(file, JSON.stringify(stations));
  child = spawn(process.execPath, ["--import", "tsx", path.join(import.meta.dirname, "main.ts")], {
    env: {
      ...process.env,
      STATION_SIMULATOR_CONFIG: file,
      STATION_SIMULATOR_PORT: "0",
      STATION_SIMULATOR_GATEWAY_URL: "ws://127.0.0.1:9/ocpp",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return child;
}

const station = { identity: "A-1", connectors: [{ id: 1, kind: "AC", maxPowerW: 22_000 }] };

describe("the process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "starts without a gateway, answers, and leaves cleanly on %s",
    async (signal) => {
      const started = await run([station]);
      const [line] = (await once(started.stdout ?? started, "data")) as [Buffer];
      const url = /http:\/\/[\d.]+:\d+/.exec(String(line))?.[0] ?? "";
      const response = await fetch(`${url}/api/stations/A-1`);
      expect(await response.json()).toMatchObject({ identity: "A-1", online: false });
      started.kill(signal);
      expect(await once(started, "exit")).toEqual([0, null]);
    },
  );

  it("refuses a configuration that it does not understand", async () => {
    const started = await run([{ ...station, passwort: "typo" }]);
    const [line] = (await once(started.stderr ?? started, "data")) as [Buffer];
    expect(String(line)).toContain("passwort");
    expect(await once(started, "exit")).toEqual([1, null]);
  });
});
