import { expect } from "@playwright/test";
import type { ChargerFacts, WorldInfo } from "./world-file";

/** The part of the simulator's snapshot that tests look at. */
export interface StationSnapshot {
  readonly online: boolean;
  readonly accepted: boolean;
  readonly connectors: readonly {
    readonly id: number;
    readonly status: string;
    readonly [fact: string]: unknown;
  }[];
}

/** The simulated station behind one charger: the driver's hands and the fault buttons. */
export class StationControl {
  constructor(
    private readonly world: WorldInfo,
    private readonly charger: ChargerFacts,
  ) {}

  /** Presses a button of the connector; see simulators/station/README.md. */
  async connector(action: string, input: Record<string, unknown> = {}): Promise<void> {
    await this.post(`${this.charger.identity}/connectors/${this.charger.connectorId}/${action}`, input);
  }

  /** Presses a button of the whole station. */
  async whole(action: string, input: Record<string, unknown> = {}): Promise<void> {
    await this.post(`${this.charger.identity}/${action}`, input);
  }

  /** A car with a battery that no test fills. */
  plugIn(): Promise<void> {
    return this.connector("plug-in", { socPercent: 20, batteryWh: 5_000_000, maxPowerW: 1_500_000 });
  }

  unplug(): Promise<void> {
    return this.connector("unplug");
  }

  async snapshot(): Promise<StationSnapshot> {
    const answer = await fetch(`${this.world.urls.stations}/api/stations/${this.charger.identity}`);
    return (await answer.json()) as StationSnapshot;
  }

  /** Waits until the connector says so on the wire. */
  async expectStatus(status: string): Promise<void> {
    await expect
      .poll(async () => (await this.snapshot()).connectors[0]?.status, { message: this.charger.label })
      .toBe(status);
  }

  private async post(path: string, input: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${this.world.urls.stations}/api/stations/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}
