import { StationSimulator } from "../station";
import type { Frame, StationOptions } from "../station.model";
import { CentralSystem, frameChecker } from "./central-system";

/** A central system and stations against it; every frame of every station is checked against the schemas. */
export class Harness {
  readonly frames: Frame[] = [];
  readonly violations: string[] = [];
  private readonly stations: StationSimulator[] = [];
  private readonly check = frameChecker();

  private constructor(readonly central: CentralSystem) {}

  static async start(): Promise<Harness> {
    return new Harness(await CentralSystem.start());
  }

  /** A station with one AC and one DC connector, an hour per second, waiting 200 times as fast; already booted. */
  async station(options: Partial<StationOptions> = {}): Promise<StationSimulator> {
    const station = this.powerOff(options).start();
    await station.waitFor((state) => state.accepted);
    return station;
  }

  /** The same, not started. */
  powerOff(options: Partial<StationOptions> = {}): StationSimulator {
    const station = new StationSimulator({
      url: this.central.url,
      identity: `SIM-${this.stations.length + 1}`,
      password: "correct horse battery",
      connectors: [
        { id: 1, kind: "AC", maxPowerW: 22_000 },
        { id: 2, kind: "DC", maxPowerW: 150_000 },
      ],
      speed: 3_600,
      waitSpeed: 200,
      meterIntervalS: 60,
      random: () => 0.5,
      ...options,
    });
    station.on("frame", (frame) => {
      this.frames.push(frame);
      const violation = this.check(frame);
      if (violation !== null) this.violations.push(violation);
    });
    this.stations.push(station);
    return station;
  }

  /** Plugs in, starts remotely and resolves with the server's transaction id. */
  async charging(station: StationSimulator, connectorId = 1): Promise<number> {
    station.plugIn(connectorId);
    await this.central.call(station.identity, "RemoteStartTransaction", { connectorId, idTag: "TAG" });
    const state = await station.waitFor(
      ({ connectors }) => connectors.find(({ id }) => id === connectorId)?.transactionId != null,
    );
    return state.connectors.find(({ id }) => id === connectorId)?.transactionId ?? -1;
  }

  /** Energy registers of the MeterValues so far, as the server read them. */
  registers(): { at: string; value: string; unit: string | undefined }[] {
    return this.central.of("MeterValues").map(({ payload }) => {
      const [first] = payload.meterValue as { timestamp: string; sampledValue: Record<string, string>[] }[];
      const energy = first?.sampledValue.find(({ measurand }) => measurand?.startsWith("Energy"));
      return { at: first?.timestamp ?? "", value: energy?.value ?? "", unit: energy?.unit };
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.stations.map((station) => station.stop()));
    await this.central.stop();
  }
}
