import { humanise } from "../format";

interface Words {
  readonly problem: string;
  readonly repair: string;
}

/** What the findings of the checks mean and how to repair them; `{name}` stands for a value of the finding. */
export const FINDING_WORDS: Readonly<Record<string, Words>> = {
  component_not_allowed_from_50_kw: {
    problem: "A price of the kind {component} is not allowed from 50 kW.",
    repair: "Leave only the price per kWh and, if needed, the occupancy fee per minute.",
  },
  min_price_not_allowed_from_50_kw: {
    problem: "A least price is not allowed from 50 kW.",
    repair: "Leave the least price empty.",
  },
  kwh_price_missing: { problem: "From 50 kW the price must be per kWh.", repair: "Add a price per kWh." },
  no_exact_price_per_minute: {
    problem: "{perHour} per hour has no exact price per minute.",
    repair: "Give the price per minute, for example {perMinute}.",
  },
  occupancy_cap_missing: {
    problem: "The occupancy fee has no cap.",
    repair: "Say the most that occupying can cost.",
  },
  occupancy_cap_above_hold: {
    problem: "The cap of the occupancy fee is above the smallest hold.",
    repair: "Lower the cap, or raise the smallest hold in the settings.",
  },
  occupancy_grace_too_short: {
    problem: "Drivers have less than five minutes to unplug.",
    repair: "Give at least five free minutes.",
  },
  time_price_without_approval: {
    problem: "A price of time needs a type approval that covers time at this calibrated meter.",
    repair: "Sell by kWh only here, or use another price at this charger.",
  },
  band_not_on_quarter_hour: {
    problem: "At a calibrated meter prices change only at quarter hours, not at {clock}.",
    repair: "Use :00, :15, :30 or :45.",
  },
  gross_price_unknown: {
    problem: "The price with VAT is not known.",
    repair: "Name the VAT rate, or give prices that contain it.",
  },
  limit_gross_missing: {
    problem: "The least or greatest price is not known with VAT.",
    repair: "Give the amount with VAT too.",
  },
  never_reached: {
    problem: "A price of the kind {component} can never apply, because one before it always does.",
    repair: "Remove it, or move it up.",
  },
  never_true: { problem: "A price has conditions that are never true.", repair: "Correct the conditions." },
  absurd_price: {
    problem: "{price} is an unusual price.",
    repair: "Check the decimal point.",
  },
  window_reads_as_whole_day: {
    problem: "Start and end are the same, which means the whole day.",
    repair: "Give different times, or leave them out.",
  },
  many_elements: { problem: "{count} different prices are hard to follow.", repair: "Use fewer." },
  least_above_greatest: {
    problem: "The least price of a session is above the greatest.",
    repair: "Correct one of the two.",
  },
  never_valid: { problem: "The price ends before it begins.", repair: "Correct the dates." },
};

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "?");
}

/** What is wrong, in words. */
export function findingProblem(code: string, values: Readonly<Record<string, string>>): string {
  const known = FINDING_WORDS[code];
  return known ? fill(known.problem, values) : humanise(code);
}

/** How to repair it. */
export function findingRepair(code: string, values: Readonly<Record<string, string>>): string {
  return fill(FINDING_WORDS[code]?.repair ?? "", values);
}
