/** The rows that every gateway test needs and none looks at. */
export const TARIFF_HASH = "a".repeat(64);

export const CPO = {
  countryCode: "NL",
  partyId: "KRB",
  name: "Kade Laden",
  legalName: "Kade Laden B.V.",
  street: "Kade 1",
  postalCode: "1011 AA",
  city: "Amsterdam",
  country: "NL",
  vatId: "NL000000000B01",
  supportPhone: "+31200000000",
  supportEmail: "help@example.com",
  supportHours: "24/7",
  currency: "EUR",
  vatPercent: "21.00",
  holdPresetsAcMinor: [3_000],
  holdPresetsDcMinor: [6_000],
  receiptPrefix: "K",
};
