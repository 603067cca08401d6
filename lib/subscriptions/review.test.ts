import { describe, expect, it } from "vitest";
import type { FindingCode, ReviewFacts } from "./review.model";
import { isModuleIn, reviewFindings } from "./review.rules";

const GOOD: ReviewFacts = {
  environment: "ACCEPTANCE",
  countryCode: "DE",
  partyId: "PTP",
  mark: { prefix: "PTP", separator: "-" },
  prefixTaken: false,
  partyTaken: false,
  version: "2.2.1",
  knownVersions: [],
  modules: ["locations", "tariffs", "sessions", "cdrs", "commands"],
  peerRole: "PTP",
  directPayment: false,
  vatPercent: null,
  approvedHosts: ["ocpi.provider.example"],
  proposedHosts: [],
  cpos: [{ name: "Kade", mode: "TEST" }],
  hasAcceptance: false,
  sales: [{ cpo: "Kade", soldCodes: ["MAIN"], otherCodes: [], unpublishable: [] }],
};

const codes = (change: Partial<ReviewFacts>) =>
  reviewFindings({ ...GOOD, ...change }).map(({ weight, code }) => `${weight} ${code}`);

describe("review of a request", () => {
  it("finds nothing in a sound one", () => {
    expect(reviewFindings(GOOD)).toEqual([]);
  });

  const cases: readonly (readonly [
    string,
    Partial<ReviewFacts>,
    FindingCode,
    "blocks" | "live" | "tells",
  ])[] = [
    ["no party", { partyId: null }, "party_missing", "blocks"],
    ["a party with another connection", { partyTaken: true }, "party_taken", "blocks"],
    ["no mark", { mark: null }, "mark_missing", "blocks"],
    ["a prefix of another connection", { prefixTaken: true }, "prefix_taken", "blocks"],
    ["no version", { version: null }, "version_missing", "blocks"],
    [
      "a version that the provider is not known for",
      { knownVersions: ["2.3.0"] },
      "version_not_known_of_provider",
      "tells",
    ],
    ["no commands", { modules: ["sessions", "cdrs"] }, "modules_missing", "blocks"],
    [
      "payments on 2.1.1",
      { version: "2.1.1", vatPercent: "21", modules: [...GOOD.modules, "payments"] },
      "module_not_in_version",
      "blocks",
    ],
    [
      "Direct Payment on 2.2.1",
      { modules: [...GOOD.modules, "payments"] },
      "direct_payment_not_switched_on",
      "blocks",
    ],
    ["tokens for ad-hoc payment", { modules: [...GOOD.modules, "tokens"] }, "tokens_not_for_ad_hoc", "tells"],
    ["an odd role", { peerRole: "HUB" }, "role_unusual", "tells"],
    ["no hosts at all", { approvedHosts: [] }, "no_hosts", "blocks"],
    [
      "hosts that nobody approved",
      { approvedHosts: [], proposedHosts: [{ host: "a.example", fault: null }] },
      "hosts_not_approved",
      "blocks",
    ],
    ["one more host", { proposedHosts: [{ host: "b.example", fault: null }] }, "hosts_not_approved", "tells"],
    [
      "a host inside a network",
      { proposedHosts: [{ host: "10.0.0.1", fault: "is not public" }] },
      "host_refused",
      "tells",
    ],
    ["no operator", { cpos: [], sales: [] }, "no_cpo", "blocks"],
    [
      "a live operator in acceptance",
      { cpos: [{ name: "Kade", mode: "LIVE" }] },
      "cpo_of_other_environment",
      "blocks",
    ],
    [
      "production without acceptance",
      { environment: "PRODUCTION", cpos: [{ name: "Kade", mode: "LIVE" }] },
      "not_tested_in_acceptance",
      "tells",
    ],
    ["2.1.1 without an agreed rate of tax", { version: "2.1.1" }, "vat_missing", "live"],
    [
      "nothing sold at terminals",
      { sales: [{ cpo: "Kade", soldCodes: [], otherCodes: ["MAIN"], unpublishable: [] }] },
      "not_sold_at_terminals",
      "live",
    ],
    [
      "a price that the version can not say",
      { sales: [{ cpo: "Kade", soldCodes: ["MAIN"], otherCodes: [], unpublishable: ["MAIN"] }] },
      "tariff_not_publishable",
      "live",
    ],
    [
      "some codes not sold",
      { sales: [{ cpo: "Kade", soldCodes: ["MAIN"], otherCodes: ["B"], unpublishable: [] }] },
      "codes_not_sold",
      "tells",
    ],
  ];
  it.each(cases)("%s", (_, change, code, weight) => {
    expect(codes(change)).toEqual([`${weight} ${code}`]);
  });

  it("accepts Direct Payment on 2.2.1 when it is switched on, and payments on 2.3.0 as they are", () => {
    const modules = [...GOOD.modules, "payments"];
    expect(codes({ modules, directPayment: true })).toEqual([]);
    expect(codes({ modules, version: "2.3.0" })).toEqual([]);
  });

  it("puts what blocks first, then what must be settled before live", () => {
    const weights = reviewFindings({ ...GOOD, prefixTaken: true, version: "2.1.1", peerRole: "HUB" }).map(
      ({ weight }) => weight,
    );
    expect(weights).toEqual(["blocks", "live", "tells"]);
  });

  it("knows which modules came with 2.2", () => {
    expect(
      ["payments", "chargingprofiles", "hubclientinfo"].map((module) => isModuleIn("2.1.1", module)),
    ).toEqual([false, false, false]);
    expect(isModuleIn("2.1.1", "cdrs")).toBe(true);
  });
});
