import type { OcmfReading, OcmfRecord, SignedDataFault, SignedEnergy } from "./ocmf.model";

/** Ends of a transaction: normal, local, remote, aborted, power failure (OCMF table 7, TX). */
const ENDS = "ELRAP";

/** Identification levels that say that it failed (OCMF table 11). */
const FAILED_LEVELS = ["MISMATCH", "INVALID", "OUTDATED", "UNKNOWN"];

/** Registers of delivered-back energy are none of a driver's (OBIS 2.8.0, and C0 … C3 of the transparency software). */
const EXPORT = /(^|[^0-9])2\.8\.0|C[0-3]\.08\.00/i;

export interface CheckedTransaction {
  readonly faults: readonly SignedDataFault[];
  /** Null when begin or end are missing, so that there is no energy to speak of. */
  readonly energy: SignedEnergy | null;
}

/**
 * What the records of one transaction say together: pages without a gap, one meter, a begin and an end, no error on the way,
 * a register that never falls (LAW-33). Signatures are checked elsewhere. Records may come in any order and more than once.
 */
export function checkTransaction(given: readonly OcmfRecord[]): CheckedTransaction {
  const faults = new Set<SignedDataFault>();
  const records = inOrder(
    given.filter((record) => record.page.context === "T"),
    faults,
  );
  const serial = serialOf(records, faults);
  for (const { identification } of records) {
    if (FAILED_LEVELS.includes(identification.level ?? "")) faults.add("identification_failed");
  }
  const all = records.flatMap((record) => record.readings);
  const readings = energyReadings(all, faults);
  checkMarks(readings, faults);
  checkStates(all, faults);
  checkCourse(readings, faults);
  const first = readings[0];
  const last = readings.at(-1);
  const isWhole = !faults.has("begin_missing") && !faults.has("end_missing");
  if (!isWhole || !serial || !first || !last) return { faults: [...faults], energy: null };
  return { faults: [...faults], energy: energyOf(first, last, readings, serial) };
}

function energyOf(
  first: OcmfReading,
  last: OcmfReading,
  readings: readonly OcmfReading[],
  serial: string,
): SignedEnergy {
  const startMwh = first.valueMwh ?? 0;
  const endMwh = last.valueMwh ?? 0;
  return {
    startWh: startMwh / 1000,
    endWh: endMwh / 1000,
    energyWh: (endMwh - startMwh) / 1000,
    resolutionWh: Math.max(first.resolutionMwh, last.resolutionMwh) / 1000,
    serial,
    timeCalibrated: readings.every(({ timeStatus }) => timeStatus === "S" || timeStatus === "R"),
  };
}

/** By page, repeats left out. */
function inOrder(records: readonly OcmfRecord[], faults: Set<SignedDataFault>): OcmfRecord[] {
  const byPage = new Map<number, OcmfRecord>();
  for (const record of records) {
    const known = byPage.get(record.page.number);
    if (known && known.text !== record.text) faults.add("page_conflict");
    else byPage.set(record.page.number, record);
  }
  const ordered = [...byPage.values()].sort((a, b) => a.page.number - b.page.number);
  for (let i = 1; i < ordered.length; i++) {
    const step = (ordered[i] as OcmfRecord).page.number - (ordered[i - 1] as OcmfRecord).page.number;
    if (step !== 1) faults.add("page_gap");
  }
  return ordered;
}

/** The meter's number; the gateway's where the meter has none. Both together name the source (OCMF, "Relation of serial numbers"). */
function serialOf(records: readonly OcmfRecord[], faults: Set<SignedDataFault>): string | null {
  const sources = new Set(
    records.map((record) => `${record.gatewaySerial ?? ""}|${record.meterSerial ?? ""}`),
  );
  if (sources.size > 1) faults.add("serial_changed");
  const serial = records[0]?.meterSerial ?? records[0]?.gatewaySerial ?? null;
  if (records.length > 0 && serial === null) faults.add("serial_missing");
  return serial;
}

/** The readings of the one register that counts what the driver got. */
function energyReadings(all: readonly OcmfReading[], faults: Set<SignedDataFault>): OcmfReading[] {
  const imports = all.filter((reading) => reading.valueMwh !== null && !EXPORT.test(reading.register ?? ""));
  if (new Set(imports.map(({ register }) => register)).size > 1) faults.add("register_ambiguous");
  return imports;
}

/** One begin first and one end last. Many meters repeat the begin in the record of the end: that is the same reading. */
function checkMarks(readings: readonly OcmfReading[], faults: Set<SignedDataFault>): void {
  const begins = readings.filter(({ transaction }) => transaction === "B");
  const ends = readings.filter(({ transaction }) => isEnd(transaction));
  if (readings[0]?.transaction !== "B") faults.add("begin_missing");
  if (new Set(begins.map(({ valueMwh, at }) => `${valueMwh} ${at?.getTime()}`)).size > 1) {
    faults.add("begin_repeated");
  }
  if (!isEnd(readings.at(-1)?.transaction ?? null)) faults.add("end_missing");
  if (ends.length > 1) faults.add("end_repeated");
}

function isEnd(transaction: string | null): boolean {
  return transaction !== null && transaction.length === 1 && ENDS.includes(transaction);
}

/** Errors count wherever they stand, also in a reading without a value. */
function checkStates(all: readonly OcmfReading[], faults: Set<SignedDataFault>): void {
  for (const { status, errorFlags, transaction } of all) {
    if (status !== "G") faults.add("meter_status");
    if (errorFlags.includes("E")) faults.add("energy_error");
    if (transaction === "X" || errorFlags.includes("t")) faults.add("charging_error");
  }
}

function checkCourse(readings: readonly OcmfReading[], faults: Set<SignedDataFault>): void {
  let before: OcmfReading | null = null;
  for (const reading of readings) {
    if (reading.at === null) faults.add("time_unreadable");
    // A repeated begin takes a step back in time, to the very same reading.
    const isRepeat = before !== null && reading.transaction === "B";
    if (before && !isRepeat) {
      if ((reading.valueMwh ?? 0) < (before.valueMwh ?? 0)) faults.add("register_fell");
      if (reading.at && before.at && reading.at < before.at) faults.add("time_reversed");
    }
    if (!isRepeat) before = reading;
  }
}
