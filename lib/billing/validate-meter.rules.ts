import { DAY_MS } from "@/lib/core/time";
import { MAX_SESSION_MS } from "@/lib/pricing/price-session.rules";
import type { MeterReading } from "@/lib/pricing/pricing.model";
import { exceedsPower } from "@/lib/sessions/meter-check.rules";
import type { SessionFacts, SessionPrices } from "./session-facts.model";
import { type Finding, finding } from "./validation.model";

/** A clock that runs ahead by less is believed: stations and servers are never quite together. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** Without a reading for longer, while energy flowed, nobody knows at which hour's price it did. */
const GAP_MS = DAY_MS;
/** Wh for kWh, or the other way round. */
const CONFUSION = 1_000;
/** Energy by the reported power, from which a comparison with the register means something, Wh. */
const POWER_ENERGY_MIN_WH = 1_000;

/** Feasibility: can the session have happened as it was told (SEC-36, REL-84)? Values of any kind are survived. */
export function validateMeter(facts: SessionFacts, prices: SessionPrices): Finding[] {
  const { startedAt, endedAt, meterStartWh, meterStopWh, signedData } = facts;
  if (!isInstant(startedAt) || !isInstant(endedAt)) return [finding("times_missing")];
  const findings = timeFindings(facts, startedAt, endedAt);
  if (meterStartWh === null || meterStopWh === null) findings.push(finding("times_missing", "no register"));
  else
    findings.push(
      ...registerFindings(facts, meterStartWh, meterStopWh, endedAt.getTime() - startedAt.getTime()),
    );
  findings.push(...readingFindings(facts, startedAt, endedAt, prices));
  if (facts.overlapsWith !== null) findings.push(finding("intervals_overlap", facts.overlapsWith));
  if (signedData) findings.push(finding(signedData.code, signedData.reasons.join(", ")));
  return findings;
}

const isInstant = (at: Date | null): at is Date => at !== null && Number.isFinite(at.getTime());

function timeFindings({ now, createdAt }: SessionFacts, startedAt: Date, endedAt: Date): Finding[] {
  const findings: Finding[] = [];
  const lasted = endedAt.getTime() - startedAt.getTime();
  if (lasted < 0) findings.push(finding("end_before_start", `by ${Math.round(-lasted / 1000)} s`));
  if (lasted > MAX_SESSION_MS) findings.push(finding("too_long", `${Math.round(lasted / DAY_MS)} days`));
  if (endedAt.getTime() > now.getTime() + CLOCK_TOLERANCE_MS)
    findings.push(finding("clock_jumped", `ends ${endedAt.toISOString()}, in the future`));
  else if (startedAt.getTime() < createdAt.getTime() - DAY_MS)
    findings.push(finding("clock_jumped", `began ${startedAt.toISOString()}, long before the visit`));
  return findings;
}

function registerFindings(facts: SessionFacts, start: number, stop: number, lastedMs: number): Finding[] {
  if (!Number.isFinite(start) || !Number.isFinite(stop))
    return [finding("not_a_number", `${start} to ${stop}`)];
  if (start < 0 || stop < 0) return [finding("register_negative", `${start} to ${stop} Wh`)];
  const findings: Finding[] = [];
  const maxPowerW = facts.maxPowerW ?? 0;
  const energyWh = stop - start;
  const isPossible = (register: number) =>
    register >= start && !exceedsPower(register - start, lastedMs, maxPowerW);
  const highest = facts.readings.reduce((most, { registerWh }) => Math.max(most, registerWh || 0), 0);
  if (energyWh < 0) findings.push(finding("meter_below_start", `${start} to ${stop} Wh`));
  else if (stop < highest) findings.push(finding("meter_below_reading", `${stop} below ${highest} Wh`));
  else if (exceedsPower(energyWh, lastedMs, maxPowerW))
    findings.push(
      finding("energy_exceeds_power", `${energyWh} Wh in ${Math.round(lastedMs / 1000)} s at ${maxPowerW} W`),
    );
  if (
    !isPossible(stop) &&
    start >= CONFUSION &&
    (isPossible(stop * CONFUSION) || isPossible(stop / CONFUSION))
  )
    findings.push(finding("unit_confused", `${start} to ${stop}`));
  return findings;
}

function readingFindings(
  facts: SessionFacts,
  startedAt: Date,
  endedAt: Date,
  prices: SessionPrices,
): Finding[] {
  const { readings, meterReset, meterStartWh, meterStopWh } = facts;
  const findings: Finding[] = [];
  if (readings.some(({ at, registerWh }) => !Number.isFinite(registerWh) || !Number.isFinite(at.getTime())))
    findings.push(finding("not_a_number", "a reading"));
  if (readings.some(({ registerWh }) => registerWh < 0))
    findings.push(finding("register_negative", "a reading"));
  const pairs = readings.slice(1).map((next, index) => ({ last: readings[index] ?? next, next }));
  if (pairs.some(({ last, next }) => next.at < last.at)) findings.push(finding("readings_out_of_order"));
  const fell = pairs.find(({ last, next }) => next.registerWh < last.registerWh);
  if (meterReset) findings.push(finding("register_fell", "the register began anew"));
  else if (fell)
    findings.push(finding("register_fell", `${fell.last.registerWh} to ${fell.next.registerWh} Wh`));
  else if (prices.retail?.warnings.includes("readings_unusable")) findings.push(finding("register_fell"));
  const gap = findGap([
    { at: startedAt, registerWh: meterStartWh ?? Number.NaN },
    ...readings,
    { at: endedAt, registerWh: meterStopWh ?? Number.NaN },
  ]);
  if (gap) findings.push(finding("reading_gap", gap));
  const confused = powerContradicts(readings);
  if (confused) findings.push(finding("unit_confused", confused));
  return findings;
}

function findGap(readings: readonly MeterReading[]): string | null {
  for (const [index, next] of readings.entries()) {
    const last = readings[index - 1];
    if (!last || !(next.registerWh > last.registerWh)) continue;
    const lasted = next.at.getTime() - last.at.getTime();
    if (lasted > GAP_MS)
      return `${next.registerWh - last.registerWh} Wh in ${Math.round(lasted / 3_600_000)} h without a reading`;
  }
  return null;
}

/** A register that counts kWh as Wh goes on a thousandth of what the power reports say. */
function powerContradicts(readings: readonly MeterReading[]): string | null {
  const first = readings[0];
  const last = readings.at(-1);
  if (!first || !last) return null;
  let byPowerWh = 0;
  for (const [index, next] of readings.entries()) {
    const before = readings[index - 1];
    if (!before || before.powerW === undefined || next.powerW === undefined) continue;
    byPowerWh +=
      (Math.min(before.powerW, next.powerW) * (next.at.getTime() - before.at.getTime())) / 3_600_000;
  }
  const byRegisterWh = last.registerWh - first.registerWh;
  if (!(byPowerWh >= POWER_ENERGY_MIN_WH && byRegisterWh > 0)) return null;
  return byPowerWh / byRegisterWh > CONFUSION / 2
    ? `register ${byRegisterWh} Wh, by power ${Math.round(byPowerWh)} Wh`
    : null;
}
