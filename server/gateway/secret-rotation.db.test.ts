import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hashToken } from "@/lib/db/secrets";
import { rotateStationSecret } from "@/lib/sessions/rotate-station-secret";
import { StationSimulator } from "@/simulators/station/station";
import type { Gateway } from "./start-gateway";
import { GatewayWorld, type TestStation } from "./testing/gateway-world";
import { until } from "./testing/raw-station";

let world: GatewayWorld;
let gateway: Gateway;
const simulators: StationSimulator[] = [];

beforeAll(async () => {
  world = await GatewayWorld.open();
  gateway = await world.gateway();
});

afterEach(async () => {
  await Promise.all(simulators.splice(0).map((simulator) => simulator.stop()));
});

afterAll(() => world.close());

async function connected(): Promise<{ station: TestStation; simulator: StationSimulator }> {
  const station = await world.station();
  const simulator = new StationSimulator({
    url: `ws://127.0.0.1:${gateway.port}/ocpp`,
    identity: station.identity,
    password: station.password,
    connectors: [{ id: 1, kind: "AC", maxPowerW: 22_000, meterWh: 10_000 }],
    waitSpeed: 50,
  });
  simulators.push(simulator);
  simulator.start();
  await simulator.waitFor(({ accepted }) => accepted);
  return { station, simulator };
}

const row = ({ stationId }: TestStation) =>
  world.context.db.withSystem((tx) => tx.station.findUniqueOrThrow({ where: { id: stationId } }));

const commandRow = (commandId: string) =>
  world.context.db.withSystem((tx) => tx.stationCommand.findUniqueOrThrow({ where: { id: commandId } }));

const rotate = (station: TestStation) =>
  rotateStationSecret(world.context, {
    clientId: world.clientId,
    stationId: station.stationId,
    userId: randomUUID(),
  });

describe("SEC-29: a station gets a new secret", () => {
  it("and the old one ends with the first login by the new one", async () => {
    const { station } = await connected();
    const { commandId } = await rotate(station);
    await until(async () => (await commandRow(commandId)).state === "ACCEPTED");
    await until(async () => {
      const { passwordHash, pendingPasswordHash } = await row(station);
      return pendingPasswordHash === null && passwordHash !== hashToken(station.password);
    });
  });

  it("but keeps the old one when it refuses", async () => {
    const station = await world.station();
    const client = await world.client(gateway, station);
    client.handle("ChangeConfiguration", async () => ({ status: "Rejected" }));
    const { commandId } = await rotate(station);
    await until(async () => (await commandRow(commandId)).state === "REJECTED");
    const { passwordHash, pendingPasswordHash } = await row(station);
    expect({ passwordHash, pendingPasswordHash }).toEqual({
      passwordHash: hashToken(station.password),
      pendingPasswordHash: null,
    });
  });

  it("which stands in clear neither in the command nor in the journal (SEC-66)", async () => {
    const station = await world.station();
    const client = await world.client(gateway, station);
    let told = "";
    client.handle("ChangeConfiguration", async ({ params }) => {
      told = String(params?.value);
      return { status: "Accepted" };
    });
    const { commandId } = await rotate(station);
    await until(async () => (await commandRow(commandId)).state === "ACCEPTED");
    expect(told).toMatch(/^[0-9a-f]{40}$/);
    const stored = await world.context.db.withSystem(async (tx) =>
      JSON.stringify([
        await tx.stationCommand.findMany({ where: { stationId: station.stationId } }),
        (await tx.journalEntry.findMany({ where: { stationId: station.stationId } })).map(
          (entry) => entry.body,
        ),
        (await row(station)).pendingPasswordHash,
      ]),
    );
    expect(stored).not.toContain(told);
    expect((await row(station)).pendingPasswordHash).toBe(hashToken(told));
  });
});
