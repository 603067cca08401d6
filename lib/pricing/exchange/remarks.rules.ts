import type { Remark } from "./import-report.model";

type Words = readonly [says: string, repair: string | null];

/** Why something is refused or remarkable, in the words of the report; `{name}` stands for a value. */
const WORDS = {
  // the file
  not_utf8: ["The file is not UTF-8 text.", "Save it as UTF-8 and try again."],
  file_empty: ["There is nothing in the file.", "Choose another file."],
  too_large: ["The file is larger than {max} MB.", "Split it."],
  too_many: ["The file has more than {max} entries; nothing was taken over.", "Split it."],
  not_json: ["This is not JSON.", "Check brackets, commas and quotes."],
  too_deep: ["It is nested deeper than any OCPI object.", "Export it again."],
  no_data: ["The answer of a partner holds no data.", "Save the body of a successful answer."],
  column_missing: ["The column is missing.", "Add it to the first line; docs/exchange.md has all columns."],
  column_unknown: ["This column has no meaning here and was not read.", null],
  column_twice: ["The column is there twice.", "Keep one."],
  quote_inside_cell: ["A quote stands inside of a cell.", "Put the cell in quotes and double the quote."],
  quote_not_closed: ["A quote is never closed; the rest was not read.", "Close it."],
  cells_too_many: ["The row has more cells than the first line.", "Put cells with separators in quotes."],
  row_beside_broken: ["A row beside it could not be read and may belong to it.", "Mend that row first."],
  nul_in_text: ["The text holds a NUL character.", "Remove it."],
  // a cell or a member
  value_missing: ["A value is needed.", "Fill it in."],
  not_a_number: ["“{value}” is not a plain number.", "Write it like 0.59, without spaces or units."],
  decimal_comma: ["“{value}” has a decimal comma.", "Write {better}."],
  not_whole: ["“{value}” is not a whole number.", "Write digits only."],
  not_a_time: ["“{value}” is not a point in time.", "Write it like 2026-03-01T08:00:00Z."],
  cell_not_json: ["The cell is not JSON.", "Copy the form of an export."],
  not_minor: ["“{value}” has more decimals than the currency.", "Round it to its smallest unit."],
  differs_in_tariff: [
    "It differs from the first row of this tariff.",
    "Repeat the value or leave the cell empty.",
  ],
  differs_in_element: ["It differs from the first row of this element.", "Use another element number."],
  invalid_member: ["{detail}", "Correct it; docs/exchange.md and the OCPI text have the allowed values."],
  invalid_value: ["{detail}", "Correct it; docs/exchange.md has the allowed values."],
  not_an_object: ["This is not an object.", "Every entry must be an object in braces."],
  // a tariff
  code_impossible: [
    "The id can not be a price code.",
    "Use letters, digits, dots and dashes, at most 36, beginning with a letter or digit.",
  ],
  other_party: ["It belongs to {party}, not to {ours}.", "Choose that operator, or correct the party."],
  other_currency: ["It is in {currency}; the operator sells in {ours}.", "Nothing is ever converted."],
  twice_and_different: [
    "The id stands in the file twice, with different contents.",
    "Keep one; in CSV the rows of one tariff stand together.",
  ],
  twice: ["The same stands in the file before.", null],
  no_exact_price_per_minute: [
    "{perHour} per hour has no exact price per minute (AFIR Art. 5(4)).",
    "Use {perMinute} per minute, that is {better} per hour.",
  ],
  not_lawful: ["Not lawful at {label}, which uses this price ({article}).", "{finding}"],
  not_lawful_everywhere: [
    "Not lawful as it is ({article}): {finding}",
    "Complete it in the editor before chargers get it.",
  ],
  publish_conflict: ["Somebody changed it at the same time.", "Import the file again."],
  // what a version of OCPI can not say, or says in another way
  unknown_member: ["This has no place here and is left out.", null],
  element_or_dimension: ["Some partners of 2.1.1 read several elements in another way.", null],
  price_converted_to_net: ["The price is given without tax, as this version asks.", null],
  prices_without_tax_before_2_3_0: ["Prices with tax become prices without tax.", null],
  gross_price_without_rate: ["The price has tax in it and no rate.", "Give the rate of tax."],
  per_minute_as_per_hour: ["The price per minute is given per hour, exactly.", null],
  more_digits_than_a_number: ["JSON numbers can not hold all digits.", null],
  no_vat_in_2_1_1: ["OCPI 2.1.1 has no rate of tax.", null],
  restriction_not_in_2_1_1: ["OCPI 2.1.1 has no such restriction.", "Use 2.2.1 or 2.3.0."],
  no_type_in_2_1_1: ["OCPI 2.1.1 has no type of tariff.", null],
  no_limits_in_2_1_1: ["OCPI 2.1.1 has no least and greatest price.", "Say them in the texts, or use 2.2.1."],
  no_validity_in_2_1_1: ["OCPI 2.1.1 has no validity.", null],
  no_tax_included_before_2_3_0: ["Before 2.3.0 nothing says that there is no tax.", null],
  no_preauthorize_amount_before_2_3_0: ["Only 2.3.0 has an amount to authorise.", null],
  no_grace_in_ocpi: ["OCPI has no free minutes before the occupancy fee.", null],
  no_idle_cap_in_ocpi: ["OCPI has no cap of the occupancy fee.", null],
  limit_known_only_with_tax: ["A limit with tax needs the tariff's one rate.", "Give the limit without tax."],
  identity_missing: ["Country code and party are needed.", "Complete the operator's details."],
  note_lost: ["This version can not say it: {code}.", null],
  note_rounded: ["It is rounded: {code}.", null],
  note_changed: ["It is said in another way: {code}.", null],
  note_invalid: ["It can not leave like this: {code}.", "Complete the data in the portal."],
  // a CDR
  ends_before_start: ["It ends before it begins.", "Check both times and their zones."],
  too_long: ["It lasts longer than 31 days.", "Check both times."],
  in_the_future: ["It ends in the future.", "Check the times and their zone."],
  negative: ["“{value}” is negative.", "Import what the session was, not what was taken back."],
  credit: ["A credit CDR takes back another one.", "Leave it out; import the CDR that replaced it."],
  energy_implausible: [
    "{kwh} kWh in {minutes} min would be {kw} kW.",
    "Check whether Wh and kWh were mixed up.",
  ],
  energy_sum_differs: ["The periods add up to {sum} kWh, the total says {total}.", "One of both is wrong."],
  tax_sum_differs: ["Net and VAT do not add up to gross.", "One of the three is wrong."],
  gross_below_net: ["The amount with tax is below the one without.", "Check both."],
  periods_out_of_order: [
    "A period begins outside of the session or before the one before.",
    "Check the periods.",
  ],
  energy_spread: ["The periods name no energy; the total was spread over the charging time.", null],
  zone_assumed: ["No time zone is given; {zone} was taken.", null],
  time_sum_differs: ["The periods' times do not add up to the total; the clock times count.", null],
  signed_data_left_out: ["The signed meter data are not what OCPI allows and were not kept.", null],
  conflicting: [
    "This CDR was imported before with other contents.",
    "Imported CDRs never change; give it another id if it is another session.",
  ],
} as const satisfies Readonly<Record<string, Words>>;
export type RemarkCode = keyof typeof WORDS;

/** No value of a file fills a page of the report. */
const VALUE_MAX = 60;

/** Control characters and over-long values of a stranger's file never reach a screen or a terminal as they are. */
export function clipped(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const plain = text.slice(0, VALUE_MAX + 1).replace(/\p{C}/gu, "�");
  return plain.length > VALUE_MAX ? `${plain.slice(0, VALUE_MAX)}…` : plain;
}

/** A remark in words. */
export function remark(
  code: RemarkCode,
  field = "",
  values: Readonly<Record<string, string | number>> = {},
): Remark {
  const [says, repair] = WORDS[code] as Words;
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
  return { code, field: clipped(field), says: fill(says), repair: repair === null ? null : fill(repair) };
}

/** True for the codes above; notes of the OCPI codec are all among them. */
export function isRemarkCode(code: string): code is RemarkCode {
  return Object.hasOwn(WORDS, code);
}
