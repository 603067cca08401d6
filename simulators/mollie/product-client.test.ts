import { CaptureMethod, PaymentMethod } from "@mollie/api-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MollieSimulator } from "./server";
import { HOUR, startStanding, TEST_KEY } from "./testing/harness";
import { plainHttpClient } from "./testing/plain-http-client";

describe("the whole flow through @mollie/api-client", () => {
  let simulator: MollieSimulator;
  let client: ReturnType<typeof plainHttpClient>;

  beforeEach(async () => {
    simulator = await startStanding();
    client = plainHttpClient(simulator.apiUrl, TEST_KEY);
  });
  afterEach(() => simulator.stop());

  function create(idempotencyKey?: string) {
    return client.payments.create({
      amount: { currency: "EUR", value: "60.00" },
      description: "Session 9",
      redirectUrl: "http://shop.test/return",
      method: [PaymentMethod.creditcard, PaymentMethod.applepay],
      captureMode: CaptureMethod.manual,
      metadata: { session: "9" },
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
  }

  it("REL-46: create, authorise, capture, refund, and follow links back to the simulator", async () => {
    const created = await create();
    expect(created.getCheckoutUrl()).toContain(`${simulator.url}/checkout/`);
    await simulator.checkout(created.id).pay("visa");
    const capture = await client.paymentCaptures.create({
      paymentId: created.id,
      amount: { currency: "EUR", value: "12.34" },
    });
    expect(capture.status).toBe("pending");
    await simulator.control.advance(1_000);
    const paid = await client.payments.get(created.id);
    expect([paid.status, paid.amountCaptured?.value, paid.amountRemaining?.value]).toEqual([
      "paid",
      "12.34",
      "12.34",
    ]);
    const captures: unknown[] = [];
    for await (const { id, status } of paid.getCaptures()) captures.push([id, status]);
    expect(captures).toEqual([[capture.id, "succeeded"]]);

    const refund = await client.paymentRefunds.create({
      paymentId: created.id,
      amount: { currency: "EUR", value: "2.34" },
    });
    await simulator.control.advance(2 * HOUR);
    expect((await client.paymentRefunds.get(refund.id, { paymentId: created.id })).status).toBe("processing");
    const listed = await client.payments.page({ limit: 1 });
    expect(listed.map(({ id }) => id)).toEqual([created.id]);
  });

  it("REL-46: release and cancel", async () => {
    const held = await create();
    await simulator.checkout(held.id).pay("googlepay");
    expect(await client.payments.releaseAuthorization(held.id)).toBe(true);
    await simulator.control.advance(1_000);
    expect((await client.payments.get(held.id)).status).toBe("canceled");

    const open = await create();
    expect((await client.payments.cancel(open.id)).status).toBe("canceled");
  });

  it("REL-62: the same idempotency key gives the same payment", async () => {
    const first = await create("one-attempt");
    const second = await create("one-attempt");
    expect(second.id).toBe(first.id);
    expect(simulator.control.payments()).toHaveLength(1);
  });

  it("REL-46: a refusal keeps status, field and text", async () => {
    const open = await create();
    const refused = client.paymentCaptures.create({
      paymentId: open.id,
      amount: { currency: "EUR", value: "1.00" },
    });
    await expect(refused).rejects.toMatchObject({ statusCode: 422, title: "Unprocessable Entity" });
    await expect(client.payments.get("tr_doesNotExist")).rejects.toMatchObject({ statusCode: 404 });
  });

  it("REL-46: methods with wallets", async () => {
    const methods = await client.methods.list({ includeWallets: "applepay" });
    expect(methods.map(({ id }) => id)).toContain("applepay");
  });
});
