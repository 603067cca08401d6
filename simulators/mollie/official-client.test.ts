import { Client } from "mollie-api-typescript";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MollieSimulator } from "./server";
import { HOUR, startStanding, TEST_KEY } from "./testing/harness";

/** The provider's own generated client checks every answer against its schema: a wrong field rejects. */
describe("the whole flow through mollie-api-typescript, every answer validated", () => {
  let simulator: MollieSimulator;
  let client: Client;

  beforeEach(async () => {
    simulator = await startStanding();
    client = new Client({
      serverURL: simulator.url,
      security: { apiKey: TEST_KEY },
      retryConfig: { strategy: "none" },
      timeoutMs: 5_000,
    });
  });
  afterEach(() => simulator.stop());

  const paymentRequest = {
    amount: { currency: "EUR", value: "50.00" },
    description: "Session 7",
    redirectUrl: "http://shop.test/return",
    webhookUrl: null,
    method: ["creditcard" as const, "applepay" as const],
    captureMode: "manual" as const,
    locale: "de_DE" as const,
    metadata: { session: 7 },
  };

  async function authorized(): Promise<string> {
    const { id } = await client.payments.create({ paymentRequest });
    await simulator.checkout(id).pay("mastercard");
    return id;
  }

  it("REL-46: hold, capture a part, refund, charge back, list everything", async () => {
    const created = await client.payments.create({ paymentRequest });
    expect(created).toMatchObject({
      status: "open",
      method: null,
      isCancelable: true,
      metadata: { session: 7 },
    });
    expect(created.links.checkout?.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/checkout\/select-method\//);
    const paymentId = created.id;
    await simulator.checkout(paymentId).pay("mastercard");
    const held = await client.payments.get({ paymentId });
    expect(held).toMatchObject({
      status: "authorized",
      method: "creditcard",
      captureBefore: "2026-03-31T12:00:00+00:00",
      amountCaptured: { currency: "EUR", value: "0.00" },
      details: { cardLabel: "Mastercard", cardSecurity: "3dsecure" },
    });

    const capture = await client.captures.create({
      paymentId,
      entityCapture: { amount: { currency: "EUR", value: "18.25" }, description: "Session 7" },
    });
    expect(capture).toMatchObject({ status: "pending", paymentId });
    await simulator.control.advance(1_000);
    expect(await client.captures.get({ paymentId, captureId: capture.id })).toMatchObject({
      status: "succeeded",
    });
    for await (const pageOf of await client.captures.list({ paymentId })) {
      expect(pageOf.result.count).toBe(1);
    }
    expect(await client.payments.get({ paymentId, embed: "captures,refunds" })).toMatchObject({
      status: "paid",
      amountCaptured: { value: "18.25" },
      amountRemaining: { value: "18.25" },
      amountRefunded: { value: "0.00" },
    });

    const refund = await client.refunds.create({
      paymentId,
      refundRequest: { amount: { currency: "EUR", value: "8.25" }, description: "Goodwill" },
    });
    expect(refund.status).toBe("pending");
    await simulator.control.advance(4 * HOUR);
    expect(await client.refunds.get({ paymentId, refundId: refund.id })).toMatchObject({
      status: "refunded",
    });
    for await (const pageOf of await client.refunds.list({ paymentId })) expect(pageOf.result.count).toBe(1);
    for await (const pageOf of await client.refunds.all({})) expect(pageOf.result.count).toBe(1);

    const chargeback = simulator.control.chargeback(paymentId, 500);
    const shown = await client.chargebacks.get({ paymentId, chargebackId: chargeback.id });
    expect(shown.amount).toEqual({ currency: "EUR", value: "5.00" });
    for await (const pageOf of await client.chargebacks.list({ paymentId }))
      expect(pageOf.result.count).toBe(1);
    for await (const pageOf of await client.chargebacks.all({})) expect(pageOf.result.count).toBe(1);
    expect(await client.payments.get({ paymentId })).toMatchObject({
      status: "paid",
      amountChargedBack: { value: "5.00" },
      amountRemaining: { value: "10.00" },
    });
    for await (const pageOf of await client.payments.list({})) {
      expect(pageOf.result.embedded.payments?.map(({ id }) => id)).toEqual([paymentId]);
    }
  });

  it("REL-46: release, cancel, change, cancel a refund", async () => {
    const released = await authorized();
    await client.payments.releaseAuthorization({ paymentId: released });
    expect(await client.payments.get({ paymentId: released })).toMatchObject({ status: "authorized" });
    await simulator.control.advance(1_000);
    expect(await client.payments.get({ paymentId: released })).toMatchObject({ status: "canceled" });

    const open = await client.payments.create({ paymentRequest });
    const changed = await client.payments.update({ paymentId: open.id, requestBody: { description: "New" } });
    expect(changed.description).toBe("New");
    expect(await client.payments.cancel({ paymentId: open.id })).toMatchObject({ status: "canceled" });

    const paid = await client.payments.create({
      paymentRequest: { ...paymentRequest, captureMode: "automatic" },
    });
    await simulator.checkout(paid.id).pay("applepay");
    expect(await client.payments.get({ paymentId: paid.id })).toMatchObject({
      status: "paid",
      method: "creditcard",
      details: { wallet: "applepay" },
    });
    const refund = await client.refunds.create({
      paymentId: paid.id,
      refundRequest: { amount: { currency: "EUR", value: "50.00" }, description: "All" },
    });
    await client.refunds.cancel({ paymentId: paid.id, refundId: refund.id });
    expect(await client.refunds.get({ paymentId: paid.id, refundId: refund.id })).toMatchObject({
      status: "canceled",
    });
  });

  it("REL-46: methods, profile, organisation, and a failed payment", async () => {
    const plain = await client.methods.list({});
    expect(plain.embedded.methods.map(({ id }) => id)).toEqual(["creditcard", "ideal", "bancontact"]);
    const withWallets = await client.methods.list({ includeWallets: "googlepay" });
    expect(withWallets.embedded.methods.map(({ id }) => id)).toContain("googlepay");
    expect(await client.methods.get({ methodId: "creditcard" })).toMatchObject({ status: "activated" });
    expect(await client.profiles.getCurrent({})).toMatchObject({ mode: "test", status: "verified" });
    // This client sends no API key to this endpoint, so the key goes in as a token.
    const withToken = new Client({
      serverURL: simulator.url,
      security: { advancedAccessToken: TEST_KEY },
    });
    expect((await withToken.organizations.getCurrent({})).id).toMatch(/^org_\d+$/);

    const { id } = await client.payments.create({ paymentRequest });
    await simulator.checkout(id).decline("insufficient_funds", true);
    expect(await client.payments.get({ paymentId: id })).toMatchObject({
      status: "failed",
      details: {
        failureReason: "insufficient_funds",
        failureMessage: "Die Zahlung wurde abgelehnt: Deckung reicht nicht aus.",
      },
    });
  });

  it("REL-46: refusals come in the documented shape", async () => {
    const paymentId = await authorized();
    const tooMuch = client.captures.create({
      paymentId,
      entityCapture: { amount: { currency: "EUR", value: "50.01" } },
    });
    await expect(tooMuch).rejects.toMatchObject({ name: "ErrorResponse", status: 422, field: "amount" });
    const stranger = new Client({
      serverURL: simulator.url,
      security: { apiKey: "test_somebodyElsesKeyOfThirtyLetters1" },
      retryConfig: { strategy: "none" },
    });
    await expect(stranger.payments.get({ paymentId })).rejects.toMatchObject({
      name: "ErrorResponse",
      status: 404,
    });
  });
});
