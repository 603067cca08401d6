import type { MeterSample } from "@/lib/sessions/station-facts.model";
import type { JsonObject } from "../../rpc/frame.model";

import { decimal, objects, own, text } from "./read.rules";
import { readTime, timeRemarks } from "./time.rules";

/** Longest signed value that is kept. OCMF texts have one to four thousand characters. */
const MAX_SIGNED = 64 * 1024;

/** Most samples that one message may bring; a DC session's transactionData has a few hundred at most. */
const MAX_SAMPLES = 2_000;

/** How many of our unit one of the station's is; `undefined` key: the unit was left out (OCPP 1.6 §7.44: default Wh). */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  energy: { "": 1, wh: 1, kwh: 1_000, mwh: 1_000_000 },
  power: { "": 1, w: 1, kw: 1_000, va: 1, kva: 1_000 },
  current: { "": 1, a: 1, ma: 0.001 },
  voltage: { "": 1, v: 1, kv: 1_000 },
  soc: { "": 1, percent: 1, "%": 1 },
};

type Quantity = "energy" | "power" | "current" | "voltage" | "soc";

/** Measurands that are used; all others stay in the journal. */
const MEASURANDS: Readonly<Record<string, Quantity>> = {
  "energy.active.import.register": "energy",
  "power.active.import": "power",
  "current.import": "current",
  voltage: "voltage",
  soc: "soc",
};

/** Where the meter sits, best first: what leaves the outlet is what the driver pays for (OCPP 1.6 §7.25, default Outlet). */
const LOCATIONS = ["outlet", "cable", "ev", "inlet", "body"];

interface Reading {
  readonly quantity: Quantity;
  readonly value: number;
  readonly phase: string;
  readonly location: string;
}

interface Group {
  readonly readings: Reading[];
  readonly remarks: string[];
  /** Signed values, each once: a station may send begin and end together. */
  readonly signed: Set<string>;
  /** Why the register of this group can not be billed. */
  problem?: string;
}

/** The samples of a message, and what had to be converted or left out on the way, for the journal. */
export interface MeterReading {
  readonly samples: readonly MeterSample[];
  readonly remarks: readonly string[];
}

/**
 * Normalises a list of OCPP 1.6 MeterValue objects (§7.27): one sample per timestamp and reading context, and one more for each further signed value. Units become Wh, W, A,
 * V and percent, phases are put together, texts become numbers. What can not be read is left out and remarked on (REL-84).
 */
export function readMeterValues(payload: JsonObject, key: string, receivedAt: Date): MeterReading {
  const samples: MeterSample[] = [];
  const remarks: string[] = [];
  for (const element of objects(payload, key)) {
    const time = readTime(own(element, "timestamp"), receivedAt);
    for (const [context, group] of groups(element)) {
      const [first, ...more] = group.signed;
      const signed = first === undefined ? {} : { signedData: first };
      samples.push({ at: time.at, context, ...measured(group), ...signed });
      samples.push(...more.map((signedData) => ({ at: time.at, context, signedData })));
      remarks.push(...timeRemarks(time), ...group.remarks);
      if (samples.length >= MAX_SAMPLES) return { samples, remarks: [...remarks, "meter: too many samples"] };
    }
  }
  return { samples, remarks };
}

function groups(element: JsonObject): Map<string, Group> {
  const byContext = new Map<string, Group>();
  for (const sampled of objects(element, "sampledValue")) {
    const context = text(sampled, "context", 40) || "Sample.Periodic";
    const group = byContext.get(context) ?? { readings: [], remarks: [], signed: new Set() };
    byContext.set(context, group);
    addValue(group, sampled);
  }
  return byContext;
}

function addValue(group: Group, sampled: JsonObject): void {
  const value = own(sampled, "value");
  if ((text(sampled, "format", 20) ?? "").toLowerCase() === "signeddata") {
    addSigned(group, value);
    return;
  }
  const measurand = text(sampled, "measurand", 60) || "Energy.Active.Import.Register";
  const quantity = Object.hasOwn(MEASURANDS, measurand.toLowerCase()) && MEASURANDS[measurand.toLowerCase()];
  if (!quantity) return;
  const unit = (text(sampled, "unit", 20) ?? "").trim().toLowerCase();
  const table = UNITS[quantity] ?? {};
  const factor = Object.hasOwn(table, unit) ? table[unit] : undefined;
  const number = decimal(value);
  if (factor === undefined || number === null) {
    const remark = `meter: ${factor === undefined ? "unit" : "value"} of ${measurand} not readable`;
    group.remarks.push(remark);
    if (quantity === "energy") group.problem = remark;
  } else {
    group.readings.push({
      quantity,
      value: number * factor,
      phase: (text(sampled, "phase", 10) ?? "").toUpperCase(),
      location: (text(sampled, "location", 10) || "Outlet").toLowerCase(),
    });
  }
}

/** Signed data is evidence: kept as it is or not at all, never repaired. */
function addSigned(group: Group, value: unknown): void {
  if (typeof value !== "string" || value.length > MAX_SIGNED || value.includes("\0")) {
    group.remarks.push("meter: signed value not readable");
  } else {
    group.signed.add(value);
  }
}

function measured(group: Group): Partial<MeterSample> {
  const register = total(group, "energy", sum);
  if (register !== null && register < 0) group.problem = "meter: register is negative";
  const power = total(group, "power", sum);
  const current = total(group, "current", highest);
  const voltage = total(group, "voltage", highest);
  const soc = total(group, "soc", highest);
  return {
    ...(register !== null && register >= 0 ? { registerWh: Math.round(register) } : {}),
    ...(power !== null ? { powerW: Math.round(power) } : {}),
    ...(current !== null ? { currentA: Math.round(current * 100) / 100 } : {}),
    ...(voltage !== null ? { voltageV: Math.round(voltage * 10) / 10 } : {}),
    ...(soc !== null && soc >= 0 && soc <= 100 ? { socPercent: Math.round(soc) } : {}),
    ...(group.problem !== undefined ? { problem: group.problem } : {}),
  };
}

/** The value over all phases: the station's own total when it sent one, else the phases put together. */
function total(group: Group, quantity: Quantity, join: (values: number[]) => number): number | null {
  const all = group.readings.filter((reading) => reading.quantity === quantity);
  const location = LOCATIONS.find((place) => all.some((reading) => reading.location === place));
  const here = all.filter((reading) => reading.location === location);
  const whole = here.find((reading) => reading.phase === "");
  if (whole) return whole.value;
  const phases = new Map<string, number>();
  for (const { phase, value } of here) if (isLine(phase)) phases.set(phase.slice(0, 2), value);
  if (phases.size === 0) return here[0]?.value ?? null;
  if (phases.size > 1 && quantity === "energy")
    group.remarks.push("meter: register is the sum of the phases");
  return join([...phases.values()]);
}

/** L1, L2, L3 alone or against neutral; line to line and neutral are no part of a sum. */
function isLine(phase: string): boolean {
  return /^L[123](-N)?$/.test(phase);
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function highest(values: number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
