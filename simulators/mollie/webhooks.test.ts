import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MollieSimulator, startMollieSimulator } from "./server";
import { call, createAuthorized, createHold, DAY, HOUR, MINUTE, startStanding } from "./testing/harness";
import { startReceiver, type WebhookReceiver } from "./testing/webhook-receiver";

describe("webhooks", () => {
  let simulator: MollieSimulator;
  let shop: WebhookReceiver;
  beforeEach(async () => {
    simulator = await startStanding();
    shop = await startReceiver();
  });
  afterEach(async () => {
    await simulator.stop();
    await shop.stop();
  });

  const bodies = () => shop.received.map(({ body }) => body);
  const deliveries = (id: string) => simulator.control.payment(id).deliveries;

  it("REL-46: an unsigned form with the id, after each change that counts and no other", async () => {
    const id = await createHold(simulator, { webhookUrl: shop.url });
    await call(simulator, "PATCH", `payments/${id}`, { description: "Changed" });
    await simulator.control.advance(0);
    expect(shop.received).toEqual([]);
    await simulator.checkout(id).pay("visa");
    await simulator.control.advance(0);
    expect(shop.received).toEqual([
      {
        method: "POST",
        body: `id=${id}`,
        contentType: "application/x-www-form-urlencoded",
        userAgent: "Mollie HTTP client/1.0",
      },
    ]);
    await call(simulator, "POST", `payments/${id}/captures`, {});
    await simulator.control.advance(HOUR);
    expect(shop.received).toHaveLength(2);
    await call(simulator, "POST", `payments/${id}/refunds`, { amount: { currency: "EUR", value: "1.00" } });
    await simulator.control.advance(DAY);
    simulator.control.chargeback(id, 100);
    await simulator.control.advance(0);
    expect(deliveries(id).map(({ because }) => because)).toEqual([
      "authorized",
      "paid",
      "refund processing",
      "refund refunded",
      "chargeback received",
    ]);
  });

  it("REL-46: tries again at 1, 3, 7, 15, 31, 60, 120, 240 and 1560 minutes, then gives up", async () => {
    shop.answerWith(500);
    const id = await createAuthorized(simulator, { webhookUrl: shop.url, captureMode: "manual" });
    const start = simulator.control.now().getTime();
    await simulator.control.advance(6 * DAY);
    const [delivery] = deliveries(id);
    expect(delivery?.attempts.map(({ at }) => (at - start) / MINUTE)).toEqual([
      0, 1, 3, 7, 15, 31, 60, 120, 240, 1_560,
    ]);
    expect([delivery?.state, bodies().length]).toEqual(["dead", 10]);
  });

  it("REL-46: stops trying when the shop answers 2xx", async () => {
    shop.answerWith(503);
    const id = await createAuthorized(simulator, { webhookUrl: shop.url });
    await simulator.control.advance(2 * MINUTE);
    shop.answerWith(204);
    await simulator.control.advance(DAY);
    expect(deliveries(id)[0]?.attempts.map(({ httpStatus }) => httpStatus)).toEqual([503, 503, 204]);
    expect(deliveries(id)[0]?.state).toBe("delivered");
  });

  it("REL-46: a shop that does not listen is tried again", async () => {
    await shop.stop();
    const id = await createAuthorized(simulator, { webhookUrl: shop.url });
    await simulator.control.advance(MINUTE);
    expect(deliveries(id)[0]?.attempts).toHaveLength(2);
    expect(deliveries(id)[0]?.attempts[0]).toMatchObject({ httpStatus: null });
    shop = await startReceiver();
  });

  it("REL-46: a 302 turns the call into a GET without body, a 307 keeps it", async () => {
    shop.answerWith(302);
    await createAuthorized(simulator, { webhookUrl: shop.url });
    await simulator.control.advance(0);
    shop.answerWith(307);
    const second = await createAuthorized(simulator, { webhookUrl: shop.url });
    await simulator.control.advance(0);
    expect(shop.received.map(({ method }) => method)).toEqual(["POST", "GET", "POST", "POST"]);
    expect([shop.received[1]?.body, shop.received[3]?.body]).toEqual(["", `id=${second}`]);
  });

  it("REL-67: duplicates, losses, delays and wrong ids", async () => {
    const change = { webhookUrl: shop.url };
    simulator.control.configure({ webhooks: { copies: 3 } });
    const thrice = await createAuthorized(simulator, change);
    await simulator.control.advance(0);
    expect(bodies()).toEqual([`id=${thrice}`, `id=${thrice}`, `id=${thrice}`]);

    simulator.control.configure({ webhooks: { copies: 1, drop: true } });
    const lost = await createAuthorized(simulator, change);
    await simulator.control.advance(DAY);
    expect([bodies().length, deliveries(lost)[0]?.state]).toEqual([3, "dropped"]);
    simulator.control.resendWebhook(lost, deliveries(lost)[0]?.id ?? "");
    await simulator.control.advance(0);
    expect(bodies().at(-1)).toBe(`id=${lost}`);

    simulator.control.configure({ webhooks: { drop: false, delayMs: HOUR } });
    await createAuthorized(simulator, change);
    await simulator.control.advance(HOUR - 1);
    expect(bodies()).toHaveLength(4);
    await simulator.control.advance(1);
    expect(bodies()).toHaveLength(5);

    simulator.control.configure({ webhooks: { delayMs: 0, wrongId: "tr_../../x" } });
    await createAuthorized(simulator, change);
    await simulator.control.advance(0);
    expect(new URLSearchParams(bodies().at(-1)).get("id")).toBe("tr_../../x");
  });

  it("REL-68: two changes arrive in the wrong order", async () => {
    simulator.control.configure({ webhooks: { reorder: true }, captureAfterMs: 100 });
    const id = await createAuthorized(simulator, { webhookUrl: shop.url });
    await simulator.control.advance(0);
    expect(bodies()).toEqual([]);
    await call(simulator, "POST", `payments/${id}/captures`, {});
    await simulator.control.advance(HOUR);
    const order = deliveries(id)
      .toSorted((a, b) => (a.attempts[0]?.at ?? 0) - (b.attempts[0]?.at ?? 0))
      .map(({ because }) => because);
    expect([order, bodies().length]).toEqual([["paid", "authorized"], 2]);
  });

  it("REL-68: a lone change is sent when nothing overtakes it", async () => {
    simulator.control.configure({ webhooks: { reorder: true, reorderWindowMs: 500 } });
    await createAuthorized(simulator, { webhookUrl: shop.url });
    await simulator.control.advance(500);
    expect(bodies()).toHaveLength(1);
  });

  it("REL-67: before the redirect, after it, or at the same time", async () => {
    const change = { webhookUrl: shop.url };
    simulator.control.configure({ webhooks: { timing: "before" } });
    await createAuthorized(simulator, change);
    expect(bodies()).toHaveLength(1);
    simulator.control.configure({ webhooks: { timing: "after", afterMs: 2_000 } });
    await createAuthorized(simulator, change);
    await simulator.control.advance(1_999);
    expect(bodies()).toHaveLength(1);
    await simulator.control.advance(1);
    expect(bodies()).toHaveLength(2);
    simulator.control.configure({ webhooks: { timing: "simultaneous" } });
    await createAuthorized(simulator, change);
    await simulator.control.advance(0);
    expect(bodies()).toHaveLength(3);
  });
});

describe("webhooks in real time", () => {
  it("REL-67: are sent by themselves, and the shop can read the payment from inside the call", async () => {
    const simulator = await startMollieSimulator({ settings: { captureAfterMs: 5 } });
    const seen: Promise<unknown>[] = [];
    let id = "";
    const shop = await startReceiver(() => {
      seen.push(call(simulator, "GET", `payments/${id}`).then(({ json }) => json.status));
    });
    id = await createHold(simulator, { webhookUrl: shop.url });
    await simulator.checkout(id).pay("visa");
    await expect.poll(() => seen.length).toBe(1);
    await call(simulator, "POST", `payments/${id}/captures`, {});
    await expect.poll(() => seen.length).toBe(2);
    expect(await Promise.all(seen)).toEqual(["authorized", "paid"]);
    await simulator.control.idle();
    await simulator.stop();
    await shop.stop();
  });
});
