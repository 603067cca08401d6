import {
  canonicalDecimalText,
  divideHalfAway,
  formatDecimal,
  multiplyDecimal,
  normaliseDecimal,
  parseDecimal,
  powerOfTen,
  roundDecimal,
} from "@/lib/core/decimal";
import { toMinor } from "./amounts.rules";
import type { BillingRule } from "./billing-rule.model";
import type { PriceLimit, Tariff } from "./tariff.model";
import { tariffSchema } from "./tariff.model";

/** The rates of tax known at the three levels, as percentages; null where a level says nothing. */
export interface VatLevels {
  readonly contractPercent: string | null;
  readonly cpoPercent: string | null;
}

/** The most specific rate: tariff, then contract of the CPO, then CPO; null when none is known. */
export function resolveVat(
  tariffPercent: string | null,
  { contractPercent, cpoPercent }: VatLevels,
): string | null {
  const percent = tariffPercent ?? contractPercent ?? cpoPercent;
  return percent === null ? null : canonicalDecimalText(percent);
}

/** The tariff with a rate on every component for which one is known. The same object when nothing is added. */
export function withVat(tariff: Tariff, levels: VatLevels): Tariff {
  const fallback = resolveVat(null, levels);
  const missing = tariff.elements.some(({ components }) =>
    components.some(({ vatPercent }) => vatPercent === undefined),
  );
  if (fallback === null || !missing || tariff.taxIncluded === "N/A") return tariff;
  const elements = tariff.elements.map((element) => ({
    ...element,
    components: element.components.map((component) => ({
      ...component,
      vatPercent: component.vatPercent ?? fallback,
    })),
  }));
  return tariffSchema.parse({ ...tariff, elements });
}

/** Prices have at most 12 decimals; a factor has six, so that wholesale prices of up to six decimals stay exact. */
function times(text: string, factor: string): string {
  const product = multiplyDecimal(parseDecimal(text), parseDecimal(factor));
  return formatDecimal(normaliseDecimal(roundDecimal(product, 12)));
}

function limitTimes(limit: PriceLimit, factor: string): PriceLimit {
  return {
    ...(limit.net === undefined ? {} : { net: times(limit.net, factor) }),
    ...(limit.gross === undefined ? {} : { gross: times(limit.gross, factor) }),
  };
}

/**
 * Every price of the tariff times a factor: each component, the least and greatest price, and the occupancy cap. The unit
 * prices stay exact decimals; rounding to money happens later, once, in the engine. Texts that may name prices are left out
 * unless the factor is 1. The same object when it is.
 */
export function scaleTariff(tariff: Tariff, factor: string): Tariff {
  if (canonicalDecimalText(factor) === "1") return tariff;
  const { altTexts: _texts, altUrl: _url, occupancy, minPrice, maxPrice, ...rest } = tariff;
  const { units, scale } = parseDecimal(factor);
  const cap = occupancy?.capMinor;
  const scaledCap =
    cap === undefined ? undefined : toMinor(divideHalfAway(BigInt(cap) * units, powerOfTen(scale)));
  return tariffSchema.parse({
    ...rest,
    elements: tariff.elements.map((element) => ({
      ...element,
      components: element.components.map((component) => ({
        ...component,
        price: times(component.price, factor),
      })),
    })),
    ...(minPrice === undefined ? {} : { minPrice: limitTimes(minPrice, factor) }),
    ...(maxPrice === undefined ? {} : { maxPrice: limitTimes(maxPrice, factor) }),
    ...(occupancy === undefined
      ? {}
      : { occupancy: { ...occupancy, ...(scaledCap === undefined ? {} : { capMinor: scaledCap }) } }),
  });
}

/**
 * What the driver pays under a rule: its own tariff, or the wholesale tariff times the factor, in the wholesale currency,
 * for nothing is ever converted. The result is frozen with the session. Null when a factor rule has no wholesale tariff.
 */
export function retailTariff(rule: BillingRule, wholesale: Tariff | null, vat: VatLevels): Tariff | null {
  if (rule.price.kind === "FIXED") return withVat(rule.price.tariff, vat);
  return wholesale === null ? null : withVat(scaleTariff(wholesale, rule.price.factor), vat);
}
