import { money } from "@/lib/core/money";
import { MEANS, METHODS, type MethodId } from "./catalogue.model";
import type { Link, Links } from "./links";
import type {
  CaptureRecord,
  ChargebackRecord,
  Mode,
  PaymentDetails,
  PaymentRecord,
  ProfileRecord,
  RefundRecord,
} from "./payment.model";
import { PAYMENT_MACHINE } from "./payment.model";
import { amountJson, capturedMinor, chargedBackMinor, refundedMinor } from "./payment.rules";
import type { Settings } from "./settings.model";
import { failureText } from "./texts.rules";
import { maximumMinor } from "./validation.rules";

export type Json = Record<string, unknown>;

/** `2026-01-31T12:00:00+00:00` */
export function timestamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}

function inCurrencyOf(payment: PaymentRecord, minor: number): Json {
  return amountJson(money(minor, payment.amount.currency));
}

function detailsJson(details: PaymentDetails, locale: string): Json {
  const { card, wallet, challenge } = MEANS[details.with];
  if (card === null)
    return { consumerName: "T. TEST", consumerAccount: "NL91ABNA0417164300", consumerBic: "ABNANL2A" };
  return {
    cardNumber: card.lastFour,
    cardHolder: "T. TEST",
    cardAudience: "consumer",
    cardLabel: card.label,
    cardCountryCode: "NL",
    cardFunding: "credit",
    cardSecurity: challenge ? "3dsecure" : "normal",
    feeRegion: card.label === "American Express" ? "american-express" : "intra-eu",
    ...(wallet !== null && { wallet }),
    ...(details.failure !== null && {
      failureReason: details.failure,
      failureMessage: failureText(details.failure, locale),
    }),
  };
}

function amountsJson(payment: PaymentRecord): Json {
  const captured = capturedMinor(payment);
  const refunded = refundedMinor(payment);
  const chargedBack = chargedBackMinor(payment);
  return {
    ...(payment.captureMode !== null && { amountCaptured: inCurrencyOf(payment, captured) }),
    ...(payment.status === "paid" && {
      amountRefunded: inCurrencyOf(payment, refunded),
      amountRemaining: inCurrencyOf(payment, Math.max(captured - refunded, 0)),
    }),
    ...(chargedBack > 0 && { amountChargedBack: inCurrencyOf(payment, chargedBack) }),
  };
}

function paymentLinks(payment: PaymentRecord, links: Links): Json {
  const path = `payments/${payment.id}`;
  const screen = payment.method === "creditcard" ? "credit-card" : "select-method";
  return {
    self: links.api(path),
    ...(payment.status === "open" && { checkout: links.page(`checkout/${screen}/${payment.token}`) }),
    ...(payment.mode === "test" &&
      payment.status === "paid" && { changePaymentState: links.page(`dashboard/payments/${payment.id}`) }),
    dashboard: links.page(`dashboard/payments/${payment.id}`),
    ...(payment.captures.length > 0 && { captures: links.api(`${path}/captures`) }),
    ...(payment.refunds.length > 0 && { refunds: links.api(`${path}/refunds`) }),
    ...(payment.chargebacks.length > 0 && { chargebacks: links.api(`${path}/chargebacks`) }),
    documentation: links.documentation("get-payment"),
  };
}

function isCancelable(payment: PaymentRecord, settings: Settings): boolean {
  return payment.status === "open" ? settings.openIsCancelable : settings.cancelReleases;
}

/** The payment as the API shows it. `embed` names the collections to put inside. */
export function paymentJson(
  payment: PaymentRecord,
  links: Links,
  settings: Settings,
  embed: readonly string[] = [],
): Json {
  const optionalTimes = Object.entries(payment.times).map(([name, at]) => [name, timestamp(Number(at))]);
  const embedded: Json = {
    ...(embed.includes("captures") && {
      captures: payment.captures.map((it) => captureJson(payment, it, links)),
    }),
    ...(embed.includes("refunds") && {
      refunds: payment.refunds.map((it) => refundJson(payment, it, links)),
    }),
    ...(embed.includes("chargebacks") && {
      chargebacks: payment.chargebacks.map((it) => chargebackJson(payment, it, links)),
    }),
  };
  return {
    resource: "payment",
    id: payment.id,
    mode: payment.mode,
    createdAt: timestamp(payment.createdAt),
    amount: amountJson(payment.amount),
    description: payment.description,
    method: payment.method,
    metadata: payment.metadata,
    status: payment.status,
    ...(!PAYMENT_MACHINE.final.includes(payment.status) && { isCancelable: isCancelable(payment, settings) }),
    locale: payment.locale,
    profileId: payment.profileId,
    sequenceType: "oneoff",
    redirectUrl: payment.redirectUrl,
    ...(payment.cancelUrl !== null && { cancelUrl: payment.cancelUrl }),
    ...(payment.webhookUrl !== null && { webhookUrl: payment.webhookUrl }),
    ...(payment.restrictToCountry !== null && { restrictPaymentMethodsToCountry: payment.restrictToCountry }),
    ...(payment.captureMode !== null && { captureMode: payment.captureMode }),
    ...(payment.captureDelay !== null && { captureDelay: payment.captureDelay }),
    ...(payment.captureBefore !== null && { captureBefore: timestamp(payment.captureBefore) }),
    ...amountsJson(payment),
    ...(payment.status === "open" && { expiresAt: timestamp(payment.expiresAt) }),
    ...Object.fromEntries(optionalTimes),
    ...(payment.details !== null && {
      countryCode: "NL",
      details: detailsJson(payment.details, payment.locale),
    }),
    _links: paymentLinks(payment, links),
    ...(embed.length > 0 && { _embedded: embedded }),
  };
}

function childLinks(
  payment: PaymentRecord,
  collection: string,
  id: string,
  links: Links,
): Record<string, Link> {
  return {
    self: links.api(`payments/${payment.id}/${collection}/${id}`),
    payment: links.api(`payments/${payment.id}`),
    documentation: links.documentation(`get-${collection.slice(0, -1)}`),
  };
}

export function captureJson(payment: PaymentRecord, capture: CaptureRecord, links: Links): Json {
  return {
    resource: "capture",
    id: capture.id,
    mode: payment.mode,
    ...(capture.description !== null && { description: capture.description }),
    amount: inCurrencyOf(payment, capture.minor),
    status: capture.status,
    metadata: capture.metadata,
    paymentId: payment.id,
    createdAt: timestamp(capture.createdAt),
    _links: childLinks(payment, "captures", capture.id, links),
  };
}

export function refundJson(payment: PaymentRecord, refund: RefundRecord, links: Links): Json {
  return {
    resource: "refund",
    id: refund.id,
    mode: payment.mode,
    description: refund.description,
    amount: inCurrencyOf(payment, refund.minor),
    metadata: refund.metadata,
    paymentId: payment.id,
    status: refund.status,
    createdAt: timestamp(refund.createdAt),
    ...(refund.externalReference !== null && { externalReference: refund.externalReference }),
    _links: childLinks(payment, "refunds", refund.id, links),
  };
}

export function chargebackJson(payment: PaymentRecord, chargeback: ChargebackRecord, links: Links): Json {
  return {
    resource: "chargeback",
    id: chargeback.id,
    amount: inCurrencyOf(payment, chargeback.minor),
    paymentId: payment.id,
    createdAt: timestamp(chargeback.createdAt),
    ...(chargeback.reversedAt !== null && { reversedAt: timestamp(chargeback.reversedAt) }),
    _links: childLinks(payment, "chargebacks", chargeback.id, links),
  };
}

export function methodJson(id: MethodId, currency: string, links: Links): Json {
  const facts = METHODS[id];
  const image = (name: string) => `${links.publicUrl}/checkout/method-${name}`;
  return {
    resource: "method",
    id,
    description: facts.description,
    minimumAmount: amountJson(money(1, currency)),
    maximumAmount: amountJson(money(maximumMinor(id, currency), currency)),
    image: { size1x: image(`${id}.svg`), size2x: image(`${id}.svg`), svg: image(`${id}.svg`) },
    status: "activated",
    _links: { self: links.api(`methods/${id}`) },
  };
}

export function profileJson(profile: ProfileRecord, mode: Mode, links: Links): Json {
  return {
    resource: "profile",
    id: profile.id,
    mode,
    name: profile.name,
    website: "https://example.org",
    email: "merchant@example.org",
    phone: "+31201234567",
    businessCategory: "OTHER_MERCHANDISE",
    status: "verified",
    createdAt: timestamp(profile.createdAt),
    _links: {
      self: links.api("profiles/me"),
      methods: links.api("methods"),
      payments: links.api("payments"),
      refunds: links.api("refunds"),
      chargebacks: links.api("chargebacks"),
      documentation: links.documentation("get-current-profile"),
    },
  };
}

export function organizationJson(profile: ProfileRecord, links: Links): Json {
  return {
    resource: "organization",
    id: profile.organizationId,
    name: profile.name,
    email: "merchant@example.org",
    locale: "en_GB",
    address: { streetAndNumber: "Example street 1", postalCode: "1000 AA", city: "Amsterdam", country: "NL" },
    registrationNumber: "00000000",
    vatNumber: null,
    _links: {
      self: links.api("organizations/me"),
      dashboard: links.page("dashboard"),
      documentation: links.documentation("get-current-organization"),
    },
  };
}
