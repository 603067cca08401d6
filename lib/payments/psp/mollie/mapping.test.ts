import { describe, expect, it } from "vitest";
import { openClient } from "./client";
import { maskKey } from "./exchange";
import { faultOf } from "./faults.rules";
import { mollieLocale, paymentOf } from "./mapping.rules";
import { API_KEY, PAYMENT_ID, paymentSchema } from "./wire.model";

const wire = {
  resource: "payment",
  id: "tr_5B8cwPMGnU",
  mode: "test",
  status: "authorized",
  amount: { currency: "EUR", value: "30.00" },
  amountCaptured: { currency: "EUR", value: "0.00" },
  metadata: { paymentId: "p1", reference: "7KQ2" },
  method: "creditcard",
  captureBefore: "2026-05-08T10:00:00+00:00",
  details: { cardNumber: "**** 1234", cardLabel: "Visa", wallet: "applepay", failureReason: null },
  _links: { checkout: null },
};
const read = (change: object) => paymentOf(paymentSchema.parse({ ...wire, ...change }));

describe("Mollie's words in ours", () => {
  it("reads a held payment", () => {
    expect(read({})).toMatchObject({
      mode: "TEST",
      status: "authorised",
      amount: { minor: 3_000, currency: "EUR" },
      paymentId: "p1",
      reference: "7KQ2",
      cardBrand: "Visa",
      cardLast4: "1234",
      wallet: "applepay",
      captureBefore: new Date("2026-05-08T10:00:00Z"),
    });
  });

  it("REL-19: amounts without decimals, and never floats", () => {
    expect(read({ amount: { currency: "JPY", value: "500" } }).amount.minor).toBe(500);
    for (const value of ["30", "30.0", "30.000", "1e3", "-1.00", 30]) {
      expect(() => read({ amount: { currency: "EUR", value } })).toThrow();
    }
  });

  it("draws no conclusion from a word that it does not know", () => {
    expect(read({ status: "teleported" }).status).toBe("other");
    expect(read({ status: "constructor" }).status).toBe("other");
    const capture = { id: "cpt_1234", amount: wire.amount, status: "shipped", metadata: null };
    expect(read({ _embedded: { captures: [capture] } }).captures).toMatchObject([
      { state: "pending", callId: null },
    ]);
  });

  it("recognises nobody else's metadata", () => {
    for (const metadata of [null, "p1", ["p1"], { paymentId: 1 }, { order: "p1" }]) {
      expect(read({ metadata }).paymentId).toBeNull();
    }
  });

  it("SEC-87: refuses ids that would steer the address of a call", () => {
    for (const id of [
      "tr_../../x",
      "tr_",
      "tr_abc?x=1",
      "ord_12345",
      "tr_12/34",
      "tr_12345\n",
      `tr_${"a".repeat(65)}`,
      "TR_12345",
    ]) {
      expect(PAYMENT_ID.test(id)).toBe(false);
      expect(() => read({ id })).toThrow();
    }
  });

  it.each(["id", "mode", "status", "amount"])("refuses an answer without %s", (field) => {
    expect(() => read({ [field]: undefined })).toThrow();
  });

  it("knows Mollie's spelling of languages", () => {
    expect(["nl", "de", "fr-BE", "en", "xx", ""].map(mollieLocale)).toEqual([
      "nl_NL",
      "de_DE",
      "fr_FR",
      "en_GB",
      "en_GB",
      "en_GB",
    ]);
  });
});

describe("what a failed call means", () => {
  const error = (statusCode: number | undefined, message = "") =>
    faultOf({ statusCode, message, field: undefined }).kind;

  it("REL-16: only a readable 4xx is a refusal", () => {
    for (const status of [400, 401, 403, 404, 410, 422]) expect(error(status)).toBe("refused");
    for (const status of [408, 409, 500, 502, 503, 504]) expect(error(status)).toBe("unknown");
    expect(error(undefined, "Received unexpected response from the server")).toBe("unknown");
    expect(error(undefined, "socket hang up")).toBe("unknown");
    expect(error(undefined, "no answer within 10000 ms")).toBe("unknown");
  });

  it("a busy or unreachable PSP has certainly done nothing", () => {
    expect(error(429)).toBe("unavailable");
    expect(error(undefined, "connect ECONNREFUSED 127.0.0.1:1")).toBe("unavailable");
  });

  it("an equal refund within the hour waits longer than the hour", () => {
    const fault = faultOf({
      statusCode: 409,
      message: "A duplicate refund has been detected",
      field: undefined,
    });
    expect(fault).toMatchObject({ kind: "unavailable" });
    expect(fault.kind === "unavailable" && (fault.retryAfterMs ?? 0) > 3_600_000).toBe(true);
  });
});

describe("keys and addresses", () => {
  const key = `live_${"a".repeat(30)}`;

  it("SEC-66: a key is masked wherever it stands", () => {
    expect(maskKey(`Bearer ${key} and test_${"b".repeat(40)}`, key)).toBe("Bearer [key] and test_[key]");
  });

  it("SEC-42: plain http only where simulators are allowed", () => {
    expect(() => openClient(key, { url: "http://127.0.0.1:1", allowPlainHttp: false })).toThrow("plain http");
    expect(() => openClient(key, { url: "http://127.0.0.1:1", allowPlainHttp: true })).not.toThrow();
    expect(() => openClient("nonsense", { allowPlainHttp: true })).toThrow("not a key");
    expect(API_KEY.test(`${key}\n`)).toBe(false);
  });
});
