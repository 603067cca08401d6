import type { ReceiptDocument } from "../document.model";

const SELLER: ReceiptDocument["seller"] = {
  name: "Noordlicht Laden",
  legalName: "Noordlicht Laden B.V.",
  street: "Oudezijds Voorburgwal 274",
  postalCode: "1012 GL",
  city: "Amsterdam",
  country: "NL",
  vatId: "NL859012345B01",
  registrationNumber: "KvK 72345678",
  supportPhone: "+31 20 808 1234",
  supportEmail: "help@noordlicht.example",
  supportHours: "24/7",
  termsUrl: "https://noordlicht.example/terms",
  privacyUrl: "https://noordlicht.example/privacy",
  imprintUrl: null,
  brandAccent: null,
  mode: "LIVE",
};

/** A DC session of 23.412 kWh in Łódź with an occupancy fee: a receipt with two lines. */
export const RECEIPT: ReceiptDocument = {
  kind: "RECEIPT",
  locale: "en",
  number: "NL-2026-000147",
  issuedAt: new Date("2026-11-20T13:41:08Z"),
  reference: "7KQ2-M4XD",
  timeZone: "Europe/Amsterdam",
  currency: "EUR",
  seller: SELLER,
  place: {
    evseLabel: "KW-A07",
    evseId: "NL*NLL*E1024*1",
    locationName: "Parking Łódź Fabryczna",
    street: "ul. Bolesława Prusa 8",
    postalCode: "90-248",
    city: "Łódź",
    country: "PL",
  },
  charging: {
    startedAt: new Date("2026-11-20T12:52:31Z"),
    endedAt: new Date("2026-11-20T13:40:55Z"),
    meterStartWh: 8_412_300,
    meterEndWh: 8_435_712,
    energyWh: 23_412,
  },
  lines: [
    {
      order: 21,
      labelKey: "price.parking_time",
      quantity: "6",
      unit: "min",
      unitPriceGross: "0.1",
      vatPercent: "21",
      grossMinor: 60,
    },
    {
      order: 10,
      labelKey: "price.energy",
      quantity: "23.412",
      unit: "kWh",
      unitPriceGross: "0.59",
      vatPercent: "21",
      grossMinor: 1381,
    },
  ],
  taxLines: [{ percent: "21", netMinor: 1191, taxMinor: 250, grossMinor: 1441 }],
  total: { netMinor: 1191, taxMinor: 250, grossMinor: 1441 },
  writtenOffMinor: 0,
  money: {
    reservedMinor: 6000,
    reservedAt: new Date("2026-11-20T12:51:44Z"),
    chargedMinor: 1441,
    chargedAt: new Date("2026-11-20T13:41:07Z"),
    releasedMinor: 4559,
    releaseSentAt: new Date("2026-11-20T13:41:07Z"),
    prepaid: false,
    pspPaymentId: "tr_7UhSN1zuXS",
    cardBrand: "Visa",
    cardLast4: "4242",
    wallet: "applepay",
  },
  provider: null,
  eftLines: [],
  corrects: null,
  correctionReason: null,
};

/** Nothing was delivered: the whole hold went back. */
export const RELEASE_NOTE: ReceiptDocument = {
  ...RECEIPT,
  kind: "RELEASE_NOTE",
  number: "NL-7KQ2-M4XD",
  charging: null,
  lines: [],
  taxLines: [],
  total: { netMinor: 0, taxMinor: 0, grossMinor: 0 },
  money: { ...RECEIPT.money, chargedMinor: 0, chargedAt: null, releasedMinor: 6000 },
};

/** Part of the receipt was paid back. */
export const CREDIT_NOTE: ReceiptDocument = {
  ...RECEIPT,
  kind: "CREDIT_NOTE",
  number: "NL-2026-000152",
  corrects: "NL-2026-000147",
  correctionReason: "The charger stopped twice",
  total: { netMinor: -413, taxMinor: -87, grossMinor: -500 },
  taxLines: [{ percent: "21", netMinor: -413, taxMinor: -87, grossMinor: -500 }],
};
