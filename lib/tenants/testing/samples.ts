import type { NewCpo } from "../tenants.model";

/** A TEST CPO with believable facts. */
export function newCpo(clientId: string): NewCpo {
  return {
    clientId,
    countryCode: "NL",
    partyId: "TST",
    name: "Voltwerk",
    legalName: "Voltwerk Laden B.V.",
    street: "Keizersgracht 241",
    postalCode: "1016 EA",
    city: "Amsterdam",
    country: "NL",
    vatId: "NL123456789B01",
    registrationNumber: null,
    supportPhone: "+31 20 123 4567",
    supportEmail: "help@voltwerk.example",
    supportHours: "24/7",
    termsUrl: null,
    privacyUrl: null,
    imprintUrl: null,
    brandAccent: null,
    mode: "TEST",
    currency: "EUR",
    vatPercent: "21.00",
    holdPresetsAcMinor: [1_500, 3_000],
    holdPresetsDcMinor: [3_000, 6_000],
    holdDefaultAcIndex: 1,
    holdDefaultDcIndex: 1,
    parameters: {},
    receiptPrefix: "VLT",
  };
}
