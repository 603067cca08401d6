import { describe, expect, it } from "vitest";
import { configFileSchema } from "./config.model";
import { chooseTariff, summariseTariff } from "./terminal/tariff.rules";
import { tariff } from "./testing/sample-objects";
import { nextLink, patched } from "./wire/envelope.rules";
import { readPrice, shareOf, writePrice } from "./wire/price.rules";
import { maskAuthorization, maskBody, tokenCandidates } from "./wire/token.rules";
import { commonVersion, findEndpoint, joinUrl, OCPI_VERSIONS, paymentsBase } from "./wire/versions.rules";

describe("prices", () => {
  it.each([
    [12.345, 1_235, 1_235],
    [{ excl_vat: 10, incl_vat: 12.1 }, 1_000, 1_210],
    [{ excl_vat: 10 }, 1_000, 1_000],
    [
      {
        before_taxes: 10,
        taxes: [
          { name: "VAT", amount: 2.1 },
          { name: "x", amount: 0.5 },
        ],
      },
      1_000,
      1_260,
    ],
    [{ before_taxes: 10, taxes: "none" }, 1_000, 1_000],
    [{ incl_vat: 5 }, 500, 500],
  ])("reads %j in any version's shape", (value, netMinor, grossMinor) => {
    expect(readPrice(value, "EUR")).toEqual({ netMinor, grossMinor });
  });

  it.each([null, "12", [], {}, Number.NaN])("reads no amount from %j", (value) => {
    expect(readPrice(value, "EUR")).toBeNull();
  });

  it("writes the shape of the version, without an empty list of taxes", () => {
    const amount = { netMinor: 1_000, grossMinor: 1_210 };
    expect(writePrice(amount, "EUR", "2.2.1")).toEqual({ excl_vat: 10, incl_vat: 12.1 });
    expect(writePrice(amount, "EUR", "2.3.0")).toEqual({
      before_taxes: 10,
      taxes: [{ name: "VAT", amount: 2.1 }],
    });
    expect(writePrice({ netMinor: 0, grossMinor: 0 }, "EUR", "2.3.0")).toEqual({ before_taxes: 0 });
    expect(writePrice({ netMinor: 500, grossMinor: 500 }, "JPY", "2.3.0")).toEqual({ before_taxes: 500 });
  });

  it("shares the tax", () => {
    expect(shareOf({ netMinor: 1_000, grossMinor: 1_210 }, 605)).toEqual({ netMinor: 500, grossMinor: 605 });
    expect(shareOf({ netMinor: 0, grossMinor: 0 }, 150)).toEqual({ netMinor: 150, grossMinor: 150 });
  });
});

describe("tariffs", () => {
  it.each(OCPI_VERSIONS)("shows %s in the order of the law, with tax", (version) => {
    const summary = summariseTariff(tariff("T", version), version, 0);
    expect(summary.lines.map(({ kind, amount, unit }) => [kind, amount, unit])).toEqual([
      ["energy", "0.59", "per kWh"],
      ["session", "1.00", "per session"],
      ["parking", "0.05", "per minute parked"],
    ]);
    expect(summary.lines[2]?.condition).toBe("after 60 min");
    expect(summary.holdMinor).toBe(version === "2.1.1" ? null : 4_500);
  });

  it("takes max_price for the hold when there is nothing better, and leaves reservations out", () => {
    const summary = summariseTariff(
      {
        currency: "SEK",
        max_price: { excl_vat: 80, incl_vat: 100 },
        elements: [
          {
            price_components: [{ type: "TIME", price: 60, step_size: 1 }],
            restrictions: { reservation: "RESERVATION" },
          },
          {
            price_components: [{ type: "TIME", price: 30, vat: 25, step_size: 1 }],
            restrictions: { start_time: "08:00", end_time: "20:00", day_of_week: ["MONDAY", "TUESDAY"] },
          },
        ],
      },
      "2.2.1",
      0,
    );
    expect(summary).toMatchObject({
      holdMinor: 10_000,
      lines: [{ amount: "0.625", condition: "08:00–20:00, Mon, Tue" }],
    });
  });

  it("prefers the tariff for ad-hoc payment, and knows when one ends", () => {
    const tariffs = new Map(["T-REG", "T-ADHOC"].map((id) => [id, tariff(id, "2.3.0")] as const));
    const connector = { tariff_ids: ["T-REG", "T-ADHOC", "T-404"] };
    expect(chooseTariff(connector, tariffs, new Date())?.id).toBe("T-ADHOC");
    tariffs.set("T-ADHOC", { ...tariff("T-ADHOC", "2.3.0"), end_date_time: "2020-01-01T00:00:00Z" });
    expect(chooseTariff(connector, tariffs, new Date())?.id).toBe("T-REG");
    expect(chooseTariff({}, tariffs, new Date())).toBeUndefined();
  });
});

describe("wire", () => {
  it("finds the next page in any Link header", () => {
    const base = "http://a/x?y=1";
    expect(nextLink('<http://a/2>; rel="next"', base)).toBe("http://a/2");
    expect(nextLink("</first>; rel=first, </2?a=b,c>; REL=next", base)).toBe("http://a/2?a=b,c");
    expect(nextLink('<http://a/2>; rel="prev"', base)).toBeNull();
    expect(nextLink(null, base)).toBeNull();
  });

  it("joins with one slash, encodes ids and knows payments by three addresses", () => {
    expect(joinUrl("http://a/b/", "NL*1#", "x y")).toBe("http://a/b/NL*1%23/x%20y");
    for (const tail of ["", "/", "/terminals", "/financial-advice-confirmations/"]) {
      expect(paymentsBase(`http://a/payments${tail}`)).toBe("http://a/payments");
    }
  });

  it("prefers the right role, takes what there is", () => {
    const both = ["SENDER", "RECEIVER"].map((role) => ({ identifier: "cdrs", role, url: role }));
    expect(findEndpoint(both, "cdrs", "RECEIVER")).toBe("RECEIVER");
    expect(findEndpoint([{ identifier: "cdrs", url: "only" }], "cdrs", "SENDER")).toBe("only");
    expect(findEndpoint(both, "tokens", "SENDER")).toBeNull();
  });

  it("agrees on the highest common version", () => {
    const offers = ["2.1.1", "2.2.1", "2.3.0"].map((version) => ({ version, url: `u${version}` }));
    expect(commonVersion(["2.1.1", "2.2.1"], offers)).toEqual({ version: "2.2.1", url: "u2.2.1" });
    expect(commonVersion(["2.1.1"], [{ version: "2.1.1", url: 7 }])).toBeNull();
  });

  it("reads tokens of both spellings and masks them", () => {
    expect(tokenCandidates("Token YWJj")).toEqual([
      { token: "YWJj", encoding: "raw" },
      { token: "abc", encoding: "base64" },
    ]);
    expect(tokenCandidates("Basic YWJj")).toEqual([]);
    expect(maskAuthorization("Token abcdefghijklmnop")).toBe("Token abcd…op");
    expect(maskBody('{"token":"abcdefghijklmnop","x":{"token":{"uid":"1"}}}')).toBe(
      '{"token":"abcd…op","x":{"token":{"uid":"1"}}}',
    );
  });

  it("patches: fields replaced, charging periods appended", () => {
    const target = { a: 1, b: [1], charging_periods: [1] };
    expect(patched(target, { b: [2], charging_periods: [2] })).toEqual({
      a: 1,
      b: [2],
      charging_periods: [1, 2],
    });
    expect(patched({}, { a: 2 })).toEqual({ a: 2 });
  });
});

describe("the configuration file", () => {
  const provider = { id: "p", countryCode: "de", partyId: "abc", tokenPrefix: "ABC" };

  it("takes an array, or providers and terminals side by side", () => {
    const parsed = configFileSchema.parse({
      providers: [provider, { ...provider, id: "q" }],
      terminals: [{ providerId: "q", id: "T", serial: "S" }],
    });
    expect(parsed).toMatchObject([
      { id: "p", countryCode: "DE", partyId: "ABC", role: "PTP", separator: "-", terminals: [] },
      { id: "q", terminals: [{ id: "T", serial: "S" }] },
    ]);
    expect(configFileSchema.parse([provider])).toHaveLength(1);
  });

  it("refuses typing errors", () => {
    expect(configFileSchema.safeParse([{ ...provider, tokenPrefx: "x" }]).success).toBe(false);
    expect(configFileSchema.safeParse([{ ...provider, version: "2.2" }]).success).toBe(false);
  });
});
