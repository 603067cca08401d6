import { humanise } from "../format";

/** What happens to a tariff on its way to a partner, by the code of the note (lib/pricing/exchange). */
export const EXCHANGE_WORDS: Readonly<Record<string, string>> = {
  more_digits_than_a_number: "A price has more digits than the wire carries, and is rounded.",
  price_converted_to_net: "Prices go out without VAT, from which the partner adds it again.",
  gross_price_without_rate: "Prices with VAT need its rate here. Name the rate.",
  no_vat_in_2_1_1: "The rate of VAT is not said; it stands with the connection instead.",
  per_minute_as_per_hour: "Prices per minute go out per hour, exactly.",
  restriction_not_in_2_1_1: "A condition does not exist there, so its price would always apply.",
  limit_known_only_with_tax: "The least or greatest price is known only with VAT, of several rates.",
  no_type_in_2_1_1: "That it is for ad-hoc payment is not said.",
  no_limits_in_2_1_1: "The least or greatest price is not said, except in a text.",
  no_validity_in_2_1_1: "Its first and last day are not said; it is sent and withdrawn in time.",
  element_or_dimension: "Partners may read several price elements in two ways.",
  prices_without_tax_before_2_3_0: "Prices are without VAT there.",
  no_tax_included_before_2_3_0: "That there is no tax is not said.",
  no_preauthorize_amount_before_2_3_0: "The amount to hold is not said; the terminal has its own.",
  no_grace_in_ocpi: "The free minutes of the occupancy fee are not said.",
  no_idle_cap_in_ocpi: "The cap of the occupancy fee is not said.",
  identity_missing: "The operator has no country code or party id.",
};

/** The words for a note. */
export function exchangeWords(code: string): string {
  return EXCHANGE_WORDS[code] ?? humanise(code);
}
