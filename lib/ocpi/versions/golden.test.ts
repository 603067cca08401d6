import { describe, expect, it } from "vitest";
import { money } from "@/lib/core/money";
import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Encoded } from "../exchange/codec.model";
import { CDR, CONNECTOR, COST, EVSE, LOCATION, SESSION, TARIFF } from "../testing/examples";
import { DEFAULT_SETTINGS } from "../wire/context.model";
import { codecOf } from "./registry";

/** What one site, session and CDR look like in each version, written out by hand, and what each version could not say. */

const V211 = codecOf("2.1.1");
const V221 = codecOf("2.2.1");
const V230 = codecOf("2.3.0");

function wireOf(encoded: Encoded): unknown {
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.notes));
  return encoded.wire;
}
const said = (notes: readonly ExchangeNote[]): string[] =>
  [...new Set(notes.map(({ path, kind, code }) => `${kind} ${path} ${code}`))].sort();

const CHANGED = "2026-03-04T05:06:07.089Z";
const CHANGED_211 = "2026-03-04T05:06:07Z";

const connector221 = {
  id: "1",
  standard: "IEC_62196_T2",
  format: "SOCKET",
  power_type: "AC_3_PHASE",
  max_voltage: 230,
  max_amperage: 32,
  max_electric_power: 22000,
  tariff_ids: ["KW-REGULAR", "KW-ADHOC"],
  terms_and_conditions: "https://cpo.example/terms",
  last_updated: CHANGED,
};
const connector211 = {
  id: "1",
  standard: "IEC_62196_T2",
  format: "SOCKET",
  power_type: "AC_3_PHASE",
  voltage: 230,
  amperage: 32,
  tariff_id: "KW-ADHOC",
  terms_and_conditions: "https://cpo.example/terms",
  last_updated: CHANGED_211,
};
const evse221 = {
  uid: "EVSE-7",
  evse_id: "NL*KWT*E0007",
  status: "AVAILABLE",
  capabilities: ["REMOTE_START_STOP_CAPABLE", "PED_TERMINAL", "CREDIT_CARD_PAYABLE"],
  connectors: [connector221],
  floor_level: "-1",
  coordinates: { latitude: "52.090737", longitude: "5.121420" },
  physical_reference: "Bay 7",
  directions: [{ language: "en", text: "Left of the stairs" }],
  parking_restrictions: ["EV_ONLY"],
  last_updated: CHANGED,
};
const evse211 = {
  ...evse221,
  capabilities: ["REMOTE_START_STOP_CAPABLE", "CREDIT_CARD_PAYABLE"],
  connectors: [connector211],
  last_updated: CHANGED_211,
};
const location221 = {
  country_code: "NL",
  party_id: "KWT",
  id: "LOC-1",
  publish: true,
  name: "Garage Zonneplein",
  address: "Zonneplein 12",
  city: "Utrecht",
  postal_code: "3513AB",
  state: "Utrecht",
  country: "NLD",
  coordinates: { latitude: "52.090000", longitude: "5.120000" },
  parking_type: "ALONG_MOTORWAY",
  evses: [evse221],
  operator: {
    name: "Kerb Operator",
    website: "https://cpo.example",
    logo: { url: "https://cpo.example/logo.png", category: "OPERATOR", type: "png", width: 64, height: 64 },
  },
  facilities: ["CAFE", "TRAM_STOP"],
  time_zone: "Europe/Amsterdam",
  opening_times: {
    twentyfourseven: false,
    regular_hours: [{ weekday: 1, period_begin: "08:00", period_end: "20:00" }],
    exceptional_closings: [
      { period_begin: "2026-12-25T00:00:00.000Z", period_end: "2026-12-26T00:00:00.000Z" },
    ],
  },
  charging_when_closed: true,
  energy_mix: {
    is_green_energy: true,
    energy_sources: [{ source: "WIND", percentage: 100 }],
    environ_impact: [{ category: "CARBON_DIOXIDE", amount: 0 }],
    supplier_name: "Windy",
  },
  last_updated: CHANGED,
};
const { country_code: _c, party_id: _p, publish: _u, state: _s, parking_type: _t, ...common } = location221;
const location211 = {
  ...common,
  type: "OTHER",
  evses: [evse211],
  facilities: ["CAFE"],
  opening_times: {
    regular_hours: [{ weekday: 1, period_begin: "08:00", period_end: "20:00" }],
    exceptional_closings: [{ period_begin: "2026-12-25T00:00:00Z", period_end: "2026-12-26T00:00:00Z" }],
  },
  energy_mix: {
    is_green_energy: true,
    energy_sources: [{ source: "WIND", percentage: 100 }],
    environ_impact: [{ source: "CARBON_DIOXIDE", amount: 0 }],
    supplier_name: "Windy",
  },
  last_updated: CHANGED_211,
};

describe("locations", () => {
  it("2.3.0 says everything, coordinates to six decimals", () => {
    const encoded = V230.location(LOCATION, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).toEqual({
      ...location221,
      help_phone: "+31201234567",
      evses: [
        {
          ...evse221,
          parking_restrictions: ["EV_ONLY", "TAXIS"],
          accepted_service_providers: ["Any Provider"],
          connectors: [{ ...connector221, capabilities: ["ISO_15118_2_PLUG_AND_CHARGE"] }],
        },
      ],
    });
    expect(said(encoded.notes)).toEqual(["rounded evses[0].coordinates six_decimals"]);
  });

  it("2.2.1 names what it has not", () => {
    const encoded = V221.location(LOCATION, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).toEqual(location221);
    expect(said(encoded.notes)).toEqual([
      "lost evses[0].accepted_service_providers not_in_version",
      "lost evses[0].connectors[0].capabilities word_not_in_version:ISO_15118_2_PLUG_AND_CHARGE",
      "lost evses[0].parking_restrictions word_not_in_version:TAXIS",
      "lost help_phone not_in_version",
      "rounded evses[0].coordinates six_decimals",
    ]);
  });

  it("2.1.1 shows the ad-hoc tariff where there is room for one, and names the rest", () => {
    const encoded = V211.location(LOCATION, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).toEqual(location211);
    expect(said(encoded.notes)).toEqual([
      "changed type parking_type:ALONG_MOTORWAY",
      "lost evses[0].accepted_service_providers not_in_version",
      "lost evses[0].capabilities word_not_in_version:PED_TERMINAL",
      "lost evses[0].connectors[0].capabilities not_in_version",
      "lost evses[0].connectors[0].max_electric_power not_in_version",
      "lost evses[0].connectors[0].tariff_ids one_tariff_in_2_1_1",
      "lost evses[0].parking_restrictions word_not_in_version:TAXIS",
      "lost facilities word_not_in_version:TRAM_STOP",
      "lost help_phone not_in_version",
      "lost state not_in_version",
      "rounded evses[0].coordinates six_decimals",
    ]);
  });

  it("an EVSE and a connector alone are the same objects", () => {
    expect(wireOf(V221.evse(EVSE, DEFAULT_SETTINGS))).toEqual(evse221);
    expect(wireOf(V221.connector(CONNECTOR, DEFAULT_SETTINGS))).toEqual(connector221);
    expect(wireOf(V211.evse(EVSE, DEFAULT_SETTINGS))).toEqual(evse211);
    expect(wireOf(V211.connector(CONNECTOR, DEFAULT_SETTINGS))).toEqual(connector211);
  });

  it("a plug that a version does not know is left out, or said by its nearest relative where the partner wants it", () => {
    const tesla = { ...CONNECTOR, standard: "SAE_J3400" as const, powerType: "AC_2_PHASE" as const };
    for (const codec of [V211, V221]) {
      expect(codec.connector(tesla, DEFAULT_SETTINGS).ok).toBe(false);
      const evse = codec.evse({ ...EVSE, connectors: [tesla] }, DEFAULT_SETTINGS);
      expect(evse.ok).toBe(false);
      expect(said(evse.notes)).toContain("lost connectors[0].standard connector_type:SAE_J3400");
      const location = codec.location(
        { ...LOCATION, evses: [{ ...EVSE, connectors: [tesla] }] },
        DEFAULT_SETTINGS,
      );
      expect(wireOf(location)).not.toHaveProperty("evses");
      expect(said(location.notes)).toContain("lost evses[0]. evse_without_connector");
      const substituted = codec.connector(tesla, { ...DEFAULT_SETTINGS, substituteConnectors: true });
      expect(wireOf(substituted)).toMatchObject({ standard: "TESLA_S" });
    }
    expect(wireOf(V211.connector({ ...tesla, standard: "TESLA_S" }, DEFAULT_SETTINGS))).toMatchObject({
      power_type: "AC_1_PHASE",
    });
    expect(wireOf(V230.connector(tesla, DEFAULT_SETTINGS))).toMatchObject({
      standard: "SAE_J3400",
      power_type: "AC_2_PHASE",
    });
  });

  it("2.1.1: mandatory postal code, short address, and ASCII only where wanted", () => {
    const { postalCode: _, ...rest } = LOCATION;
    const odd = { ...rest, name: "Garage Münchner Straße", address: `Äußere ${"Straße ".repeat(10)}1` };
    const encoded = V211.location(odd, { ...DEFAULT_SETTINGS, asciiOnly: true });
    expect(wireOf(encoded)).toMatchObject({ postal_code: "#NA", name: "Garage Munchner Strasse" });
    expect(said(encoded.notes)).toEqual(
      expect.arrayContaining([
        "changed postal_code not_available",
        "lost address text_cut",
        "changed name ascii",
      ]),
    );
    expect(wireOf(V211.location(odd, DEFAULT_SETTINGS))).toMatchObject({ name: "Garage Münchner Straße" });
  });

  it("day and night, in both forms", () => {
    const always = { ...LOCATION, openingTimes: { regular: null, openings: [], closings: [] } };
    for (const codec of [V211, V221, V230])
      expect(wireOf(codec.location(always, DEFAULT_SETTINGS))).toMatchObject({
        opening_times: { twentyfourseven: true },
      });
  });

  it("what breaks the version's schema does not leave", () => {
    for (const codec of [V211, V221, V230]) {
      for (const broken of [
        { ...LOCATION, id: "x".repeat(40) },
        { ...LOCATION, country: "NL" },
        { ...LOCATION, city: "" },
        { ...LOCATION, coordinates: { latitude: "north", longitude: "5" } },
        { ...LOCATION, coordinates: { latitude: "152.1234567", longitude: "5.0" } },
        { ...LOCATION, images: [{ url: "logo.png", category: "OTHER" as const, type: "png" }] },
      ])
        expect(codec.location(broken, DEFAULT_SETTINGS).ok).toBe(false);
    }
  });
});

const token = {
  country_code: "DE",
  party_id: "PTX",
  uid: "abc*Tap-000001",
  type: "AD_HOC_USER",
  contract_id: "abc*Tap-000001",
};
const start = "2026-03-04T10:00:00.000Z";
const session221 = {
  country_code: "NL",
  party_id: "KWT",
  id: "SES-1",
  start_date_time: start,
  kwh: 12.345,
  cdr_token: token,
  auth_method: "COMMAND",
  authorization_reference: "AUTH-1",
  location_id: "LOC-1",
  evse_uid: "EVSE-7",
  connector_id: "1",
  meter_id: "M-1",
  currency: "EUR",
  charging_periods: [
    {
      start_date_time: start,
      dimensions: [
        { type: "ENERGY", volume: 12.345 },
        { type: "TIME", volume: 1.5083 },
        { type: "POWER", volume: 11.04 },
      ],
      tariff_id: "KW-ADHOC",
    },
  ],
  total_cost: { excl_vat: 10, incl_vat: 12.1 },
  status: "ACTIVE",
  last_updated: CHANGED,
};
const taxes230 = { before_taxes: 10, taxes: [{ name: "VAT", percentage: 21, amount: 2.1 }] };
const periods211 = [
  {
    start_date_time: "2026-03-04T10:00:00Z",
    dimensions: [
      { type: "ENERGY", volume: 12.345 },
      { type: "TIME", volume: 1.5083 },
    ],
  },
];

describe("sessions", () => {
  it.each([V211, V221, V230])(
    "every version carries the driver's code, in sessions and CDRs alike",
    (codec) => {
      const driverCode = "7KQ2-M4XD";
      for (const encoded of [
        codec.session({ ...SESSION, driverCode }, DEFAULT_SETTINGS),
        codec.cdr({ ...CDR, driverCode }, DEFAULT_SETTINGS),
      ]) {
        expect(wireOf(encoded)).toMatchObject({ kerbwatt_reference: driverCode });
      }
    },
  );

  it("2.2.1 and 2.3.0 keep the token as it was given, and differ in the price", () => {
    expect(wireOf(V221.session(SESSION, DEFAULT_SETTINGS))).toEqual(session221);
    expect(V221.session(SESSION, DEFAULT_SETTINGS).notes).toEqual([]);
    expect(wireOf(V230.session(SESSION, DEFAULT_SETTINGS))).toEqual({ ...session221, total_cost: taxes230 });
  });

  it("2.1.1: auth_id is the token's contract, the location is embedded, the cost is net", () => {
    const encoded = V211.session(SESSION, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).toEqual({
      id: "SES-1",
      start_datetime: "2026-03-04T10:00:00Z",
      kwh: 12.345,
      auth_id: "abc*Tap-000001",
      auth_method: "AUTH_REQUEST",
      location: location211,
      meter_id: "M-1",
      currency: "EUR",
      charging_periods: periods211,
      total_cost: 10,
      status: "ACTIVE",
      last_updated: CHANGED_211,
    });
    expect(said(encoded.notes)).toEqual(
      expect.arrayContaining([
        "changed auth_method no_command_in_2_1_1",
        "lost authorization_reference not_in_version",
        "lost charging_periods[0].dimensions dimension:POWER",
        "lost charging_periods[0].tariff_id not_in_version",
        "lost total_cost taxes_not_in_2_1_1",
      ]),
    );
  });

  it("2.1.1: gross cost and WHITELIST by agreement; impossible while taxes are not known", () => {
    const settings = { ...DEFAULT_SETTINGS, grossCostsIn211: true, authMethodIn211: "WHITELIST" as const };
    expect(wireOf(V211.session(SESSION, settings))).toMatchObject({
      total_cost: 12.1,
      auth_method: "WHITELIST",
    });
    const unknown = { ...SESSION, totalCost: { ...COST, taxes: null } };
    expect(V211.session(unknown, settings).ok).toBe(false);
    expect(wireOf(V211.session(unknown, DEFAULT_SETTINGS))).toMatchObject({ total_cost: 10 });
    expect(wireOf(V221.session(unknown, DEFAULT_SETTINGS))).toMatchObject({ total_cost: { excl_vat: 10 } });
    expect(wireOf(V230.session(unknown, DEFAULT_SETTINGS))).toMatchObject({
      total_cost: { before_taxes: 10 },
    });
  });

  it("no cost is unknown, zero is free; empty periods are sent, because they remove", () => {
    const { totalCost: _, ...unknown } = SESSION;
    const free = { ...SESSION, totalCost: { net: money(0, "EUR"), taxes: [] }, periods: [] };
    for (const codec of [V211, V221, V230]) {
      expect(wireOf(codec.session(unknown, DEFAULT_SETTINGS))).not.toHaveProperty("total_cost");
      expect(wireOf(codec.session(free, DEFAULT_SETTINGS))).toMatchObject({ charging_periods: [] });
    }
    expect(wireOf(V211.session(free, DEFAULT_SETTINGS))).toMatchObject({ total_cost: 0 });
    expect(wireOf(V221.session(free, DEFAULT_SETTINGS))).toMatchObject({
      total_cost: { excl_vat: 0, incl_vat: 0 },
    });
    expect(wireOf(V230.session(free, DEFAULT_SETTINGS))).toMatchObject({ total_cost: { before_taxes: 0 } });
  });

  it("a reservation is PENDING in 2.1.1; a token type is OTHER where it has no word", () => {
    const reserved = {
      ...SESSION,
      status: "RESERVATION" as const,
      token: { ...SESSION.token, type: "EMAID" as const },
    };
    expect(wireOf(V211.session(reserved, DEFAULT_SETTINGS))).toMatchObject({ status: "PENDING" });
    expect(wireOf(V221.session(reserved, DEFAULT_SETTINGS))).toMatchObject({
      status: "RESERVATION",
      cdr_token: { type: "OTHER" },
    });
    expect(wireOf(V230.session(reserved, DEFAULT_SETTINGS))).toMatchObject({ cdr_token: { type: "EMAID" } });
  });
});

const { status: _status, kwh: _k, location_id: _l, evse_uid: _e, connector_id: _i, ...usage221 } = session221;
const cdr221 = {
  ...usage221,
  id: "CDR-1",
  end_date_time: "2026-03-04T11:30:30.000Z",
  session_id: "SES-1",
  cdr_location: {
    id: "LOC-1",
    name: "Garage Zonneplein",
    address: "Zonneplein 12",
    city: "Utrecht",
    postal_code: "3513AB",
    state: "Utrecht",
    country: "NLD",
    coordinates: { latitude: "52.090737", longitude: "5.121420" },
    evse_uid: "EVSE-7",
    evse_id: "NL*KWT*E0007",
    connector_id: "1",
    connector_standard: "IEC_62196_T2",
    connector_format: "SOCKET",
    connector_power_type: "AC_3_PHASE",
  },
  tariffs: [
    {
      country_code: "NL",
      party_id: "KWT",
      type: "AD_HOC_PAYMENT",
      id: "KW-ADHOC",
      currency: "EUR",
      elements: [{ price_components: [{ type: "ENERGY", price: 0.5, vat: 21, step_size: 1 }] }],
      last_updated: CHANGED,
    },
  ],
  charging_periods: [{ ...periods211[0], start_date_time: start, tariff_id: "KW-ADHOC" }],
  signed_data: {
    encoding_method: "OCMF",
    signed_values: [{ nature: "End", plain_data: "12.345 kWh", signed_data: "c2ln" }],
  },
  total_energy: 12.345,
  total_energy_cost: { excl_vat: 10, incl_vat: 12.1 },
  total_time: 1.5083,
  total_parking_time: 0.1667,
  invoice_reference_id: "INV-1",
};
const tariff211 = {
  id: "KW-ADHOC",
  currency: "EUR",
  elements: [{ price_components: [{ type: "ENERGY", price: 0.5, step_size: 1 }] }],
  last_updated: CHANGED_211,
};

describe("CDRs", () => {
  it("2.2.1 and 2.3.0: whole record, without the dimensions that only sessions have", () => {
    const encoded = V221.cdr(CDR, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).toEqual(cdr221);
    expect(said(encoded.notes)).toContain("lost charging_periods[0].dimensions dimension:POWER");
    expect(wireOf(V230.cdr(CDR, DEFAULT_SETTINGS))).toEqual({
      ...cdr221,
      total_cost: taxes230,
      total_energy_cost: taxes230,
      tariffs: cdr221.tariffs.map((tariff) => ({ ...tariff, tax_included: "NO" })),
    });
  });

  it("2.1.1: net total, and every member that it has not is named", () => {
    const encoded = V211.cdr(CDR, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).toEqual({
      id: "CDR-1",
      start_date_time: "2026-03-04T10:00:00Z",
      stop_date_time: "2026-03-04T11:30:30Z",
      auth_id: "abc*Tap-000001",
      auth_method: "AUTH_REQUEST",
      location: location211,
      meter_id: "M-1",
      currency: "EUR",
      tariffs: [tariff211],
      charging_periods: periods211,
      total_cost: 10,
      total_energy: 12.345,
      total_time: 1.5083,
      total_parking_time: 0.1667,
      last_updated: CHANGED_211,
    });
    for (const path of [
      "session_id",
      "signed_data",
      "total_energy_cost",
      "invoice_reference_id",
      "authorization_reference",
    ])
      expect(said(encoded.notes)).toContain(`lost ${path} not_in_version`);
    expect(said(encoded.notes)).toContain(
      "lost tariffs[0].elements[0].price_components[0].vat no_vat_in_2_1_1",
    );
  });

  it("a credit CDR negates the total alone, or all by setting; 2.1.1 has none", () => {
    const credit = { ...CDR, id: `${"C".repeat(36)}-C`, credits: "CDR-1" };
    expect(wireOf(V221.cdr(credit, DEFAULT_SETTINGS))).toMatchObject({
      credit: true,
      credit_reference_id: "CDR-1",
      total_cost: { excl_vat: -10, incl_vat: -12.1 },
      total_energy_cost: { excl_vat: 10, incl_vat: 12.1 },
      total_energy: 12.345,
    });
    const all = { ...DEFAULT_SETTINGS, creditNegatesAll: true };
    expect(wireOf(V230.cdr(credit, all))).toMatchObject({
      total_cost: { before_taxes: -10, taxes: [{ amount: -2.1 }] },
      total_energy_cost: { before_taxes: -10 },
    });
    expect(V211.cdr({ ...credit, id: "C-1" }, DEFAULT_SETTINGS).ok).toBe(false);
    expect(V221.cdr({ ...CDR, id: credit.id }, DEFAULT_SETTINGS).ok).toBe(false);
  });

  it("a CDR of zero energy goes out; one without period or EVSE id does not", () => {
    const zero = { ...CDR, energyWh: 0, totalSeconds: 0, totalCost: { net: money(0, "EUR"), taxes: [] } };
    const { evseId: _, ...nameless } = EVSE;
    for (const codec of [V211, V221, V230]) {
      expect(wireOf(codec.cdr(zero, DEFAULT_SETTINGS))).toMatchObject({ total_energy: 0, total_time: 0 });
      expect(codec.cdr({ ...CDR, periods: [] }, DEFAULT_SETTINGS).ok).toBe(false);
    }
    for (const codec of [V221, V230])
      expect(codec.cdr({ ...CDR, place: { ...CDR.place, evse: nameless } }, DEFAULT_SETTINGS).ok).toBe(false);
  });

  it("address and state are cut for strict partners only", () => {
    const long = {
      ...CDR,
      place: { ...CDR.place, location: { ...LOCATION, address: "a".repeat(60), state: "s".repeat(30) } },
    };
    expect(wireOf(V221.cdr(long, DEFAULT_SETTINGS))).toMatchObject({
      cdr_location: { address: "a".repeat(60) },
    });
    const short = V221.cdr(long, { ...DEFAULT_SETTINGS, shortCdrAddress: true });
    expect(wireOf(short)).toMatchObject({ cdr_location: { address: "a".repeat(45), state: "s".repeat(20) } });
    expect(said(short.notes)).toContain("lost cdr_location.address text_cut");
  });

  it("an unknown plug does not hold back a CDR", () => {
    const odd = {
      ...CDR,
      place: {
        ...CDR.place,
        connector: { ...CONNECTOR, standard: "MCS" as const, powerType: "DC" as const },
      },
    };
    const encoded = V221.cdr(odd, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).toMatchObject({ cdr_location: { connector_standard: "IEC_62196_T2_COMBO" } });
    expect(said(encoded.notes)).toContain("lost cdr_location.connector_standard connector_type:MCS");
  });
});

describe("costs", () => {
  it("several rates of tax are one sum in 2.2.1, which is said, and one line each in 2.3.0", () => {
    const [line] = COST.taxes ?? [];
    if (line === undefined) throw new Error("no tax");
    const session = { ...SESSION, totalCost: { ...COST, taxes: [line, { ...line, percent: "9" }] } };
    const encoded = V221.session(session, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).toMatchObject({ total_cost: { excl_vat: 10, incl_vat: 14.2 } });
    expect(said(encoded.notes)).toEqual(["lost total_cost tax_rates_in_one_sum"]);
    expect(wireOf(V230.session(session, DEFAULT_SETTINGS))).toMatchObject({
      total_cost: { taxes: [{ percentage: 21 }, { percentage: 9 }] },
    });
  });

  it("a cost in another currency never leaves", () => {
    const dollars = { net: money(1000, "USD"), taxes: null };
    for (const codec of [V211, V221, V230]) {
      expect(codec.session({ ...SESSION, totalCost: dollars }, DEFAULT_SETTINGS).ok).toBe(false);
      expect(codec.cdr({ ...CDR, timeCost: dollars }, DEFAULT_SETTINGS).ok).toBe(false);
    }
  });
});

describe("tariffs", () => {
  it("are those of lib/pricing, with the version's own dates", () => {
    expect(wireOf(V211.tariff(TARIFF))).toEqual(tariff211);
    expect(wireOf(V221.tariff(TARIFF))).toEqual(cdr221.tariffs[0]);
    expect(wireOf(V230.tariff(TARIFF))).toEqual({ ...cdr221.tariffs[0], tax_included: "NO" });
  });

  it("what lib/pricing holds back stays here, also inside a CDR, which goes out without it", () => {
    const component = { type: "ENERGY" as const, per: "KWH" as const, price: "0.5", stepSize: 1 };
    const gross = {
      ...TARIFF,
      tariff: { ...TARIFF.tariff, taxIncluded: "YES" as const, elements: [{ components: [component] }] },
    };
    expect(V211.tariff(gross).ok).toBe(false);
    expect(V221.tariff(gross).ok).toBe(false);
    expect(V230.tariff(gross).ok).toBe(true);
    const encoded = V221.cdr({ ...CDR, tariffs: [gross] }, DEFAULT_SETTINGS);
    expect(wireOf(encoded)).not.toHaveProperty("tariffs");
    expect(encoded.notes.some(({ path }) => path.startsWith("tariffs[0]."))).toBe(true);
  });
});
