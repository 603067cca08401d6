import type { Decimal } from "@/lib/core/decimal";
import {
  addDecimal,
  compareDecimal,
  decimalFromInteger,
  decimalFromNumber,
  divideDecimal,
  multiplyDecimal,
  parseDecimal,
} from "@/lib/core/decimal";
import { onlyRate } from "../gross-price.rules";
import type { PriceComponent, PriceLimit, Tariff, TariffElement, TariffRestrictions } from "../tariff.model";
import { hasAmbiguousElements } from "./decode-ocpi-tariff.rules";
import type { EncodedTariff, ExchangeNote, OcpiTariffIdentity, OcpiVersion } from "./ocpi-tariff.model";
import { RESTRICTION_FIELDS } from "./restriction-fields.model";

const HUNDRED = decimalFromInteger(100);
const SIXTY = decimalFromInteger(60);
/** Decimals of a price that had to be divided by a tax factor; OCPI numbers carry four as a rule. */
const NET_DIGITS = 4;

/** One encoding under way: the version, the tariff, and what had to be said about it. */
interface Job {
  readonly version: OcpiVersion;
  readonly tariff: Tariff;
  readonly notes: ExchangeNote[];
}

function note(job: Job, path: string, kind: ExchangeNote["kind"], code: string, blocking = false): void {
  job.notes.push({ path, kind, code, blocking });
}

/** A decimal as JSON number; noted when a number can not hold it exactly. */
function toNumber(job: Job, value: Decimal, path: string): number {
  const text = `${value.units}e-${value.scale}`;
  const number = Number(text);
  if (compareDecimal(decimalFromNumber(number), value) !== 0)
    note(job, path, "rounded", "more_digits_than_a_number");
  return number;
}

function withoutTax(job: Job, gross: Decimal, percent: string, path: string): Decimal {
  const factor = addDecimal(HUNDRED, parseDecimal(percent));
  const net = divideDecimal(multiplyDecimal(gross, HUNDRED), factor, NET_DIGITS);
  const back = multiplyDecimal(net, factor);
  const exact = compareDecimal(back, multiplyDecimal(gross, HUNDRED)) === 0;
  note(job, path, exact ? "changed" : "rounded", "price_converted_to_net");
  return net;
}

/** 2.1.1 and 2.2.1 know only prices without tax. */
function wirePrice(job: Job, component: PriceComponent, path: string): number {
  const { version, tariff } = job;
  let price = parseDecimal(component.price);
  if (component.per === "MINUTE") price = multiplyDecimal(price, SIXTY);
  if (version !== "2.3.0" && tariff.taxIncluded === "YES" && component.price !== "0") {
    if (component.vatPercent === undefined) note(job, path, "lost", "gross_price_without_rate", true);
    else price = withoutTax(job, price, component.vatPercent, path);
  }
  return toNumber(job, price, path);
}

function encodeComponent(job: Job, component: PriceComponent, path: string): Record<string, unknown> {
  const { type, vatPercent, stepSize } = component;
  const encoded: Record<string, unknown> = { type, price: wirePrice(job, component, `${path}.price`) };
  if (vatPercent !== undefined) {
    if (job.version === "2.1.1") note(job, `${path}.vat`, "lost", "no_vat_in_2_1_1");
    else encoded.vat = toNumber(job, parseDecimal(vatPercent), `${path}.vat`);
  }
  if (component.per === "MINUTE") note(job, `${path}.price`, "changed", "per_minute_as_per_hour");
  return { ...encoded, step_size: stepSize };
}

function encodeRestrictions(job: Job, source: TariffRestrictions, path: string): Record<string, unknown> {
  const encoded: Record<string, unknown> = {};
  for (const [name, { wire, kind, in211 }] of Object.entries(RESTRICTION_FIELDS)) {
    const value = source[name as keyof TariffRestrictions];
    if (value === undefined) continue;
    if (job.version === "2.1.1" && !in211) {
      // Without its restriction the element would price what it must not.
      note(job, `${path}.${wire}`, "lost", "restriction_not_in_2_1_1", true);
      continue;
    }
    encoded[wire] =
      kind === "decimal" ? toNumber(job, parseDecimal(String(value)), `${path}.${wire}`) : value;
  }
  return encoded;
}

function encodeElement(
  job: Job,
  { components, restrictions }: TariffElement,
  i: number,
): Record<string, unknown> {
  const path = `elements[${i}]`;
  const price_components = components.map((c, k) =>
    encodeComponent(job, c, `${path}.price_components[${k}]`),
  );
  if (restrictions === undefined) return { price_components };
  const encoded = encodeRestrictions(job, restrictions, `${path}.restrictions`);
  return Object.keys(encoded).length === 0
    ? { price_components }
    : { price_components, restrictions: encoded };
}

/** `before_taxes` is mandatory: a limit that is known only with tax needs the tariff's one rate. */
function encodeLimit(job: Job, limit: PriceLimit, path: string): Record<string, unknown> {
  const rate = onlyRate(job.tariff);
  let net = limit.net === undefined ? null : parseDecimal(limit.net);
  if (net === null && limit.gross !== undefined) {
    const gross = parseDecimal(limit.gross);
    if (typeof rate === "string") net = withoutTax(job, gross, rate, path);
    else {
      const sameSides = rate === undefined && job.tariff.taxIncluded === "N/A";
      note(job, path, "changed", "limit_known_only_with_tax", !sameSides);
      net = gross;
    }
  }
  const before = toNumber(job, net ?? decimalFromInteger(0), path);
  const after = limit.gross === undefined ? null : toNumber(job, parseDecimal(limit.gross), path);
  const [low, high] = job.version === "2.3.0" ? ["before_taxes", "after_taxes"] : ["excl_vat", "incl_vat"];
  return { [low ?? ""]: before, ...(after === null ? {} : { [high ?? ""]: after }) };
}

/** Members that exist since 2.2. */
function encodeSince22(job: Job, identity: OcpiTariffIdentity): Record<string, unknown> {
  const { tariff } = job;
  return {
    country_code: identity.countryCode,
    party_id: identity.partyId,
    ...(tariff.type === undefined ? {} : { type: tariff.type }),
    ...(tariff.minPrice === undefined ? {} : { min_price: encodeLimit(job, tariff.minPrice, "min_price") }),
    ...(tariff.maxPrice === undefined ? {} : { max_price: encodeLimit(job, tariff.maxPrice, "max_price") }),
    ...(tariff.validFrom === undefined ? {} : { start_date_time: tariff.validFrom }),
    ...(tariff.validTo === undefined ? {} : { end_date_time: tariff.validTo }),
  };
}

function noteWhatIsLost(job: Job): void {
  const { version, tariff } = job;
  if (version === "2.1.1") {
    if (tariff.type !== undefined) note(job, "type", "lost", "no_type_in_2_1_1");
    // A limit can then only be told in words; without words a partner would show another price.
    const untold = tariff.altTexts === undefined && tariff.altUrl === undefined;
    if (tariff.minPrice !== undefined) note(job, "min_price", "lost", "no_limits_in_2_1_1", untold);
    if (tariff.maxPrice !== undefined) note(job, "max_price", "lost", "no_limits_in_2_1_1", untold);
    if (tariff.validFrom !== undefined || tariff.validTo !== undefined) {
      note(job, "start_date_time", "lost", "no_validity_in_2_1_1");
    }
    if (hasAmbiguousElements(tariff)) note(job, "elements", "ambiguous", "element_or_dimension");
  }
  if (version !== "2.3.0") {
    if (tariff.taxIncluded === "YES") note(job, "tax_included", "changed", "prices_without_tax_before_2_3_0");
    if (tariff.taxIncluded === "N/A") note(job, "tax_included", "lost", "no_tax_included_before_2_3_0");
    if (tariff.preauthorizeAmount !== undefined) {
      note(job, "preauthorize_amount", "lost", "no_preauthorize_amount_before_2_3_0");
    }
  }
  const { occupancy } = tariff;
  if (occupancy !== undefined && occupancy.graceMinutes > 0)
    note(job, "occupancy.graceMinutes", "lost", "no_grace_in_ocpi");
  if (occupancy?.capMinor !== undefined) note(job, "occupancy.capMinor", "lost", "no_idle_cap_in_ocpi");
}

/**
 * A tariff as the wire object of one OCPI version. What the version can not say is in the notes and never dropped silently;
 * when a partner would compute a different price from what remains, the tariff is not publishable in that version.
 */
export function encodeOcpiTariff(
  version: OcpiVersion,
  tariff: Tariff,
  identity: OcpiTariffIdentity,
): EncodedTariff {
  const job: Job = { version, tariff, notes: [] };
  noteWhatIsLost(job);
  if (version !== "2.1.1" && (identity.countryCode === null || identity.partyId === null)) {
    note(job, "country_code", "invalid", "identity_missing", true);
  }
  const wire: Record<string, unknown> = {
    ...(version === "2.1.1" ? {} : encodeSince22(job, identity)),
    id: identity.id,
    currency: tariff.currency,
    ...(version === "2.3.0" ? { tax_included: tariff.taxIncluded } : {}),
    ...(tariff.altTexts === undefined ? {} : { tariff_alt_text: tariff.altTexts }),
    ...(tariff.altUrl === undefined ? {} : { tariff_alt_url: tariff.altUrl }),
    elements: tariff.elements.map((element, i) => encodeElement(job, element, i)),
    ...(tariff.energyMix === undefined ? {} : { energy_mix: tariff.energyMix }),
    last_updated: identity.lastUpdated.toISOString(),
  };
  if (version === "2.3.0" && tariff.preauthorizeAmount !== undefined) {
    wire.preauthorize_amount = toNumber(job, parseDecimal(tariff.preauthorizeAmount), "preauthorize_amount");
  }
  const { notes } = job;
  return notes.some(({ blocking }) => blocking)
    ? { publishable: false, notes }
    : { publishable: true, wire, notes };
}
