import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MollieSimulator } from "./server";
import {
  call,
  createAuthorized,
  createHold,
  holdRequest,
  type Json,
  LIVE_KEY,
  startStanding,
} from "./testing/harness";

const UNREACHABLE = "The webhook URL is invalid because it is unreachable from Mollie's point of view";

/** What is wrong · the change to a valid request · field · part of the text. */
const REFUSED: readonly (readonly [string, Json, string, string])[] = [
  ["no amount", { amount: null }, "amount", "The amount is required for payments"],
  ["an amount that is a number", { amount: 50 }, "amount", "invalid value"],
  [
    "a value that is a number",
    { amount: { currency: "EUR", value: 50 } },
    "amount.value",
    "The amount contains an invalid value",
  ],
  [
    "one decimal",
    { amount: { currency: "EUR", value: "16.1" } },
    "amount.value",
    "The amount contains an invalid value",
  ],
  [
    "no decimals",
    { amount: { currency: "EUR", value: "16" } },
    "amount.value",
    "The amount contains an invalid value",
  ],
  [
    "decimals of the yen",
    { amount: { currency: "JPY", value: "249.00" } },
    "amount.value",
    "The amount contains an invalid value",
  ],
  ["an exponent", { amount: { currency: "EUR", value: "1e2" } }, "amount.value", "invalid value"],
  [
    "a thousands separator",
    { amount: { currency: "EUR", value: "1,000.00" } },
    "amount.value",
    "invalid value",
  ],
  ["no currency", { amount: { value: "5.00" } }, "amount.currency", "The amount does not contain a currency"],
  [
    "an unknown currency",
    { amount: { currency: "XXX", value: "5.00" } },
    "amount.currency",
    "invalid currency",
  ],
  ["zero", { amount: { currency: "EUR", value: "0.00" } }, "amount", "lower than the minimum"],
  ["a negative amount", { amount: { currency: "EUR", value: "-1.00" } }, "amount", "lower than the minimum"],
  [
    "more than cards take",
    { amount: { currency: "EUR", value: "10000.01" } },
    "amount",
    "higher than the maximum",
  ],
  ["no description", { description: undefined }, "description", "The 'description' field is missing"],
  ["an empty description", { description: " " }, "description", "The description is invalid"],
  ["a description that is no text", { description: { a: 1 } }, "description", "The description is invalid"],
  ["no redirect URL", { redirectUrl: null }, "redirectUrl", "missing"],
  ["a script as redirect URL", { redirectUrl: "javascript:alert(1)" }, "redirectUrl", "invalid"],
  ["a relative redirect URL", { redirectUrl: "/return" }, "redirectUrl", "invalid"],
  ["a webhook URL of another scheme", { webhookUrl: "ftp://shop.test/" }, "webhookUrl", "invalid"],
  ["an unknown method", { method: "shells" }, "method", "invalid"],
  ["Google Pay as method", { method: "googlepay" }, "method", "invalid"],
  [
    "a method that is not switched on",
    { method: "klarna" },
    "method",
    "The payment method is not enabled in your website profile",
  ],
  ["one bad method among good ones", { method: ["creditcard", "paypal"] }, "method", "not enabled"],
  ["a hold on iDEAL", { method: "ideal" }, "captureMode", "does not support captures"],
  ["an unknown capture mode", { captureMode: "later" }, "captureMode", "invalid"],
  ["a delay with manual capture", { captureDelay: "2 days" }, "captureDelay", "cannot be combined"],
  ["a delay past seven days", { captureMode: null, captureDelay: "8 days" }, "captureDelay", "invalid"],
  ["a delay in words", { captureMode: null, captureDelay: "soon" }, "captureDelay", "invalid"],
  ["an unknown locale", { locale: "xx_XX" }, "locale", "invalid"],
  ["metadata past 1 kB", { metadata: "x".repeat(1_100) }, "metadata", "1 kB"],
  [
    "a country in words",
    { restrictPaymentMethodsToCountry: "Belgium" },
    "restrictPaymentMethodsToCountry",
    "invalid",
  ],
  ["a recurring payment", { sequenceType: "first" }, "sequenceType", "invalid"],
  ["a profile with an API key", { profileId: "pfl_1" }, "profileId", "must not be sent"],
  ["test mode with an API key", { testmode: true }, "testmode", "must not be sent"],
  ["a misspelt parameter", { redirectURL: "x" }, "redirectURL", 'Did you mean: "redirectUrl"?'],
  ["a parameter like nothing known", { zzzzzzzzzzzz: 1 }, "zzzzzzzzzzzz", "Non-existent parameter"],
];

describe("creating a payment", () => {
  let simulator: MollieSimulator;
  beforeAll(async () => {
    simulator = await startStanding();
  });
  afterAll(() => simulator.stop());

  it.each(REFUSED)("REL-46: refuses %s", async (_what, change, field, text) => {
    const { status, json, headers } = await call(simulator, "POST", "payments", holdRequest(change));
    expect(json).toMatchObject({ status: 422, title: "Unprocessable Entity", field });
    expect(json.detail).toContain(text);
    expect(status).toBe(422);
    expect(headers.get("content-type")).toContain("application/hal+json");
  });

  it("REL-46: cuts a long description and keeps metadata of any shape", async () => {
    const request = holdRequest({ description: "d".repeat(300), metadata: ["a", { b: null }] });
    const { json } = await call(simulator, "POST", "payments", request);
    expect(json.description).toHaveLength(255);
    expect(json.metadata).toEqual(["a", { b: null }]);
  });

  it("REL-46: takes the highest amount, yen without decimals, and a form body", async () => {
    const most = await call(
      simulator,
      "POST",
      "payments",
      holdRequest({ amount: { currency: "EUR", value: "10000.00" } }),
    );
    const yen = await call(
      simulator,
      "POST",
      "payments",
      holdRequest({ amount: { currency: "JPY", value: "249" } }),
    );
    expect([most.status, yen.status]).toEqual([201, 201]);
    const form = new URLSearchParams([
      ["amount[currency]", "EUR"],
      ["amount[value]", "5.00"],
      ["description", "Form"],
      ["redirectUrl", "http://shop.test/"],
      ["method[]", "creditcard"],
      ["method[]", "applepay"],
    ]);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const { status, json } = await call(simulator, "POST", "payments", form.toString(), { headers });
    expect([status, json.amount]).toEqual([201, { currency: "EUR", value: "5.00" }]);
  });

  it.each([
    "http://localhost:3000/w",
    "http://127.0.0.1/w",
    "https://10.0.0.1/w",
    "http://192.168.1.9/w",
    "http://[::1]/w",
  ])(
    "REL-46: refuses the webhook address %s when told to be as strict as the real one",
    async (webhookUrl) => {
      const strict = await startStanding({ settings: { rejectPrivateWebhooks: true } });
      const { status, json } = await call(strict, "POST", "payments", holdRequest({ webhookUrl }));
      await strict.stop();
      expect([status, json.field, json.detail]).toEqual([422, "webhookUrl", UNREACHABLE]);
      expect((await call(simulator, "POST", "payments", holdRequest({ webhookUrl }))).status).toBe(201);
    },
  );
});

describe("captures, refunds and changes", () => {
  let simulator: MollieSimulator;
  beforeAll(async () => {
    simulator = await startStanding();
  });
  afterAll(() => simulator.stop());

  it.each([
    ["zero", { amount: { currency: "EUR", value: "0.00" } }, "amount"],
    ["a cent too much", { amount: { currency: "EUR", value: "50.01" } }, "amount"],
    ["another currency", { amount: { currency: "USD", value: "5.00" } }, "amount.currency"],
    ["a number", { amount: { currency: "EUR", value: 5 } }, "amount.value"],
    ["an unknown parameter", { ammount: {} }, "ammount"],
    ["a description that is no text", { description: 5 }, "description"],
  ])("REL-2: a capture of %s is refused and changes nothing", async (_what, body, field) => {
    const id = await createAuthorized(simulator);
    const { status, json } = await call(simulator, "POST", `payments/${id}/captures`, body);
    expect([status, json.field]).toEqual([422, field]);
    expect(simulator.control.payment(id).captures).toEqual([]);
  });

  it("REL-46: only what may change can be changed, all of it or nothing", async () => {
    const id = await createHold(simulator);
    const bad = await call(simulator, "PATCH", `payments/${id}`, { description: "New", locale: "xx" });
    expect([bad.status, simulator.control.payment(id).description]).toEqual([422, "Charging session"]);
    const amount = await call(simulator, "PATCH", `payments/${id}`, {
      amount: { currency: "EUR", value: "1.00" },
    });
    expect([amount.status, amount.json.field]).toEqual([422, "amount"]);
    await simulator.checkout(id).cancel();
    const late = await call(simulator, "PATCH", `payments/${id}`, { redirectUrl: "http://shop.test/late" });
    expect(late.json).toMatchObject({ status: 422, field: "redirectUrl" });
  });

  it("REL-46: payments of another profile or mode do not exist", async () => {
    const id = await createHold(simulator);
    const live = await call(simulator, "GET", `payments/${id}`, undefined, { key: LIVE_KEY });
    expect([live.status, live.json.detail]).toEqual([404, `No payment exists with token ${id}.`]);
  });

  it("REL-46: pages through payments with cursors", async () => {
    const fresh = await startStanding();
    const ids = [await createHold(fresh), await createHold(fresh), await createHold(fresh)].reverse();
    const first = await call(fresh, "GET", "payments?limit=2");
    expect(first.json.count).toBe(2);
    const links = first.json._links as { next: { href: string }; previous: null };
    expect(links).toMatchObject({
      previous: null,
      next: { href: `${fresh.apiUrl}payments?from=${ids[2]}&limit=2` },
    });
    const bad = await call(fresh, "GET", "payments?from=tr_nobody");
    expect(bad.json).toMatchObject({ status: 400, detail: "Invalid cursor value", field: "from" });
    expect((await call(fresh, "GET", "payments?limit=251")).status).toBe(400);
    await fresh.stop();
  });
});
