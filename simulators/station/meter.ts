import type { ConnectorOptions, MeterUnit } from "./station.model";

export type SampleContext =
  | "Sample.Clock"
  | "Sample.Periodic"
  | "Transaction.Begin"
  | "Transaction.End"
  | "Trigger";

export interface SampledValue {
  readonly value: string;
  readonly context: SampleContext;
  /** "SignedData": the value is a record of the calibrated meter, not a number. */
  readonly format?: "SignedData";
  readonly measurand: string;
  readonly unit?: string;
  readonly phase?: string;
  readonly location?: string;
}

export interface MeterSample {
  readonly timestamp: string;
  readonly sampledValue: SampledValue[];
}

/** What flows at the moment of a sample. */
export interface Reading {
  readonly timestamp: string;
  readonly context: SampleContext;
  readonly powerW: number;
  readonly socPercent: number | null;
}

export const AC_VOLT = 230;
export const DC_VOLT = 400;

/** The energy meter of one connector: an ever-growing register, unless a fault button says otherwise. */
export class Meter {
  private register: number;
  private oneOffWh = 0;
  unit: MeterUnit = "Wh";

  constructor(private readonly connector: ConnectorOptions) {
    this.register = connector.meterWh ?? 0;
  }

  /** Register in whole Wh, as StartTransaction and StopTransaction want it. */
  get registerWh(): number {
    return Math.round(this.register);
  }

  add(wh: number): void {
    this.register += wh;
  }

  /** Moves the register by `wh`, which may be negative; it never goes below zero. */
  jump(wh: number): void {
    this.register = Math.max(0, this.register + wh);
  }

  /** Only the next sample is off by `wh`. */
  jumpOnce(wh: number): void {
    this.oneOffWh = wh;
  }

  reset(): void {
    this.register = 0;
  }

  /** One sample with the asked measurands; what this connector cannot measure is left out. */
  sample(reading: Reading, measurands: readonly string[]): MeterSample {
    const { context } = reading;
    const sampledValue = measurands.flatMap((measurand) => this.values(measurand, reading));
    this.oneOffWh = 0;
    if (sampledValue.length === 0) sampledValue.push(this.energy(context));
    return { timestamp: reading.timestamp, sampledValue };
  }

  private values(measurand: string, { context, powerW, socPercent }: Reading): SampledValue[] {
    const direct = this.connector.kind === "DC";
    const phases = direct ? 1 : (this.connector.phases ?? 3);
    const volt = direct ? DC_VOLT : AC_VOLT;
    const each = (value: number, unit: string): SampledValue[] =>
      Array.from({ length: phases }, (_, phase) => ({
        value: value.toFixed(1),
        context,
        measurand,
        unit,
        ...(direct ? {} : { phase: unit === "V" ? `L${phase + 1}-N` : `L${phase + 1}` }),
      }));
    switch (measurand) {
      case "Energy.Active.Import.Register":
        return [this.energy(context)];
      case "Power.Active.Import":
        return [{ value: powerW.toFixed(0), context, measurand, unit: "W" }];
      case "Current.Import":
        return each(powerW / volt / phases, "A");
      case "Voltage":
        return each(volt, "V");
      case "SoC":
        return direct && socPercent !== null
          ? [{ value: socPercent.toFixed(0), context, measurand, unit: "Percent", location: "EV" }]
          : [];
      default:
        return [];
    }
  }

  private energy(context: SampleContext): SampledValue {
    const wh = Math.max(0, this.register + this.oneOffWh);
    const kilo = this.unit === "kWh";
    return {
      value: kilo ? (wh / 1000).toFixed(3) : wh.toFixed(0),
      context,
      measurand: "Energy.Active.Import.Register",
      ...(this.unit === "none" ? {} : { unit: this.unit }),
    };
  }
}
