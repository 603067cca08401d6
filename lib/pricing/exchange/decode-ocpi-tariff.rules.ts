import { decimalFromNumber, formatDecimal } from "@/lib/core/decimal";
import type { Tariff } from "../tariff.model";
import { tariffSchema } from "../tariff.model";
import type { DecodedTariff, ExchangeNote, OcpiTariffIdentity, OcpiVersion } from "./ocpi-tariff.model";
import { RESTRICTION_FIELDS } from "./restriction-fields.model";

type Wire = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON number as its exact decimal text; a string is passed on for the schema to judge (some partners quote prices). */
function decimalOf(value: unknown): unknown {
  if (typeof value !== "number") return value;
  try {
    return formatDecimal(decimalFromNumber(value));
  } catch {
    return String(value);
  }
}

function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // Partners send null for "absent"; OCPI leaves absent members out.
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** Notes every member of a wire object that is not in the list: reported, never dropped silently. */
function noteUnknown(wire: Wire, known: readonly string[], path: string, notes: ExchangeNote[]): void {
  for (const key of Object.keys(wire)) {
    if (known.includes(key) || wire[key] === null) continue;
    notes.push({
      path: path === "" ? key : `${path}.${key}`,
      kind: "lost",
      blocking: false,
      code: "unknown_member",
    });
  }
}

const UNIT = { ENERGY: "KWH", TIME: "HOUR", PARKING_TIME: "HOUR", FLAT: "SESSION" } as const;

function decodeComponent(value: unknown, path: string, notes: ExchangeNote[]): unknown {
  if (!isRecord(value)) return value;
  noteUnknown(value, ["type", "price", "vat", "step_size"], path, notes);
  const type = value.type;
  return present({
    type,
    price: decimalOf(value.price),
    per: typeof type === "string" && type in UNIT ? UNIT[type as keyof typeof UNIT] : "KWH",
    vatPercent: decimalOf(value.vat),
    stepSize: value.step_size,
  });
}

function decodeRestrictions(value: unknown, path: string, notes: ExchangeNote[]): unknown {
  if (!isRecord(value)) return value;
  noteUnknown(
    value,
    Object.values(RESTRICTION_FIELDS).map(({ wire }) => wire),
    path,
    notes,
  );
  const decoded: Record<string, unknown> = {};
  for (const [name, { wire, kind }] of Object.entries(RESTRICTION_FIELDS)) {
    decoded[name] = kind === "decimal" ? decimalOf(value[wire]) : value[wire];
  }
  if (Array.isArray(decoded.dayOfWeek) && decoded.dayOfWeek.length === 0) decoded.dayOfWeek = undefined;
  return present(decoded);
}

function decodeElement(value: unknown, i: number, notes: ExchangeNote[]): unknown {
  if (!isRecord(value)) return value;
  const path = `elements[${i}]`;
  noteUnknown(value, ["price_components", "restrictions"], path, notes);
  const list = value.price_components;
  const components = Array.isArray(list)
    ? list.map((component, k) => decodeComponent(component, `${path}.price_components[${k}]`, notes))
    : list;
  const restrictions = decodeRestrictions(value.restrictions, `${path}.restrictions`, notes);
  const empty = isRecord(restrictions) && Object.keys(restrictions).length === 0;
  return present({ components, restrictions: empty ? undefined : restrictions });
}

function decodeLimit(value: unknown, version: OcpiVersion): unknown {
  if (!isRecord(value)) return value;
  return version === "2.3.0"
    ? present({ net: decimalOf(value.before_taxes), gross: decimalOf(value.after_taxes) })
    : present({ net: decimalOf(value.excl_vat), gross: decimalOf(value.incl_vat) });
}

/** OCPI instants may come without a zone designator; they are UTC then (OCPI types, DateTime). */
function instantOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return /(Z|[+-]\d{2}:\d{2})$/i.test(value) ? value : `${value}Z`;
}

const COMMON = [
  "id",
  "currency",
  "tariff_alt_text",
  "tariff_alt_url",
  "elements",
  "energy_mix",
  "last_updated",
];
const SINCE_221 = [
  "country_code",
  "party_id",
  "type",
  "min_price",
  "max_price",
  "start_date_time",
  "end_date_time",
];
const MEMBERS: Readonly<Record<OcpiVersion, readonly string[]>> = {
  "2.1.1": COMMON,
  "2.2.1": [...COMMON, ...SINCE_221],
  "2.3.0": [...COMMON, ...SINCE_221, "tax_included", "preauthorize_amount"],
};

function decodeContent(wire: Wire, version: OcpiVersion, notes: ExchangeNote[]): unknown {
  const v21 = version === "2.1.1";
  const since = (value: unknown): unknown => (v21 ? undefined : value);
  const texts = wire.tariff_alt_text;
  return present({
    currency: wire.currency,
    taxIncluded: version === "2.3.0" ? wire.tax_included : "NO",
    type: since(wire.type),
    elements: Array.isArray(wire.elements)
      ? wire.elements.map((e, i) => decodeElement(e, i, notes))
      : wire.elements,
    minPrice: since(decodeLimit(wire.min_price, version)),
    maxPrice: since(decodeLimit(wire.max_price, version)),
    validFrom: since(instantOf(wire.start_date_time)),
    validTo: since(instantOf(wire.end_date_time)),
    altTexts: Array.isArray(texts) && texts.length === 0 ? undefined : texts,
    altUrl: wire.tariff_alt_url,
    preauthorizeAmount: version === "2.3.0" ? decimalOf(wire.preauthorize_amount) : undefined,
    energyMix: wire.energy_mix,
  });
}

function decodeIdentity(wire: Wire, notes: ExchangeNote[]): OcpiTariffIdentity | null {
  const bad = (path: string): void => {
    notes.push({ path, kind: "invalid", blocking: true, code: "invalid_member" });
  };
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
  const id = text(wire.id);
  const updated = instantOf(wire.last_updated);
  const lastUpdated = new Date(typeof updated === "string" ? updated : Number.NaN);
  if (id === null || id.length > 36) bad("id");
  if (Number.isNaN(lastUpdated.getTime())) bad("last_updated");
  if (id === null || id.length > 36 || Number.isNaN(lastUpdated.getTime())) return null;
  return { countryCode: text(wire.country_code), partyId: text(wire.party_id), id, lastUpdated };
}

/** Two elements that can hold at once and price different dimensions are read in two ways by 2.1.1 partners. */
export function hasAmbiguousElements(tariff: Tariff): boolean {
  const dimensions = tariff.elements.map(({ components }) =>
    [...new Set(components.map(({ type }) => type))].sort().join(),
  );
  return new Set(dimensions).size > 1;
}

/**
 * Reads a Tariff object of a partner. Prices become exact decimals in the unit of the wire (times per hour). Everything that
 * has no place in the model is in the notes; an object that is not a legal tariff is refused with the paths that are wrong.
 */
export function decodeOcpiTariff(version: OcpiVersion, wire: unknown): DecodedTariff {
  const notes: ExchangeNote[] = [];
  if (!isRecord(wire)) {
    return { ok: false, notes: [{ path: "", kind: "invalid", blocking: true, code: "not_an_object" }] };
  }
  noteUnknown(wire, MEMBERS[version], "", notes);
  const identity = decodeIdentity(wire, notes);
  const parsed = tariffSchema.safeParse(decodeContent(wire, version, notes));
  if (!parsed.success) {
    for (const issue of parsed.error.issues.slice(0, 50)) {
      notes.push({
        path: issue.path.map(String).join("."),
        kind: "invalid",
        blocking: true,
        code: "invalid_member",
        detail: issue.message,
      });
    }
  }
  if (!parsed.success || identity === null) return { ok: false, notes };
  if (version === "2.1.1" && hasAmbiguousElements(parsed.data)) {
    notes.push({ path: "elements", kind: "ambiguous", blocking: false, code: "element_or_dimension" });
  }
  return { ok: true, tariff: parsed.data, identity, notes };
}
