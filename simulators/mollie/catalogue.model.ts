/** What this simulated account can do: methods, cards, reasons for refusal, languages. Facts of the provider's public documentation. */

export const METHOD_IDS = ["creditcard", "applepay", "googlepay", "ideal", "bancontact"] as const;
export type MethodId = (typeof METHOD_IDS)[number];

export interface MethodFacts {
  readonly description: string;
  /** Can reserve an amount and capture it later. */
  readonly holds: boolean;
  /** A wallet is listed only when asked for with `includeWallets`. */
  readonly wallet: boolean;
  readonly maximumMajor: number;
}

export const METHODS: Readonly<Record<MethodId, MethodFacts>> = {
  creditcard: { description: "Card", holds: true, wallet: false, maximumMajor: 10_000 },
  applepay: { description: "Apple Pay", holds: true, wallet: true, maximumMajor: 10_000 },
  googlepay: { description: "Google Pay", holds: true, wallet: true, maximumMajor: 10_000 },
  ideal: { description: "iDEAL", holds: false, wallet: false, maximumMajor: 50_000 },
  bancontact: { description: "Bancontact", holds: false, wallet: false, maximumMajor: 50_000 },
};

/** Methods that the provider knows and that this simulated account has not switched on. */
export const OTHER_METHOD_IDS: readonly string[] = [
  "alma",
  "bacs",
  "bancomatpay",
  "banktransfer",
  "belfius",
  "billie",
  "billink",
  "bizum",
  "blik",
  "directdebit",
  "eps",
  "giftcard",
  "in3",
  "kbc",
  "klarna",
  "mbway",
  "mobilepay",
  "multibanco",
  "mybank",
  "paybybank",
  "paypal",
  "paysafecard",
  "pointofsale",
  "przelewy24",
  "riverty",
  "satispay",
  "swish",
  "trustly",
  "twint",
  "vipps",
  "voucher",
];

/** What the payer presses in the checkout. */
export const PAY_WITH = [
  "visa",
  "mastercard",
  "amex",
  "applepay",
  "googlepay",
  "ideal",
  "bancontact",
] as const;
export type PayWith = (typeof PAY_WITH)[number];

export interface Means {
  /** The method that must be allowed for this button to appear. */
  readonly button: MethodId;
  /** The method that the payment shows afterwards: wallets show as cards. */
  readonly method: MethodId;
  readonly name: string;
  readonly wallet: "applepay" | "googlepay" | null;
  readonly card: { readonly label: string; readonly lastFour: string } | null;
  /** Asks for the 3-D Secure step; wallets are approved on the device. */
  readonly challenge: boolean;
  /** How many days a hold lives. */
  readonly holdDays: number;
}

const VISA = { label: "Visa", lastFour: "9996" };
const MASTERCARD = { label: "Mastercard", lastFour: "9399" };
const AMEX = { label: "American Express", lastFour: "0005" };

const card = { button: "creditcard", method: "creditcard", wallet: null, challenge: true } as const;
const wallet = { method: "creditcard", challenge: false, card: VISA, holdDays: 7 } as const;
const bank = { wallet: null, card: null, challenge: false, holdDays: 0 } as const;

export const MEANS: Readonly<Record<PayWith, Means>> = {
  visa: { ...card, name: "Visa", card: VISA, holdDays: 7 },
  mastercard: { ...card, name: "Mastercard", card: MASTERCARD, holdDays: 30 },
  amex: { ...card, name: "American Express", card: AMEX, holdDays: 7 },
  applepay: { ...wallet, button: "applepay", name: "Apple Pay", wallet: "applepay" },
  googlepay: { ...wallet, button: "googlepay", name: "Google Pay", wallet: "googlepay" },
  ideal: { ...bank, button: "ideal", method: "ideal", name: "iDEAL" },
  bancontact: { ...bank, button: "bancontact", method: "bancontact", name: "Bancontact" },
};

/** Failure codes of card payments. */
export const DECLINE_REASONS = [
  "insufficient_funds",
  "card_declined",
  "card_expired",
  "refused_by_issuer",
  "inactive_card",
  "possible_fraud",
  "invalid_card_number",
  "invalid_cvv",
  "invalid_card_holder_name",
  "invalid_card_type",
  "authentication_failed",
  "authentication_abandoned",
  "authentication_required",
  "authentication_unavailable_acs",
  "unknown_reason",
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** Test mode only: whole amounts (in major units) that always fail, with the reason. */
export const MAGIC_AMOUNTS: Readonly<Record<number, DeclineReason>> = {
  1001: "invalid_card_number",
  1002: "invalid_cvv",
  1003: "invalid_card_holder_name",
  1004: "card_expired",
  1005: "invalid_card_type",
  1006: "refused_by_issuer",
  1007: "insufficient_funds",
  1008: "inactive_card",
  1009: "possible_fraud",
  1010: "authentication_failed",
  1011: "card_declined",
};

export const CURRENCIES: readonly string[] = [
  "AUD",
  "BGN",
  "CAD",
  "CHF",
  "CZK",
  "DKK",
  "EUR",
  "GBP",
  "HKD",
  "HUF",
  "ILS",
  "ISK",
  "JPY",
  "MXN",
  "NOK",
  "NZD",
  "PLN",
  "RON",
  "SEK",
  "SGD",
  "USD",
];

export const LOCALES: readonly string[] =
  "ca_ES cs_CZ da_DK de_AT de_CH de_DE de_LU en_BE en_GB en_NL en_US es_ES fi_FI fr_BE fr_FR fr_LU hu_HU is_IS it_IT lt_LT lv_LV nb_NO nl_BE nl_NL pl_PL pt_PT sk_SK sv_SE".split(
    " ",
  );
