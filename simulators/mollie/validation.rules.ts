import { fromDecimalString, type Money, minorDigits } from "@/lib/core/money";
import { CURRENCIES, LOCALES, METHODS, type MethodId, OTHER_METHOD_IDS } from "./catalogue.model";
import type { CaptureMode } from "./payment.model";
import { canHold } from "./payment.rules";
import { unprocessable } from "./problem.rules";
import type { Settings } from "./settings.model";
import { nearest } from "./spelling.rules";

export type Body = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;
const METADATA_LIMIT = 1_024;
const URL_LIMIT = 2_048;

const CREATE_PARAMETERS: readonly string[] =
  "amount description redirectUrl cancelUrl webhookUrl lines billingAddress shippingAddress locale method issuer restrictPaymentMethodsToCountry metadata captureMode captureDelay applicationFee routing sequenceType mandateId customerId profileId dueDate storeCredentials testmode applePayPaymentToken company cardToken googlePayPaymentToken voucherNumber voucherPin consumerDateOfBirth extraMerchantData sessionId digitalGoods customerReference terminalId".split(
    " ",
  );
export const UPDATE_PARAMETERS: readonly string[] =
  "description redirectUrl cancelUrl webhookUrl metadata method locale dueDate restrictPaymentMethodsToCountry billingAddress shippingAddress testmode issuer".split(
    " ",
  );

/** What a valid request to create a payment says. */
export interface CreateInput {
  readonly amount: Money;
  readonly description: string;
  readonly redirectUrl: string;
  readonly cancelUrl: string | null;
  readonly webhookUrl: string | null;
  readonly locale: string;
  readonly allowedMethods: readonly MethodId[] | null;
  readonly metadata: unknown;
  readonly captureMode: CaptureMode | null;
  readonly captureDelay: string | null;
  readonly captureDelayMs: number | null;
  readonly restrictToCountry: string | null;
}

function absent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Refuses parameters the endpoint does not know, with a hint at the nearest known one. */
export function checkParameters(body: Body, known: readonly string[]): void {
  for (const name of Object.keys(body)) {
    if (known.includes(name)) continue;
    const hint = nearest(name, known);
    const shown = name.slice(0, 60);
    throw unprocessable(
      `Non-existent parameter "${shown}" for this API call.${hint === null ? "" : ` Did you mean: "${hint}"?`}`,
      shown,
    );
  }
}

/** API keys carry profile and mode; sending them again is refused. */
export function checkNoTokenParameters(body: Body): void {
  for (const name of ["profileId", "testmode"]) {
    if (!absent(body[name]))
      throw unprocessable(`The ${name} parameter must not be sent with an API key`, name);
  }
}

/** Reads `{ currency, value }`. `what` ends the sentence when the amount is missing. */
export function readAmount(value: unknown, what: string): Money {
  if (absent(value)) throw unprocessable(`The amount is required for ${what}`, "amount");
  if (typeof value !== "object" || Array.isArray(value)) {
    throw unprocessable("The amount contains an invalid value", "amount");
  }
  const { currency, value: text } = value as { currency?: unknown; value?: unknown };
  if (absent(currency) || currency === "") {
    throw unprocessable("The amount does not contain a currency", "amount.currency");
  }
  if (typeof currency !== "string" || !CURRENCIES.includes(currency)) {
    throw unprocessable("The amount contains an invalid currency", "amount.currency");
  }
  if (typeof text !== "string") throw unprocessable("The amount contains an invalid value", "amount.value");
  try {
    return fromDecimalString(text, currency);
  } catch {
    throw unprocessable("The amount contains an invalid value", "amount.value");
  }
}

/** The highest amount of a method; the same number of major units in every currency. */
export function maximumMinor(method: MethodId, currency: string): number {
  return METHODS[method].maximumMajor * 10 ** minorDigits(currency);
}

function checkRange(amount: Money, methods: readonly MethodId[]): void {
  if (amount.minor < 1) throw unprocessable("The amount is lower than the minimum", "amount");
  if (amount.minor > Math.max(...methods.map((method) => maximumMinor(method, amount.currency)))) {
    throw unprocessable("The amount is higher than the maximum", "amount");
  }
}

/** Text of at most 255 characters; longer texts are cut, not refused. */
export function readDescription(value: unknown): string {
  if (absent(value)) throw unprocessable("The 'description' field is missing", "description");
  if (typeof value !== "string" || value.trim() === "") {
    throw unprocessable("The description is invalid", "description");
  }
  return value.slice(0, 255);
}

/** An http(s) address, or `null` when absent. */
export function readUrl(value: unknown, field: "redirectUrl" | "cancelUrl" | "webhookUrl"): string | null {
  if (absent(value)) return null;
  const words = { redirectUrl: "redirect URL", cancelUrl: "cancel URL", webhookUrl: "webhook URL" }[field];
  if (
    typeof value === "string" &&
    value.length <= URL_LIMIT &&
    /^https?:\/\//i.test(value) &&
    URL.canParse(value)
  ) {
    return value;
  }
  throw unprocessable(`The ${words} is invalid`, field);
}

const PRIVATE_HOST =
  /^(localhost|.*\.localhost|.*\.local|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|0\.0\.0\.0|\[::1?\]|\[f[cde].*)$/i;

/** A webhook address; with the switch on, one that the internet could reach. */
export function readWebhookUrl(value: unknown, settings: Settings): string | null {
  const url = readUrl(value, "webhookUrl");
  if (url === null || !settings.rejectPrivateWebhooks) return url;
  if (PRIVATE_HOST.test(new URL(url).hostname)) {
    throw unprocessable(
      "The webhook URL is invalid because it is unreachable from Mollie's point of view",
      "webhookUrl",
    );
  }
  return url;
}

function readMethod(value: unknown, settings: Settings): MethodId {
  if (
    typeof value !== "string" ||
    ![...Object.keys(METHODS), ...OTHER_METHOD_IDS].includes(value) ||
    value === "googlepay"
  ) {
    throw unprocessable("The payment method is invalid", "method");
  }
  const enabled = settings.enabledMethods.find((method) => method === value);
  if (enabled === undefined) {
    throw unprocessable("The payment method is not enabled in your website profile", "method");
  }
  return enabled;
}

/** One method, several, or `null` for all of them. */
export function readMethods(value: unknown, settings: Settings): readonly MethodId[] | null {
  if (absent(value)) return null;
  const wanted: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (wanted.length === 0) return null;
  return [...new Set(wanted.map((method) => readMethod(method, settings)))];
}

/** One of the provider's locales; English when absent. */
export function readLocale(value: unknown): string {
  if (absent(value)) return "en_US";
  if (typeof value !== "string" || !LOCALES.includes(value))
    throw unprocessable("The locale is invalid", "locale");
  return value;
}

/** Any JSON of about one kilobyte. */
export function readMetadata(value: unknown): unknown {
  if (absent(value)) return null;
  let length: number;
  try {
    length = JSON.stringify(value).length;
  } catch {
    length = Number.POSITIVE_INFINITY;
  }
  if (length > METADATA_LIMIT) throw unprocessable("The metadata is larger than 1 kB", "metadata");
  return value;
}

/** ISO 3166-1 alpha-2, or `null`. */
export function readCountry(value: unknown): string | null {
  if (absent(value)) return null;
  if (typeof value !== "string" || !/^[A-Z]{2}$/.test(value)) {
    throw unprocessable("The country code is invalid", "restrictPaymentMethodsToCountry");
  }
  return value;
}

interface CapturePlan {
  readonly captureMode: CaptureMode | null;
  readonly captureDelay: string | null;
  readonly captureDelayMs: number | null;
}

/** `captureMode` and `captureDelay` ("12 hours", "3 days", at most 7 days) and whether they fit together and to the methods. */
function readCapturePlan(body: Body, methods: readonly MethodId[] | null, settings: Settings): CapturePlan {
  const { captureMode = null, captureDelay = null } = body;
  if (captureMode !== null && captureMode !== "manual" && captureMode !== "automatic") {
    throw unprocessable("The capture mode is invalid", "captureMode");
  }
  if (captureMode === "manual" && captureDelay !== null) {
    throw unprocessable("The capture delay cannot be combined with capture mode 'manual'", "captureDelay");
  }
  const wantsHold = captureMode === "manual" || captureDelay !== null;
  if (wantsHold && methods !== null && !methods.some((method) => canHold(method, settings))) {
    throw unprocessable("The payment method does not support captures", "captureMode");
  }
  if (captureDelay === null) return { captureMode, captureDelay: null, captureDelayMs: null };
  const match = typeof captureDelay === "string" ? /^([1-9]\d{0,3}) (hour|day)s?$/.exec(captureDelay) : null;
  const delay = match === null ? Number.NaN : Number(match[1]) * (match[2] === "day" ? DAY_MS : DAY_MS / 24);
  if (!(delay <= 7 * DAY_MS)) throw unprocessable("The capture delay is invalid", "captureDelay");
  return { captureMode: "automatic", captureDelay: String(captureDelay), captureDelayMs: delay };
}

/** Checks a request to create a payment; throws the first `ApiProblem` (422 with `field`). */
export function readCreate(body: Body, settings: Settings): CreateInput {
  checkParameters(body, CREATE_PARAMETERS);
  checkNoTokenParameters(body);
  const amount = readAmount(body.amount, "payments");
  const allowedMethods = readMethods(body.method, settings);
  checkRange(amount, allowedMethods ?? settings.enabledMethods);
  const description = readDescription(body.description);
  const redirectUrl = readUrl(body.redirectUrl, "redirectUrl");
  if (redirectUrl === null) throw unprocessable("The 'redirectUrl' field is missing", "redirectUrl");
  if (!absent(body.sequenceType) && body.sequenceType !== "oneoff") {
    throw unprocessable("The sequence type is invalid", "sequenceType");
  }
  return {
    amount,
    description,
    redirectUrl,
    cancelUrl: readUrl(body.cancelUrl, "cancelUrl"),
    webhookUrl: readWebhookUrl(body.webhookUrl, settings),
    locale: readLocale(body.locale),
    allowedMethods,
    metadata: readMetadata(body.metadata),
    restrictToCountry: readCountry(body.restrictPaymentMethodsToCountry),
    ...readCapturePlan(body, allowedMethods, settings),
  };
}

/** The amount of a capture or refund: the payment's currency, more than zero. Absent means `whole`. */
export function readPartialAmount(value: unknown, whole: Money): Money {
  if (absent(value)) return whole;
  const amount = readAmount(value, "this call");
  if (amount.currency !== whole.currency) {
    throw unprocessable("The amount contains an invalid currency", "amount.currency");
  }
  if (amount.minor < 1) throw unprocessable("The amount is lower than the minimum", "amount");
  return amount;
}
