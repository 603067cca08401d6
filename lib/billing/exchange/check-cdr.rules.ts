import type { Decimal } from "@/lib/core/decimal";
import { divideHalfAway, formatDecimal, parseDecimal, powerOfTen } from "@/lib/core/decimal";
import { minorDigits } from "@/lib/core/money";
import { DAY_MS, HOUR_MS, isTimeZone, MINUTE_MS } from "@/lib/core/time";
import type { Remark } from "@/lib/pricing/exchange/import-report.model";
import { clipped, remark } from "@/lib/pricing/exchange/remarks.rules";
import type { CdrDraft, ImportedCdr, ImportedContent } from "./imported-cdr.model";

/** What a CDR is judged against. */
export interface CdrFacts {
  readonly now: Date;
  readonly cpo: { readonly countryCode: string; readonly partyId: string; readonly currency: string };
  /** The zone of sessions that name none. */
  readonly timeZone: string;
}

export type CdrVerdict =
  | { readonly cdr: ImportedCdr; readonly remarks: readonly Remark[] }
  | { readonly cdr: null; readonly remarks: readonly Remark[] };

/** Longest session that the engine prices. */
const LONGEST_MS = 31 * DAY_MS;
/** A clock of another system may run ahead a little. */
const AHEAD_MS = HOUR_MS;
/** More than the largest truck charger: watt hours and kilowatt hours were mixed up. */
const MOST_KW = 4_000;
const MWH_PER_KWH_DIGITS = 6;

/** Whether a CDR of another system can be true: times, energy, currency, negative values, sums. */
export function checkCdr(draft: CdrDraft, facts: CdrFacts): CdrVerdict {
  const startedAt = instantOf(draft.startedAt);
  const endedAt = instantOf(draft.endedAt);
  const faults = [
    ...identityFaults(draft, facts),
    ...numberFaults(draft),
    ...timeFaults(draft, startedAt, endedAt, facts.now),
  ];
  if (faults.length > 0 || startedAt === null || endedAt === null) return { cdr: null, remarks: faults };
  const energyMwh = toUnits(parseDecimal(draft.energyKwh), MWH_PER_KWH_DIGITS);
  const times = { startedAt, endedAt, energyMwh };
  const found = [...energyFaults(times), ...costFaults(draft)];
  const made = periodsOf(draft, times);
  if ("fault" in made) found.push(made.fault);
  if (found.length > 0 || "fault" in made) return { cdr: null, remarks: found };
  const digits = minorDigits(draft.currency);
  const minor = (text: string | null): number | null =>
    text === null ? null : toUnits(parseDecimal(text), digits);
  const zone = zoneOf(draft, facts);
  const cdr = {
    externalId: draft.id,
    startedAt,
    endedAt,
    energyWh: Math.round(energyMwh / 1000),
    currency: draft.currency,
    netMinor: minor(draft.net),
    grossMinor: minor(draft.gross),
    content: {
      evseId: draft.evseId,
      location: draft.location,
      tariffId: draft.tariffId,
      timeZone: zone.timeZone,
      periods: made.periods,
      ...proofOf(draft),
    },
  };
  return { cdr, remarks: [...zone.remarks, ...made.remarks] };
}

/** References and proof, where the file has them. */
function proofOf({ authorizationReference, driverCode, signedData }: CdrDraft) {
  return {
    ...(authorizationReference === null ? {} : { authorizationReference }),
    ...(driverCode === null ? {} : { driverCode }),
    ...(signedData === null ? {} : { signedData }),
  };
}

/** The value in units of 10^-digits, rounded half away from zero. */
function toUnits({ units, scale }: Decimal, digits: number): number {
  return Number(
    scale <= digits ? units * powerOfTen(digits - scale) : divideHalfAway(units, powerOfTen(scale - digits)),
  );
}

/** OCPI instants may come without a zone designator; they are UTC then. */
function instantOf(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return null;
  const at = new Date(/(Z|[+-]\d{2}:\d{2})$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

function identityFaults(draft: CdrDraft, { cpo }: CdrFacts): Remark[] {
  const faults: Remark[] = [];
  const ours = `${cpo.countryCode}-${cpo.partyId}`;
  if (draft.id.length > 128 || /\p{C}/u.test(draft.id))
    faults.push(remark("invalid_value", "id", { detail: "The id is too long or has control characters." }));
  if (draft.isCredit) faults.push(remark("credit"));
  if (draft.party !== null && draft.party.toUpperCase() !== ours.toUpperCase())
    faults.push(remark("other_party", "party_id", { party: clipped(draft.party), ours }));
  if (draft.currency !== cpo.currency)
    faults.push(
      remark("other_currency", "currency", { currency: clipped(draft.currency), ours: cpo.currency }),
    );
  return faults;
}

function numberFaults(draft: CdrDraft): Remark[] {
  // In CSV the only period is the session.
  const periods = Number(draft.energyKwh) < 0 ? [] : draft.periods;
  const numbers: [string, string | null][] = [
    ["energy", draft.energyKwh],
    ["net", draft.net],
    ["vat", draft.vat],
    ["gross", draft.gross],
    ...periods.flatMap(({ energyKwh, chargingHours, idleHours }, i): [string, string | null][] => [
      [`period ${i + 1}, energy`, energyKwh],
      [`period ${i + 1}, time`, chargingHours],
      [`period ${i + 1}, idle time`, idleHours],
    ]),
  ];
  return numbers
    .filter(([, text]) => text !== null && Number(text) < 0)
    .slice(0, 20)
    .map(([field, value]) => remark("negative", field, { value: clipped(value) }));
}

function timeFaults(draft: CdrDraft, start: Date | null, end: Date | null, now: Date): Remark[] {
  if (start === null) return [remark("not_a_time", "start", { value: clipped(draft.startedAt) })];
  if (end === null) return [remark("not_a_time", "end", { value: clipped(draft.endedAt) })];
  if (end < start) return [remark("ends_before_start", "end")];
  if (end.getTime() - start.getTime() > LONGEST_MS) return [remark("too_long", "end")];
  return end.getTime() > now.getTime() + AHEAD_MS ? [remark("in_the_future", "end")] : [];
}

interface Times {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly energyMwh: number;
}

function energyFaults({ startedAt, endedAt, energyMwh }: Times): Remark[] {
  const kwh = energyMwh / 1e6;
  const ms = endedAt.getTime() - startedAt.getTime();
  // A session of seconds may have its times rounded; a minute is the least that is believed.
  const kw = (kwh * HOUR_MS) / Math.max(ms, MINUTE_MS);
  if (kw <= MOST_KW) return [];
  const values = {
    kwh: String(kwh),
    minutes: String(Math.round(ms / MINUTE_MS)),
    kw: String(Math.round(kw)),
  };
  return [remark("energy_implausible", "energy", values)];
}

function costFaults({ net, vat, gross, currency }: CdrDraft): Remark[] {
  const digits = minorDigits(currency);
  if (net === null || gross === null) return [];
  const minor = (text: string): number => toUnits(parseDecimal(text), digits);
  if (minor(gross) < minor(net)) return [remark("gross_below_net", "gross")];
  // Each of the three may have been rounded for itself.
  const isOff = vat !== null && Math.abs(minor(net) + minor(vat) - minor(gross)) > 1;
  return isOff ? [remark("tax_sum_differs", "gross")] : [];
}

function zoneOf({ timeZone }: CdrDraft, facts: CdrFacts): { timeZone: string; remarks: Remark[] } {
  if (timeZone !== null && isTimeZone(timeZone)) return { timeZone, remarks: [] };
  return {
    timeZone: facts.timeZone,
    remarks: [remark("zone_assumed", "time_zone", { zone: facts.timeZone })],
  };
}

type Periods = ImportedContent["periods"];
type Made = { readonly periods: Periods; readonly remarks: readonly Remark[] } | { readonly fault: Remark };

function periodsOf(draft: CdrDraft, times: Times): Made {
  const listed = draft.periods.length > 0 ? draft.periods : [WHOLE(draft)];
  const periods: Periods = [];
  let previous = times.startedAt.getTime();
  let hours = 0;
  for (const period of listed) {
    const start = instantOf(period.start)?.getTime() ?? Number.NaN;
    if (!(start >= previous && start <= times.endedAt.getTime()))
      return { fault: remark("periods_out_of_order", `period ${periods.length + 1}`) };
    previous = start;
    hours += Number(period.chargingHours ?? 0) + Number(period.idleHours ?? 0);
    periods.push(...split(period, start, times.endedAt.getTime()));
  }
  const balanced = balance(periods, draft, times);
  if ("fault" in balanced) return balanced;
  // Both sides are rounded by their senders; three minutes are more than rounding.
  const differs = draft.hours !== null && hours > 0 && Math.abs(hours - Number(draft.hours)) > 0.05;
  return {
    periods,
    remarks: [...balanced.remarks, ...(differs ? [remark("time_sum_differs", "total_time")] : [])],
  };
}

const WHOLE = ({ startedAt, energyKwh }: CdrDraft): CdrDraft["periods"][number] => ({
  start: startedAt,
  energyKwh,
  chargingHours: null,
  idleHours: null,
});

/** A period in which the car charged first and only stood there then is two. */
function split(period: CdrDraft["periods"][number], start: number, end: number): Periods {
  const energyMwh =
    period.energyKwh === null ? 0 : toUnits(parseDecimal(period.energyKwh), MWH_PER_KWH_DIGITS);
  const charging = Number(period.chargingHours ?? 0) * HOUR_MS;
  const isIdle = Number(period.idleHours ?? 0) > 0 && charging <= 0 && energyMwh === 0;
  const first = { start: new Date(start).toISOString(), energyMwh, isIdle };
  const stands = start + Math.round(charging);
  if (isIdle || Number(period.idleHours ?? 0) <= 0 || stands >= end) return [first];
  return [first, { start: new Date(stands).toISOString(), energyMwh: 0, isIdle: true }];
}

/** Periods and total must tell the same energy; what rounding has left goes to the last period with energy. */
function balance(
  periods: Periods,
  draft: CdrDraft,
  { endedAt, energyMwh }: Times,
): { readonly remarks: readonly Remark[] } | { readonly fault: Remark } {
  const sum = periods.reduce((total, period) => total + period.energyMwh, 0);
  if (sum === 0 && energyMwh > 0) {
    spread(periods, energyMwh, endedAt.getTime());
    return { remarks: draft.periods.length > 0 ? [remark("energy_spread", "charging_periods")] : [] };
  }
  const rest = energyMwh - sum;
  // Ten watt hours, and one per period.
  if (Math.abs(rest) > 10_000 + periods.length * 1_000) {
    const kwh = (mwh: number): string => formatDecimal({ units: BigInt(mwh), scale: MWH_PER_KWH_DIGITS });
    return { fault: remark("energy_sum_differs", "energy", { sum: kwh(sum), total: kwh(energyMwh) }) };
  }
  const last = periods.findLast((period) => period.energyMwh + rest >= 0 && period.energyMwh > 0);
  if (last) last.energyMwh += rest;
  return { remarks: [] };
}

/** The energy over the periods in which the car charged, by their length; exact in the sum. */
function spread(periods: Periods, energyMwh: number, endMs: number): void {
  const charging = periods.filter(({ isIdle }) => !isIdle);
  const targets = charging.length > 0 ? charging : periods.slice(0, 1);
  const lengths = targets.map((period) => {
    const next = periods[periods.indexOf(period) + 1];
    return (next ? Date.parse(next.start) : endMs) - Date.parse(period.start);
  });
  const whole = lengths.reduce((sum, ms) => sum + ms, 0);
  let left = energyMwh;
  targets.forEach((period, i) => {
    const isLast = i === targets.length - 1;
    const part = isLast || whole === 0 ? left : Math.floor((energyMwh * (lengths[i] ?? 0)) / whole);
    period.energyMwh = part;
    left -= part;
  });
}
