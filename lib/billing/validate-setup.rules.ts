import type { SessionFacts, SessionPrices } from "./session-facts.model";
import { type Finding, finding } from "./validation.model";

/** What must stand on a receipt about its seller (VAT Directive, Art. 226; LAW-43). */
const SELLER_FIELDS = ["name", "legalName", "street", "postalCode", "city", "country", "vatId"] as const;

/** Configuration: seller, place, currency, tax, and that somebody pays. */
export function validateSetup(facts: SessionFacts, prices: SessionPrices): Finding[] {
  const findings: Finding[] = [];
  const { maxPowerW, currency, channel, paymentCurrency, hasSubscription, retail } = facts;
  if (maxPowerW === null) findings.push(finding("evse_incomplete", "the EVSE is gone"));
  else if (!(Number.isFinite(maxPowerW) && maxPowerW > 0))
    findings.push(finding("evse_incomplete", `greatest power ${maxPowerW} W`));
  const missing = missingOf(facts.seller);
  if (missing.length > 0) findings.push(finding("seller_incomplete", missing.join(", ")));
  if (!/^[A-Z]{3}$/.test(currency)) findings.push(finding("currency_unknown", currency.slice(0, 20)));
  if (channel === "QR" && paymentCurrency === null) findings.push(finding("payment_missing"));
  if (channel === "OCPI_TERMINAL" && !hasSubscription) findings.push(finding("subscription_missing"));
  if (retail === null) findings.push(finding("tariff_unreadable"));
  if (prices.retail?.taxKnown === false) findings.push(finding("tax_unknown", "retail price"));
  else if (prices.wholesale?.taxKnown === false) findings.push(finding("tax_unknown", "wholesale price"));
  return findings;
}

function missingOf(seller: unknown): string[] {
  const known = typeof seller === "object" && seller !== null ? (seller as Record<string, unknown>) : {};
  return SELLER_FIELDS.filter((field) => {
    const value = known[field];
    return typeof value !== "string" || value.trim() === "";
  });
}
