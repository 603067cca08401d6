import type { ProviderInput } from "../config.model";
import { startTerminalProviderSimulator, type TerminalProviderSimulator } from "../server";
import type { OcpiVersion } from "../wire/versions.rules";
import { FakeCpo } from "./fake-cpo";
import { cdr, session } from "./sample-objects";

export const PROVIDER = {
  id: "pay",
  name: "Pay Terminals",
  countryCode: "DE",
  partyId: "PAY",
  tokenPrefix: "PAY",
  terminals: [{ id: "T-1", label: "Terminal 1", serial: "SN-1", locationIds: ["L1"] }],
} as const satisfies ProviderInput;

export const TAP = { terminalId: "T-1", locationId: "L1", evseUid: "L1-E1", connectorId: "1" };

/** A simulator with one provider, and a fake CPO of a version. */
export class Harness {
  private constructor(
    readonly simulator: TerminalProviderSimulator,
    readonly cpo: FakeCpo,
    readonly version: OcpiVersion,
  ) {}

  static async start(version: OcpiVersion, provider: Partial<ProviderInput> = {}): Promise<Harness> {
    const cpo = await FakeCpo.start(version);
    const simulator = await startTerminalProviderSimulator({
      providers: [{ ...structuredClone(PROVIDER), ...provider } as ProviderInput],
      retryMs: 20,
    });
    return new Harness(simulator, cpo, version);
  }

  /** The same, registered by the provider, with locations and tariffs read. */
  static async connected(version: OcpiVersion, provider: Partial<ProviderInput> = {}): Promise<Harness> {
    const harness = await Harness.start(version, provider);
    await harness.control.register("pay", {
      versionsUrl: harness.cpo.versionsUrl,
      token: harness.cpo.tokenA ?? "",
    });
    await until(() => harness.control.view("pay").counts.tariffs === 2);
    return harness;
  }

  get control() {
    return this.simulator.control;
  }

  get hasPayments(): boolean {
    return this.control.provider("pay").hasPayments(this.version);
  }

  /** A tap whose START_SESSION the CPO has accepted, with the result delivered. */
  async tapped(more: Partial<Parameters<typeof this.control.tap>[1]> = {}) {
    const transaction = await this.control.tap("pay", { ...TAP, ...more });
    if (this.cpo.commandResult !== null) {
      await until(() => this.control.transaction("pay", transaction.id).startResult !== null);
    }
    return transaction;
  }

  /** Pushes the last started session. */
  async pushSession(status: string, kwh: number, grossMinor: number) {
    const started = this.lastStarted();
    const body = session(started, this.version, status, kwh, grossMinor);
    return this.cpo.push("PUT", "sessions", [started.id], body);
  }

  /** POSTs the CDR of the last started session. */
  async pushCdr(grossMinor: number, id?: string) {
    return this.cpo.push("POST", "cdrs", [], cdr(this.lastStarted(), this.version, grossMinor, id));
  }

  lastStarted() {
    const started = this.cpo.started.at(-1);
    if (started === undefined) throw new Error("no session was started");
    return started;
  }

  confirmations() {
    return this.cpo.of("POST", /financial-advice-confirmations$/).map(({ body }) => body);
  }

  async stop(): Promise<void> {
    await this.simulator.stop();
    await this.cpo.stop();
  }
}

/** Waits until something holds; fails after two seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 2_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within two seconds: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
