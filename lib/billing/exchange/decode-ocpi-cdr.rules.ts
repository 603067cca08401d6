import {
  addDecimal,
  decimalFromNumber,
  formatDecimal,
  isDecimalText,
  parseDecimal,
} from "@/lib/core/decimal";
import type { Remark } from "@/lib/pricing/exchange/import-report.model";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import { clipped, type RemarkCode, remark } from "@/lib/pricing/exchange/remarks.rules";
import type { CdrDraft, DraftPeriod } from "./imported-cdr.model";
import { keptText, PERIODS_MAX } from "./imported-cdr.model";
import { readSignedDataWire } from "./signed-data-wire.rules";

type Wire = Readonly<Record<string, unknown>>;

/** Reads members of a stranger's object and remembers what is wrong with them. */
class Reader {
  readonly faults: Remark[] = [];

  private fault(code: RemarkCode, path: string, value?: unknown): null {
    this.faults.push(
      remark(code, path, { value: clipped(value), detail: "This is not what OCPI allows here." }),
    );
    return null;
  }

  text(wire: Wire, name: string, path = name): string {
    return this.optionalText(wire, name, path) ?? this.fault("value_missing", path) ?? "";
  }

  optionalText(wire: Wire, name: string, path = name): string | null {
    const value = wire[name];
    if (value === undefined || value === null || value === "") return null;
    return (typeof value === "string" ? keptText(value) : null) ?? this.fault("invalid_member", path);
  }

  /** A number, or one that the partner has put in quotes, as its exact decimal. */
  decimal(wire: Wire, name: string, path = name): string {
    return this.optionalDecimal(wire, name, path) ?? this.fault("value_missing", path) ?? "0";
  }

  optionalDecimal(wire: Wire, name: string, path = name): string | null {
    const value = wire[name];
    if (value === undefined || value === null) return null;
    if (typeof value === "string" && isDecimalText(value)) return value;
    if (typeof value !== "number") return this.fault("not_a_number", path, value);
    try {
      return formatDecimal(decimalFromNumber(value));
    } catch {
      return this.fault("not_a_number", path, value);
    }
  }

  objects(wire: Wire, name: string, path = name): readonly Wire[] {
    const list = wire[name];
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list) || list.length > PERIODS_MAX || !list.every(isRecord)) {
      this.fault("invalid_member", path);
      return [];
    }
    return list;
  }

  object(wire: Wire, name: string): Wire {
    const value = wire[name];
    if (isRecord(value)) return value;
    if (value !== undefined && value !== null) this.fault("invalid_member", name);
    return {};
  }
}

function isRecord(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads a CDR object of a partner. Members that say nothing about the price (token, remarks) are not kept; what decides about
 * it must be there and legal. Signed values are kept as proof; such as are not what OCPI allows are left out with a remark.
 */
export function decodeOcpiCdr(
  version: OcpiVersion,
  wire: unknown,
):
  | { readonly draft: CdrDraft; readonly remarks: readonly Remark[] }
  | { readonly faults: readonly Remark[] } {
  if (!isRecord(wire)) return { faults: [remark("not_an_object")] };
  const read = new Reader();
  const place = version === "2.1.1" ? placeOf211(read, wire) : placeSince22(read, wire);
  const [country, party] = version === "2.1.1" ? [] : [wire.country_code, wire.party_id];
  const draft: CdrDraft = {
    id: read.text(wire, "id"),
    startedAt: read.text(wire, "start_date_time"),
    endedAt: read.text(wire, version === "2.1.1" ? "stop_date_time" : "end_date_time"),
    energyKwh: read.decimal(wire, "total_energy"),
    currency: read.text(wire, "currency"),
    ...costOf(read, version, wire),
    vat: null,
    party: typeof country === "string" && typeof party === "string" ? `${country}-${party}` : null,
    isCredit: wire.credit === true,
    ...place,
    authorizationReference: read.optionalText(wire, "authorization_reference"),
    driverCode: read.optionalText(wire, "kerbwatt_reference"),
    signedData: readSignedDataWire(wire.signed_data),
    hours: read.optionalDecimal(wire, "total_time"),
    periods: periodsOf(read, wire),
  };
  if (read.faults.length > 0) return { faults: read.faults.slice(0, 50) };
  const isLeftOut = (wire.signed_data ?? null) !== null && draft.signedData === null;
  return { draft, remarks: isLeftOut ? [remark("signed_data_left_out", "signed_data")] : [] };
}

function costOf(read: Reader, version: OcpiVersion, wire: Wire): Pick<CdrDraft, "net" | "gross"> {
  if (version === "2.1.1") return { net: read.decimal(wire, "total_cost"), gross: null };
  const cost = read.object(wire, "total_cost");
  if (version === "2.2.1") {
    return {
      net: read.decimal(cost, "excl_vat", "total_cost.excl_vat"),
      gross: read.optionalDecimal(cost, "incl_vat", "total_cost.incl_vat"),
    };
  }
  const net = read.decimal(cost, "before_taxes", "total_cost.before_taxes");
  if (cost.taxes === undefined || cost.taxes === null) return { net, gross: null };
  const taxes = read
    .objects(cost, "taxes", "total_cost.taxes")
    .map((line) => read.decimal(line, "amount", "total_cost.taxes.amount"));
  const gross = taxes.reduce((sum, tax) => addDecimal(sum, parseDecimal(tax)), parseDecimal(net));
  return { net, gross: formatDecimal(gross) };
}

type PlaceParts = Pick<CdrDraft, "evseId" | "location" | "tariffId" | "timeZone">;

function placeOf211(read: Reader, wire: Wire): PlaceParts {
  const location = read.object(wire, "location");
  const [evse] = read.objects(location, "evses", "location.evses");
  const [tariff] = read.objects(wire, "tariffs");
  return {
    evseId: evse ? read.optionalText(evse, "evse_id", "location.evses.evse_id") : null,
    location: read.optionalText(location, "name", "location.name"),
    tariffId: tariff ? read.optionalText(tariff, "id", "tariffs.id") : null,
    timeZone: read.optionalText(location, "time_zone", "location.time_zone"),
  };
}

function placeSince22(read: Reader, wire: Wire): PlaceParts {
  const location = read.object(wire, "cdr_location");
  const [tariff] = read.objects(wire, "tariffs");
  return {
    evseId: read.optionalText(location, "evse_id", "cdr_location.evse_id"),
    location: read.optionalText(location, "name", "cdr_location.name"),
    tariffId: tariff ? read.optionalText(tariff, "id", "tariffs.id") : null,
    timeZone: null,
  };
}

function periodsOf(read: Reader, wire: Wire): DraftPeriod[] {
  return read.objects(wire, "charging_periods").map((period, index) => {
    const path = `charging_periods[${index}]`;
    const volumes = new Map<unknown, string>();
    for (const dimension of read.objects(period, "dimensions", `${path}.dimensions`))
      volumes.set(dimension.type, read.decimal(dimension, "volume", `${path}.dimensions.volume`));
    return {
      start: read.text(period, "start_date_time", `${path}.start_date_time`),
      energyKwh: volumes.get("ENERGY") ?? null,
      chargingHours: volumes.get("TIME") ?? null,
      idleHours: volumes.get("PARKING_TIME") ?? null,
    };
  });
}
