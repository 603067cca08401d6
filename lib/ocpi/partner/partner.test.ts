import { describe, expect, it } from "vitest";
import { explainMessage, segmentsBehind } from "./explain-message.rules";
import { HIDDEN, maskedBody, maskedHeaders, maskedUrl } from "./mask.rules";
import { addressOf, curlOf, isGoodStatus, jsonOf, prettyBody, readStored } from "./read-message.rules";
import { answerEntry, type ExchangeAbout, requestEntry, statusText } from "./wire-message.rules";

const SECRET = "c2VjcmV0LXRva2VuLTAxMjM0NTY3ODk=";
const about: ExchangeAbout = {
  clientId: null,
  subscriptionId: null,
  messageId: "m1",
  correlationId: "c1",
  method: "POST",
  module: "credentials",
};
const bag = (headers: Record<string, string>) => ({ get: (name: string) => headers[name] ?? null });

describe("SEC-66: nothing secret is stored", () => {
  it.each([
    ["a token of credentials", { token: SECRET, url: "https://x.example/versions" }],
    ["in any object", { data: { token: SECRET }, roles: [{ api_key: SECRET, Password: SECRET }] }],
    ["in the query of a URL", { response_url: `https://x.example/r?access_token=${SECRET}&id=7` }],
    ["before the host of a URL", { url: `https://user:${SECRET}@x.example/` }],
  ])("%s", (_, body) => {
    const masked = maskedBody(JSON.stringify(body));
    expect(masked).not.toContain(SECRET);
    expect(masked).toContain(HIDDEN);
  });

  it("the token of a command stays an object, its uid readable; card numbers keep four digits", () => {
    const body = { token: { uid: "PTP-1", type: "AD_HOC_USER" }, eft_data: ["VISA 4111 1111 1111 1234"] };
    expect(JSON.parse(maskedBody(JSON.stringify(body)))).toEqual({
      token: body.token,
      eft_data: ["VISA …1234"],
    });
  });

  it("what is no JSON keeps its beginning without anything like a token", () => {
    expect(maskedBody(`<html>Token ${SECRET}</html>`)).toBe(`<html>Token ${HIDDEN}</html>`);
    expect(maskedBody("x ".repeat(1_000)).length).toBeLessThanOrEqual(500);
  });

  it("headers by allow-list: an unknown one is not stored at all", () => {
    const headers = maskedHeaders(
      bag({ Authorization: `Token ${SECRET}`, Cookie: SECRET, "X-Request-ID": "r1", "X-Api-Key": SECRET }),
    );
    expect(headers).toEqual({ Authorization: `Token ${HIDDEN}`, "X-Request-ID": "r1" });
    expect(maskedUrl("https://x.example/a?limit=5")).toBe("https://x.example/a?limit=5");
  });
});

describe("a stored message", () => {
  const request = requestEntry(about, {
    at: new Date(0),
    direction: "OUT",
    url: "https://x.example/ocpi/credentials",
    headers: bag({ Authorization: `Token ${SECRET}`, "Content-Type": "application/json" }),
    body: JSON.stringify({ token: SECRET, name: "it's" }),
  });

  it("is read back in its parts", () => {
    const stored = readStored(request.body);
    expect(addressOf(stored)).toEqual({ method: "POST", url: "https://x.example/ocpi/credentials" });
    expect(stored.headers).toEqual([
      ["Authorization", `Token ${HIDDEN}`],
      ["Content-Type", "application/json"],
    ]);
    expect(jsonOf(stored)).toEqual({ token: HIDDEN, name: "it's" });
    expect(prettyBody(stored)).toContain('\n  "name"');
  });

  it("ADM-6: as curl it carries no secret, and nothing of it can break out of the quotes", () => {
    const line = curlOf(readStored(request.body));
    expect(line).toContain(`-H "Authorization: Token $OCPI_TOKEN"`);
    expect(line).not.toContain(SECRET);
    expect(line).toContain(String.raw`it'\''s`);
  });

  it("without body and headers is no trouble", () => {
    const answer = answerEntry(about, {
      at: new Date(0),
      direction: "IN",
      status: "timeout",
      latencyMs: 10_000,
      headers: bag({}),
      body: "",
    });
    expect(readStored(answer.body)).toEqual({ head: "HTTP timeout", headers: [], body: "" });
    expect(jsonOf(readStored(answer.body))).toBeNull();
  });

  it.each([
    [200, { status_code: 1000 }, "200 1000", true],
    [200, { status_code: 2001 }, "200 2001", false],
    [404, null, "404", false],
    [201, "text", "201", true],
  ])("status %s %j: %s", (http, body, text, isGood) => {
    expect(statusText(http, body)).toBe(text);
    expect(isGoodStatus(text)).toBe(isGood);
  });
});

describe("ADM-6: a message in plain words", () => {
  const names = new Map([
    ["evse-1", "UZ-1A"],
    ["loc-1", "Kade"],
    ["ses-1", "7KQ2-M4XD"],
  ]);
  it.each<["IN" | "OUT", string, string, string, unknown, string]>([
    [
      "IN",
      "POST",
      "commands",
      "/commands/START_SESSION",
      { evse_uid: "evse-1", token: { uid: "PTP-1" } },
      "Start session at UZ-1A with token PTP-1",
    ],
    ["IN", "POST", "commands", "/commands/STOP_SESSION", { session_id: "ses-1" }, "Stop session 7KQ2-M4XD"],
    ["IN", "GET", "locations", "/locations", null, "Reads our locations"],
    [
      "OUT",
      "PATCH",
      "locations",
      "/locations/NL/K01/loc-1/evse-1",
      { status: "CHARGING" },
      "UZ-1A is CHARGING",
    ],
    ["OUT", "PUT", "locations", "/locations/NL/K01/loc-1", {}, "Location Kade, whole"],
    [
      "OUT",
      "PUT",
      "sessions",
      "/sessions/NL/K01/ses-1",
      { status: "ACTIVE", kwh: 1.5, currency: "EUR", total_cost: { excl_vat: 1, incl_vat: 1.21 } },
      "Session 7KQ2-M4XD is ACTIVE: 1.5 kWh, 1.21 EUR",
    ],
    [
      "OUT",
      "POST",
      "cdrs",
      "/cdrs",
      {
        id: "C-1",
        total_energy: 2,
        currency: "EUR",
        total_cost: { before_taxes: 10, taxes: [{ amount: 2.1 }] },
      },
      "CDR C-1: 2 kWh, 12.1 EUR",
    ],
    ["OUT", "POST", "response_url", "/r/1", { result: "ACCEPTED" }, "Result of a command: ACCEPTED"],
    ["OUT", "DELETE", "tariffs", "/tariffs/NL/K01/MAIN", null, "Tariff MAIN is gone"],
    ["OUT", "PATCH", "payments", "/payments/terminals/T1", {}, "Terminal T1: where it serves"],
    [
      "IN",
      "POST",
      "payments",
      "/payments/financial-advice-confirmations",
      {
        authorization_reference: "A1",
        currency: "EUR",
        total_costs: { incl_vat: 5 },
        capture_status_code: "FAILED",
      },
      "Capture of 5 EUR for A1: FAILED",
    ],
    ["IN", "GET", "chargingprofiles", "/chargingprofiles/x", null, "Ask what session x may draw"],
    ["IN", "PUT", "chargingprofiles", "/chargingprofiles/x", {}, "Charging profile for session x"],
    ["OUT", "PUT", "chargingprofiles", "/chargingprofiles/x", {}, "What session x may draw"],
    ["IN", "GET", "hubclientinfo", "/hubclientinfo/NL/HUB", null, "GET hubclientinfo/NL/HUB"],
    ["IN", "POST", "commands", "/commands/NONSENSE", "no object", "POST commands/NONSENSE"],
  ])("%s %s %s", (direction, method, module, path, body, words) => {
    const segments = segmentsBehind(`https://x.example${path}`, module);
    expect(explainMessage({ direction, method, module, segments, body }, names)).toBe(words);
  });

  it("a broken URL or escape is no trouble", () => {
    expect(segmentsBehind("no url", "cdrs")).toEqual([]);
    expect(segmentsBehind("https://x.example/cdrs/%E0%A4%A", "cdrs")).toEqual(["%E0%A4%A"]);
  });
});
