import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { StationSimulator } from "@/simulators/station/station";
import type { Gateway } from "./start-gateway";
import { GatewayWorld, type TestSession, type TestStation } from "./testing/gateway-world";
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

/** A station with a car at the plug and a paid session that waits for it. */
async function plugged(): Promise<{
  station: TestStation;
  session: TestSession;
  simulator: StationSimulator;
}> {
  const station = await world.station();
  const session = await world.session(station);
  const simulator = new StationSimulator({
    url: `ws://127.0.0.1:${gateway.port}/ocpp`,
    identity: station.identity,
    password: station.password,
    connectors: [{ id: 1, kind: "AC", maxPowerW: 22_000, meterWh: 10_000 }],
    meterIntervalS: 1,
    waitSpeed: 50,
  });
  simulators.push(simulator);
  simulator.start();
  await simulator.waitFor(({ accepted }) => accepted);
  simulator.plugIn(1, { socPercent: 20 });
  await simulator.waitFor(({ connectors }) => connectors[0]?.status === "Preparing");
  return { station, session, simulator };
}

const sessionRow = ({ sessionId }: TestSession) =>
  world.context.db.withSystem((tx) => tx.chargingSession.findUniqueOrThrow({ where: { id: sessionId } }));

const reached = (session: TestSession, state: string) =>
  until(async () => (await sessionRow(session)).state === state);

const remoteStart = (station: TestStation, { idTag }: TestSession) =>
  world.command(station, { kind: "REMOTE_START", ocppConnectorId: 1, idTag });

const own = async (station: TestStation) =>
  (await world.transactions(station)).filter(({ verdict }) => verdict === "ACCEPTED");

describe("a station of the simulator at the gateway", () => {
  it("charges from the remote start to the remote stop", async () => {
    const { station, session, simulator } = await plugged();
    await remoteStart(station, session);
    await reached(session, "CHARGING");
    await until(async () => (await sessionRow(session)).powerW);
    const [transaction] = await own(station);
    await world.command(station, { kind: "REMOTE_STOP", transactionId: transaction?.id ?? 0 });
    await reached(session, "ENDED");
    simulator.unplug(1);
    await simulator.waitFor(({ connectors }) => connectors[0]?.status === "Available");
    expect(await own(station)).toMatchObject([{ meterStartWh: 10_000n, sessionId: session.sessionId }]);
  });

  it("REL-13: a start whose reply was lost comes again: one transaction, the session charges", async () => {
    const { station, session, simulator } = await plugged();
    simulator.dropNextReply("StartTransaction");
    await remoteStart(station, session);
    await simulator.waitFor(({ connectors }) => connectors[0]?.status === "Charging");
    await reached(session, "CHARGING");
    expect(await own(station)).toHaveLength(1);
  });

  it("REL-79: offline in the middle, stopped there: the queued stop ends the session after the reconnect", async () => {
    const { station, session, simulator } = await plugged();
    await remoteStart(station, session);
    await reached(session, "CHARGING");
    simulator.goOffline();
    await until(async () => (await world.stationRow(station)).gatewayId === null);
    const stopped = simulator.stopLocally(1);
    simulator.comeOnline();
    await stopped;
    await reached(session, "ENDED");
    expect(await own(station)).toHaveLength(1);
  });

  it("REL-82: a stop sent twice and one that belongs to nothing leave one booked stop", async () => {
    const { station, session, simulator } = await plugged();
    await remoteStart(station, session);
    await reached(session, "CHARGING");
    simulator.duplicateNext("StopTransaction");
    await simulator.stopLocally(1);
    await reached(session, "ENDED");
    await simulator.drained();
    const rows = await own(station);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.meterStopWh).not.toBeNull();
  });

  it("REL-74: a refused remote start ends its command as rejected", async () => {
    const { station, session, simulator } = await plugged();
    simulator.refuseNextStart();
    const commandId = await remoteStart(station, session);
    await until(async () => (await world.commandRow(commandId)).state === "REJECTED");
    expect(await own(station)).toEqual([]);
  });
});
