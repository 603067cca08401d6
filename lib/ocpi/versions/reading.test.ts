import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommandType } from "../canonical/command.model";
import type { Credentials } from "../canonical/connection.model";
import type { OcpiTerminal } from "../canonical/payment.model";
import type { Decoded, Encoded } from "../exchange/codec.model";
import { OCPI_VERSIONS } from "../exchange/codec.model";
import { parseJson } from "../exchange/json.rules";
import { CDR, LOCATION, SESSION } from "../testing/examples";
import { DEFAULT_SETTINGS } from "../wire/context.model";
import { decodeVersionList } from "../wire/decode-connection.rules";
import { chooseVersion, codecOf } from "./registry";

const OWNER = { countryCode: "DE", partyId: "PTX" };
const COMMANDS: readonly CommandType[] = [
  "START_SESSION",
  "STOP_SESSION",
  "UNLOCK_CONNECTOR",
  "RESERVE_NOW",
  "CANCEL_RESERVATION",
];

function unwrap<T>(decoded: Decoded<T>): T {
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.notes));
  return decoded.value;
}
function wireOf(encoded: Encoded): unknown {
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.notes));
  return encoded.wire;
}
const blocking = (decoded: { notes: Decoded<unknown>["notes"] }) =>
  decoded.notes.filter((note) => note.blocking).map(({ path, code }) => `${path} ${code}`);

const credentials: Credentials = {
  token: "a-token-of-theirs",
  url: "https://p.example/ocpi/versions",
  roles: [{ role: "PTP", ...OWNER, business: { name: "Terminals", website: "https://p.example" } }],
};

describe("credentials", () => {
  it.each(OCPI_VERSIONS)("%s: what we write is what is read", (version) => {
    const codec = codecOf(version);
    const back = unwrap(codec.readCredentials(wireOf(codec.credentials(credentials))));
    // 2.1.1 has no role: whoever registers there is an eMSP to us.
    const role = version === "2.1.1" ? "EMSP" : "PTP";
    expect(back).toEqual({ ...credentials, roles: [{ ...credentials.roles[0], role }] });
  });

  it("hub in 2.3.0 only; 2.1.1 has room for one party", () => {
    const hub = { ...credentials, hubPartyId: "NLHUB" };
    expect(unwrap(codecOf("2.3.0").readCredentials(wireOf(codecOf("2.3.0").credentials(hub))))).toEqual(hub);
    expect(codecOf("2.2.1").credentials(hub).notes).toMatchObject([{ path: "hub_party_id", kind: "lost" }]);
    const two = { ...credentials, roles: [...credentials.roles, ...credentials.roles] };
    expect(codecOf("2.1.1").credentials(two).ok).toBe(false);
    expect(codecOf("2.2.1").credentials(two).ok).toBe(true);
  });

  it("2.2.1: flat members, small letters, unknown roles and a broken role beside a good one", () => {
    const codec = codecOf("2.2.1");
    const flat = codec.readCredentials({
      token: "t",
      url: credentials.url,
      business_details: { name: "X" },
      party_id: "ptx",
      country_code: "de",
    });
    expect(unwrap(flat).roles).toEqual([{ role: "EMSP", ...OWNER, business: { name: "X" } }]);
    const mixed = codec.readCredentials({
      token: "t",
      url: credentials.url,
      roles: [
        { role: "WIZARD", party_id: "PTX", country_code: "DE" },
        { role: "EMSP", party_id: "TOOLONG" },
        null,
      ],
      party_id: "OLD",
      country_code: "DE",
    });
    expect(unwrap(mixed).roles).toEqual([{ role: "WIZARD", ...OWNER, business: { name: "" } }]);
    expect(mixed.notes.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["roles[1].party_id", "roles[0].business_details"]),
    );
  });

  it.each([
    [{}, ["token missing", "url missing", "roles missing"]],
    [{ token: "a b", url: "x", roles: [] }, ["token not_a_token", "url not_a_url", "roles missing"]],
    [
      { token: "x".repeat(65), url: credentials.url, roles: [{ party_id: "PTX", country_code: "DE" }] },
      ["token too_long"],
    ],
  ])("%j is refused", (wire, expected) => {
    for (const version of OCPI_VERSIONS)
      expect(blocking(codecOf(version).readCredentials(wire))).toEqual(expected);
  });
});

describe("versions", () => {
  it("reads lists, recognises details that were entered by mistake, and chooses", () => {
    const offered = [
      { version: "2.2.1", url: "https://p/2.2.1" },
      { version: " 2.1.1 ", url: "https://p/2.1.1" },
      { version: 3 },
      null,
    ];
    const list = decodeVersionList(offered);
    if (list.kind !== "versions") throw new Error(list.kind);
    expect(list.versions).toHaveLength(2);
    expect(chooseVersion(list.versions, null)).toEqual({ version: "2.2.1", url: "https://p/2.2.1" });
    expect(chooseVersion(list.versions, "2.1.1")?.version).toBe("2.1.1");
    expect(chooseVersion(list.versions, "2.3.0")).toBeNull();
    expect(chooseVersion([{ version: "2.2", url: "x" }], null)).toBeNull();
    expect(decodeVersionList({ version: "2.2.1", endpoints: [] }).kind).toBe("details");
    for (const bad of [null, "x", {}, [], [1]]) expect(decodeVersionList(bad).kind).toBe("unreadable");
  });

  it.each(OCPI_VERSIONS)("%s: details round trip, roles where the version has them", (version) => {
    const codec = codecOf(version);
    const endpoints = codec.manifest.modules.map(({ identifier, role }) => ({
      identifier,
      role,
      url: `https://k.example/${identifier}`,
    }));
    const wire = wireOf(codec.versionDetails({ version, endpoints }));
    const decoded = codec.readVersionDetails(wire);
    expect(decoded.notes).toEqual([]);
    expect(unwrap(decoded)).toEqual({
      version,
      endpoints: version === "2.1.1" ? endpoints.map((endpoint) => ({ ...endpoint, role: null })) : endpoints,
    });
  });

  it("keeps unknown modules, drops unusable endpoints", () => {
    const decoded = codecOf("2.2.1").readVersionDetails({
      version: "2.2.1",
      endpoints: [
        { identifier: "Payments", role: "sender", url: "https://p/x" },
        { identifier: "cdrs", url: "nowhere" },
        1,
      ],
    });
    expect(unwrap(decoded).endpoints).toEqual([
      { identifier: "payments", role: "SENDER", url: "https://p/x" },
    ]);
    expect(decoded.notes.length).toBeGreaterThan(1);
    expect(codecOf("2.2.1").readVersionDetails({ version: "2.2.1", endpoints: [] }).ok).toBe(false);
  });

  it("payments: own module in 2.3.0, extension in 2.2.1, none in 2.1.1", () => {
    const find = (version: "2.1.1" | "2.2.1" | "2.3.0") =>
      codecOf(version).manifest.modules.find(({ identifier }) => identifier === "payments");
    expect(find("2.1.1")).toBeUndefined();
    expect(codecOf("2.1.1").payments).toBeNull();
    expect(find("2.2.1")?.isExtension).toBe(true);
    expect(find("2.3.0")?.isExtension).toBe(false);
    expect(codecOf("2.1.1").manifest.commands).not.toContain("CANCEL_RESERVATION");
  });
});

const token221 = {
  country_code: "DE",
  party_id: "PTX",
  uid: "ABC*1",
  type: "AD_HOC_USER",
  contract_id: "C1",
  issuer: "P",
  valid: true,
  whitelist: "NEVER",
  last_updated: "2026-01-01T00:00:00Z",
};
const token211 = {
  uid: "ABC*1",
  type: "OTHER",
  auth_id: "C1",
  issuer: "P",
  valid: true,
  whitelist: "NEVER",
  last_updated: "2026-01-01T00:00:00Z",
};

describe("tokens", () => {
  it.each([
    ["2.1.1", token211, "OTHER"],
    ["2.2.1", token221, "AD_HOC_USER"],
    ["2.3.0", token221, "AD_HOC_USER"],
  ] as const)("%s", (version, wire, type) => {
    const decoded = codecOf(version).readToken(wire, OWNER);
    expect(decoded.notes).toEqual([]);
    expect(unwrap(decoded)).toEqual({
      ...OWNER,
      uid: "ABC*1",
      type,
      contractId: "C1",
      issuer: "P",
      valid: true,
      whitelist: "NEVER",
      lastUpdated: new Date("2026-01-01T00:00:00Z"),
    });
  });

  it("unknown words and nulls are reported and do not spoil it; validity must be said", () => {
    const decoded = codecOf("2.2.1").readToken(
      {
        ...token221,
        type: "CHIP",
        whitelist: "SOMETIMES",
        group_id: null,
        energy_contract: { supplier_name: "S" },
        extra: [],
      },
      OWNER,
    );
    expect(unwrap(decoded)).toMatchObject({
      type: "OTHER",
      whitelist: "NEVER",
      energyContract: { supplierName: "S" },
    });
    expect(decoded.notes.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["type", "whitelist", "group_id"]),
    );
    const { valid: _, ...unsaid } = token221;
    expect(blocking(codecOf("2.2.1").readToken(unsaid, OWNER))).toEqual(["valid missing"]);
  });
});

describe("commands", () => {
  const start = {
    response_url: "https://p.example/cb",
    token: token221,
    location_id: "L1",
    evse_uid: "E1",
    connector_id: "1",
    authorization_reference: "A1",
  };

  it.each([
    ["2.1.1", { ...start, token: token211 }],
    ["2.2.1", start],
    ["2.3.0", start],
  ] as const)("START_SESSION in %s", (version, wire) => {
    const decoded = codecOf(version).readCommand("START_SESSION", wire, OWNER);
    expect(decoded.notes).toEqual([]);
    expect(unwrap(decoded)).toMatchObject({
      type: "START_SESSION",
      responseUrl: "https://p.example/cb",
      locationId: "L1",
      evseUid: "E1",
      connectorId: "1",
      authorizationReference: "A1",
      token: { uid: "ABC*1", contractId: "C1", valid: true },
    });
  });

  it("partial tokens: uid and type, or auth_id alone", () => {
    const read = (token: unknown) =>
      unwrap(codecOf("2.2.1").readCommand("START_SESSION", { ...start, token }, OWNER));
    expect(read({ uid: "ABC*1", type: "ad_hoc_user" })).toMatchObject({
      token: { uid: "ABC*1", type: "AD_HOC_USER", contractId: "ABC*1", ...OWNER, valid: true },
    });
    expect(read({ auth_id: "ABC*2" })).toMatchObject({
      token: { uid: "ABC*2", contractId: "ABC*2", type: "OTHER" },
    });
    expect(read({ uid: "ABC*1", valid: false })).toMatchObject({ token: { valid: false } });
  });

  it.each<[CommandType, object, string[]]>([
    ["START_SESSION", {}, ["response_url missing", "token missing", "location_id missing"]],
    ["START_SESSION", { ...start, token: "ABC*1" }, ["token missing"]],
    ["START_SESSION", { ...start, token: {} }, ["token.uid missing"]],
    ["START_SESSION", { ...start, location_id: ["L1"] }, ["location_id not_a_text"]],
    ["START_SESSION", { ...start, location_id: "x".repeat(40) }, ["location_id too_long"]],
    ["STOP_SESSION", { response_url: "u", session_id: null }, ["session_id missing"]],
    [
      "UNLOCK_CONNECTOR",
      { response_url: "u", location_id: "L" },
      ["evse_uid missing", "connector_id missing"],
    ],
    ["RESERVE_NOW", { ...start, reservation_id: 1, expiry_date: "soon" }, ["expiry_date not_a_date_time"]],
    ["CANCEL_RESERVATION", { response_url: "u" }, ["reservation_id missing"]],
  ])("%s %j is 2001", (type, wire, expected) => {
    expect(blocking(codecOf("2.2.1").readCommand(type, wire, OWNER))).toEqual(expected);
  });

  it("2.1.1 reservation ids are numbers", () => {
    const wire = { ...start, token: token211, reservation_id: 7, expiry_date: "2026-01-01T00:00:00Z" };
    expect(unwrap(codecOf("2.1.1").readCommand("RESERVE_NOW", wire, OWNER))).toMatchObject({
      reservationId: "7",
    });
  });

  it("answers in each version's words", () => {
    const message = { language: "en", text: "Plug in first" };
    const response = { result: "ACCEPTED" as const, timeoutS: 30, message };
    expect(wireOf(codecOf("2.1.1").commandResponse(response))).toEqual({ result: "ACCEPTED" });
    expect(wireOf(codecOf("2.2.1").commandResponse(response))).toEqual({
      result: "ACCEPTED",
      timeout: 30,
      message: [message],
    });
    expect(wireOf(codecOf("2.3.0").commandResponse({ result: "REJECTED", timeoutS: 30 }))).toEqual({
      result: "REJECTED",
      timeout: 30,
    });
    expect(wireOf(codecOf("2.2.1").commandResult({ result: "EVSE_OCCUPIED" }))).toEqual({
      result: "EVSE_OCCUPIED",
    });
    const old = codecOf("2.1.1").commandResult({ result: "EVSE_OCCUPIED", message });
    expect(wireOf(old)).toEqual({ result: "REJECTED" });
    expect(old.notes.map(({ code }) => code)).toEqual(["command_result:EVSE_OCCUPIED", "not_in_version"]);
    expect(wireOf(codecOf("2.1.1").commandResult({ result: "TIMEOUT" }))).toEqual({ result: "TIMEOUT" });
  });
});

describe("payments", () => {
  const codec = codecOf("2.3.0").payments;
  const extension = codecOf("2.2.1").payments;
  if (codec === null || extension === null) throw new Error("no payments");
  const terminal: OcpiTerminal = {
    terminalId: "T-1",
    customerReference: "C",
    countryCode: "NL",
    partyId: "KWT",
    address: "Zonneplein 12",
    city: "Utrecht",
    postalCode: "3513AB",
    state: "UT",
    country: "NLD",
    coordinates: { latitude: "52.090737", longitude: "5.121420" },
    invoiceBaseUrl: "https://k.example/r/",
    invoiceCreator: "CPO",
    reference: "SN-1",
    locationIds: ["L1"],
    evseUids: ["E1", "E2"],
    lastUpdated: new Date("2026-01-01T00:00:00.000Z"),
  };

  it("a terminal comes back as it went out, whatever it has", () => {
    for (const payments of [codec, extension])
      expect(unwrap(payments.readTerminal(wireOf(payments.terminal(terminal)), null))).toEqual(terminal);
    const optional = [
      "customerReference",
      "countryCode",
      "address",
      "coordinates",
      "invoiceBaseUrl",
      "invoiceCreator",
      "reference",
    ] as const;
    fc.assert(
      fc.property(
        fc.subarray([...optional]),
        fc.array(fc.stringMatching(/^[A-Z0-9*]{1,36}$/), { maxLength: 5 }),
        (left, ids) => {
          const some = Object.fromEntries(
            Object.entries(terminal).filter(([key]) => !left.includes(key as "address")),
          );
          const made = { ...some, locationIds: ids } as unknown as OcpiTerminal;
          expect(unwrap(codec.readTerminal(wireOf(codec.terminal(made)), null))).toEqual(made);
        },
      ),
    );
  });

  it("minimal, without id in the body, and with an invoice address that is none", () => {
    expect(unwrap(codec.readTerminal({ terminal_id: "T" }, null))).toEqual({
      terminalId: "T",
      locationIds: [],
      evseUids: [],
      lastUpdated: null,
    });
    expect(unwrap(codec.readTerminal({ reference: "SN" }, "T-9"))).toMatchObject({
      terminalId: "T-9",
      reference: "SN",
    });
    const odd = codec.readTerminal(
      {
        terminal_id: "T",
        invoice_base_url: "k.example/r",
        coordinates: { latitude: "x" },
        location_ids: "L1",
      },
      null,
    );
    expect(unwrap(odd)).not.toHaveProperty("invoiceBaseUrl");
    expect(unwrap(odd)).not.toHaveProperty("coordinates");
    expect(unwrap(odd).locationIds).toEqual(["L1"]);
    expect(odd.notes.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["invoice_base_url", "location_ids"]),
    );
    expect(codec.readTerminal({}, null).ok).toBe(false);
    expect(
      wireOf(
        codec.terminal({ terminalId: "", reference: "SN", locationIds: [], evseUids: [], lastUpdated: null }),
      ),
    ).toEqual({ reference: "SN" });
  });

  const advice = {
    id: "F1",
    authorization_reference: "A1",
    currency: "EUR",
    eft_data: ["VISA **** 1234"],
    capture_status_code: "SUCCESS",
    last_updated: "2026-01-01T00:00:00Z",
  };
  const eur = (minor: number) => ({ minor, currency: "EUR" });

  it.each([
    [{ before_taxes: 10, taxes: [{ name: "VAT", amount: 2.1 }] }, eur(1000), eur(1210)],
    [{ before_taxes: 10 }, eur(1000), null],
    [{ excl_vat: 10, incl_vat: 12.1 }, eur(1000), eur(1210)],
    [{ incl_vat: 12.1 }, null, eur(1210)],
    [{ before_taxes: "10.00", taxes: [] }, eur(1000), eur(1000)],
    [{ before_taxes: 10.005, taxes: [{ name: "VAT", amount: "x" }] }, eur(1001), null],
    [{ excl_vat: 0.1, incl_vat: 0.3 }, eur(10), eur(30)],
  ])("REL-33: total %j in both versions", (total_costs, net, gross) => {
    for (const payments of [codec, extension])
      expect(unwrap(payments.readFinancialAdvice({ ...advice, total_costs })).total).toEqual({ net, gross });
  });

  it("a failure without receipt lines is read; without status, amount or currency it is not", () => {
    const failed = codec.readFinancialAdvice({
      ...advice,
      eft_data: [],
      capture_status_code: "FAILED",
      capture_status_message: "declined",
      total_costs: { excl_vat: 1 },
    });
    expect(unwrap(failed)).toMatchObject({
      captureStatus: "FAILED",
      captureMessage: "declined",
      eftData: [],
    });
    expect(failed.notes.length).toBeGreaterThan(0);
    const total_costs = { excl_vat: 1 };
    expect(
      blocking(codec.readFinancialAdvice({ ...advice, total_costs, capture_status_code: "MAYBE" })),
    ).toContain("capture_status_code missing");
    expect(blocking(codec.readFinancialAdvice({ ...advice, total_costs: { excl_vat: 1e300 } }))).toContain(
      "total_costs missing",
    );
    expect(blocking(codec.readFinancialAdvice({ ...advice, total_costs, currency: "€" }))).toContain(
      "currency not_a_currency",
    );
    expect(blocking(codec.readFinancialAdvice({ ...advice, total_costs: 12 }))).toContain(
      "total_costs missing",
    );
  });
});

describe("hostile input", () => {
  const readers = OCPI_VERSIONS.flatMap((version) => {
    const codec = codecOf(version);
    return [
      codec.readCredentials,
      codec.readVersionDetails,
      (wire: unknown) => codec.readToken(wire, OWNER),
      ...COMMANDS.map((type) => (wire: unknown) => codec.readCommand(type, wire, OWNER)),
      ...(codec.payments === null
        ? []
        : [(wire: unknown) => codec.payments?.readTerminal(wire, "T"), codec.payments.readFinancialAdvice]),
    ];
  });
  const names = [
    "token",
    "uid",
    "url",
    "roles",
    "endpoints",
    "location_id",
    "response_url",
    "total_costs",
    "currency",
    "terminal_id",
    "eft_data",
    "valid",
    "__proto__",
  ];

  it("no reader ever throws, whatever the members are", () => {
    const member = fc.oneof(
      fc.jsonValue(),
      fc.constant(null),
      fc.constant([]),
      fc.constant("x".repeat(10_000)),
      fc.constant(1e308),
      fc.double(),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), member), (wire) => {
        for (const read of readers) expect(read(wire)).toHaveProperty("notes");
      }),
      { numRuns: 300 },
    );
    for (const wire of [null, undefined, [], "x", 1, true])
      for (const read of readers) expect(read(wire)).toMatchObject({ ok: expect.any(Boolean) });
  });

  it("the deepest JSON that is let in is read without harm", () => {
    const deep = parseJson(`${'{"token":'.repeat(30)}1${"}".repeat(30)}`);
    for (const read of readers) expect(read(deep?.value)).toHaveProperty("notes");
    const many = { version: "2.2.1", endpoints: Array.from({ length: 5_001 }, () => ({})) };
    expect(codecOf("2.2.1").readVersionDetails(many).ok).toBe(false);
  });
});

/** Copies of an object, each without one of its members, at every depth. Empty lists say nothing and stay. */
function withoutOne(object: unknown): { path: string; copy: unknown }[] {
  if (Array.isArray(object))
    return object.flatMap((item, i) =>
      withoutOne(item).map(({ path, copy }) => ({ path: `[${i}]${path}`, copy: object.with(i, copy) })),
    );
  if (typeof object !== "object" || object === null || object instanceof Date) return [];
  const members = Object.entries(object).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return members.flatMap(([key, value]) => [
    { path: `.${key}`, copy: Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)) },
    ...withoutOne(value).map(({ path, copy }) => ({
      path: `.${key}${path}`,
      copy: { ...object, [key]: copy },
    })),
  ]);
}

describe("nothing is dropped silently", () => {
  const shown = (encode: () => Encoded): string => {
    try {
      return JSON.stringify(encode());
    } catch {
      // A mandatory member of ours is gone: the type forbids it.
      return "refused";
    }
  };
  /** The owner stands in the URL (2.1.1), and one tariff of several is chosen by `isAdHoc`. */
  const ELSEWHERE = /^\.(countryCode|partyId)$|\.tariffs\[\d\]\.(id|isAdHoc)$/;

  it.each(OCPI_VERSIONS)("%s: a member that is taken away changes the wire or the notes", (version) => {
    const codec = codecOf(version);
    const cases = [
      ["location", LOCATION, (copy: unknown) => codec.location(copy as typeof LOCATION, DEFAULT_SETTINGS)],
      ["session", SESSION, (copy: unknown) => codec.session(copy as typeof SESSION, DEFAULT_SETTINGS)],
      ["cdr", CDR, (copy: unknown) => codec.cdr(copy as typeof CDR, DEFAULT_SETTINGS)],
    ] as const;
    for (const [name, object, encode] of cases) {
      const whole = shown(() => encode(object));
      // Sessions and CDRs: their own members. What is inside of them is written out in the golden tests.
      const isOwn = (path: string): boolean => name === "location" || path.lastIndexOf(".") === 0;
      const all = withoutOne(object).filter(({ path }) => isOwn(path) && !ELSEWHERE.test(path));
      expect(all.length).toBeGreaterThan(10);
      const silent = all.filter(({ copy }) => shown(() => encode(copy)) === whole).map(({ path }) => path);
      expect({ name, silent }).toEqual({ name, silent: [] });
    }
  });
});
