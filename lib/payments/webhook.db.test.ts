import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createAtPsp } from "./create-at-psp";
import { handleWebhook } from "./handle-webhook";
import { findPayment } from "./payment.store";
import { scopeOf } from "./psp-scope";
import { applyFresh, refreshPayment } from "./refresh-payment";
import { sweepPayments } from "./sweep-payments";
import {
  authorised,
  balances,
  capture,
  captured,
  checkout,
  eventsOf,
  prepare,
  row,
  stateOf,
} from "./testing/drive";
import { Crash, crashingAfter } from "./testing/faulty-psp";
import { World } from "./testing/world";

describe("webhooks, returns and polls", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterEach(() => {
    world.webhooks = "up";
    world.mollie.control.clearFaults();
    world.mollie.control.configure({ webhooks: { copies: 1, reorder: false, drop: false, wrongId: null } });
  });
  afterAll(() => world.close());

  const tokenOf = (pspId: string) => world.mollie.control.payment(pspId).webhookUrl?.split("/").at(-1) ?? "";
  const hook = (token: string, body: string, psp = "mollie") =>
    handleWebhook(world.context, { psp, token, body, remote: "203.0.113.9" });

  it("REL-68: the webhook alone is enough", async () => {
    const { paymentId, pspId } = await checkout(world);
    await world.mollie.checkout(pspId).pay("visa");
    await world.run(2_000);
    expect(await stateOf(world, paymentId)).toBe("AUTHORISED");
    expect(world.heard(paymentId)).toEqual(["payment.authorised"]);
  });

  it("REL-67, SEC-88: the webhook is lost and the browser returns: one look tells the truth", async () => {
    world.mollie.control.configure({ webhooks: { drop: true } });
    const { paymentId, pspId } = await checkout(world);
    const early = await refreshPayment(world.context, world.psp, { paymentId, cause: "return" });
    expect(early).toMatchObject({ state: "PENDING", fresh: true });
    await world.mollie.checkout(pspId).pay("visa");
    const back = await refreshPayment(world.context, world.psp, { paymentId, cause: "return" });
    expect(back).toMatchObject({ state: "AUTHORISED", fresh: true, prepaid: false });
  });

  it("REL-67: neither webhook nor browser come: the sweep sees it within two minutes", async () => {
    world.mollie.control.configure({ webhooks: { drop: true } });
    const { paymentId, pspId } = await checkout(world);
    await world.mollie.checkout(pspId).pay("visa");
    await world.pass(90_000);
    await sweepPayments(world.context, world.psp);
    expect(await stateOf(world, paymentId)).toBe("AUTHORISED");
  });

  it("REL-66: ten copies of each, in the wrong order, with returns between them: the same end, each event once", async () => {
    world.mollie.control.configure({ webhooks: { copies: 10, reorder: true } });
    const { paymentId, pspId } = await checkout(world);
    await world.mollie.checkout(pspId).pay("visa");
    await Promise.all([
      world.run(5_000),
      ...Array.from({ length: 6 }, () =>
        refreshPayment(world.context, world.psp, { paymentId, cause: "return" }),
      ),
    ]);
    await capture(world, paymentId, 1_210);
    await world.run(10_000);
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.captured"]);
    expect(await row(world, paymentId)).toMatchObject({ state: "CAPTURED", captured_minor: 1_210 });
  });

  it("REL-66: an old answer that arrives last undoes nothing", async () => {
    const { paymentId, pspId } = await checkout(world);
    const payment = await world.context.db.withSystem((tx) => findPayment(tx, paymentId));
    if (payment === null) throw new Error("no payment");
    const { port, scope } = scopeOf(world.context, world.psp, payment);
    const look = async () => {
      const answer = await port.get(scope, pspId);
      if (!answer.ok) throw new Error(answer.fault.message);
      return answer.value;
    };
    const open = await look();
    await world.mollie.checkout(pspId).pay("visa");
    const held = await look();
    await world.run(1_000);
    await capture(world, paymentId, 1_210);
    await world.run(5_000);
    const before = await eventsOf(world, paymentId);
    for (const old of [held, open, held]) await applyFresh(world.context, paymentId, old, "late");
    expect(await eventsOf(world, paymentId)).toEqual(before);
    expect(await row(world, paymentId)).toMatchObject({ state: "CAPTURED", captured_minor: 1_210 });
  });

  it("REL-66: looks that are applied at the very same moment make one move", async () => {
    const { paymentId, pspId } = await checkout(world);
    await world.mollie.checkout(pspId).pay("visa");
    const looks = Array.from({ length: 6 }, () =>
      refreshPayment(world.context, world.psp, { paymentId, cause: "return" }),
    );
    expect((await Promise.all(looks)).map(({ state }) => state)).toEqual(Array(6).fill("AUTHORISED"));
    expect(await eventsOf(world, paymentId)).toEqual(["prepared", "psp_created", "psp_authorised"]);
    await world.work();
    expect(world.heard(paymentId)).toEqual(["payment.authorised"]);
  });

  it("REL-65: the webhook is faster than our record of the payment: applied once, afterwards", async () => {
    const paymentId = await prepare(world);
    const dying = crashingAfter(world.psp, "create");
    await expect(createAtPsp(world.context, dying, { paymentId })).rejects.toBeInstanceOf(Crash);
    const made = world.mollie.control.payments()[0];
    if (made === undefined) throw new Error("not created");
    await world.mollie.checkout(made.id).pay("visa");
    await world.run(1_000);
    expect(await stateOf(world, paymentId)).toBe("CREATED");
    await world.run(40_000, 10_000);
    expect(await stateOf(world, paymentId)).toBe("AUTHORISED");
    expect(world.heard(paymentId)).toEqual(["payment.authorised"]);
    expect(await eventsOf(world, paymentId)).toEqual(["prepared", "psp_created", "psp_authorised"]);
  });

  it("REL-69: a webhook that names another payment is a security event and changes nothing", async () => {
    const mine = await checkout(world);
    const other = await authorised(world);
    expect(await hook(tokenOf(mine.pspId), `id=${other.pspId}`)).toBe("ignored");
    await world.work();
    expect(await stateOf(world, mine.paymentId)).toBe("PENDING");
    expect(world.logs.at(-1)).toMatchObject({ security: true, paymentId: mine.paymentId });
  });

  it.each([
    "id=tr_../../x",
    "id=tr_..%2F..%2Fx",
    "id[]=tr_1",
    '{"id":"tr_1"}',
    `id=${"x".repeat(100_000)}`,
    "id=%00%00",
    "\u0000\u0001",
    "id=tr_1&id=tr_2",
  ])("REL-69: hostile body %j reaches no address of the PSP", async (body) => {
    const { pspId } = await checkout(world);
    const before = world.mollie.control.requests().length;
    await hook(tokenOf(pspId), body);
    await world.work();
    const paths = world.mollie.control
      .requests()
      .slice(before)
      .map(({ path }) => path.split("?")[0]);
    for (const path of paths) expect(path).toBe(`/v2/payments/${pspId}`);
  });

  it.each(["", "x", "../../etc/passwd", "a".repeat(43), "a".repeat(5_000), "'; DROP TABLE payments; --"])(
    "SEC-87: unknown path %j is answered like any other",
    async (token) => {
      expect(await hook(token, "id=tr_1")).toBe("unknown");
    },
  );

  it("SEC-87: the right token under another PSP's name is unknown", async () => {
    const { pspId } = await checkout(world);
    expect(await hook(tokenOf(pspId), `id=${pspId}`, "other")).toBe("unknown");
  });

  it("REL-69: another key's payment under our id is ignored, with a security event", async () => {
    const { paymentId } = await checkout(world);
    const other = await authorised(world);
    await world.sql("UPDATE payments SET psp_payment_id = NULL WHERE id = $1", [other.paymentId]);
    await world.sql("UPDATE payments SET psp_payment_id = $2 WHERE id = $1", [paymentId, other.pspId]);
    await refreshPayment(world.context, world.psp, { paymentId, cause: "webhook" });
    await refreshPayment(world.context, world.psp, { paymentId, cause: "webhook" });
    expect(await stateOf(world, paymentId)).toBe("PENDING");
    expect(await eventsOf(world, paymentId)).toEqual(["prepared", "psp_created", "ignored_foreign_payment"]);
    expect(world.logs.at(-1)).toMatchObject({ security: true, why: "other_metadata" });
  });

  it("REL-65: while our database is away the PSP keeps the webhook and comes again", async () => {
    world.webhooks = "down";
    const { paymentId, pspId } = await checkout(world);
    await world.mollie.checkout(pspId).pay("visa");
    await world.run(30_000, 10_000);
    expect(await stateOf(world, paymentId)).toBe("PENDING");
    world.webhooks = "up";
    await world.run(8 * 60_000, 60_000);
    expect(await stateOf(world, paymentId)).toBe("AUTHORISED");
  });

  it("the PSP is silent when we look: nothing changes and a job looks again", async () => {
    const { paymentId, pspId } = await checkout(world);
    world.mollie.control.configure({ webhooks: { drop: true } });
    await world.mollie.checkout(pspId).pay("visa");
    world.mollie.control.addFault({ kind: "cut_before", method: "GET", path: "/v2/payments/*" });
    const silent = await refreshPayment(world.context, world.psp, { paymentId, cause: "return" });
    expect(silent).toMatchObject({ state: "PENDING", fresh: false });
    await world.run(10_000);
    expect(await stateOf(world, paymentId)).toBe("AUTHORISED");
  });

  it("a status that we do not know changes nothing", async () => {
    const { paymentId } = await checkout(world);
    world.mollie.control.addFault({ kind: "unknown_status", method: "GET", path: "/v2/payments/*" });
    expect(await refreshPayment(world.context, world.psp, { paymentId, cause: "poll" })).toMatchObject({
      state: "PENDING",
      fresh: true,
    });
  });
});

describe("an amount that is not the agreed one", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  it.each([
    ["amount", "UPDATE payments SET hold_minor = 2500 WHERE id = $1", "visa"],
    ["currency", "UPDATE payments SET currency = 'CHF' WHERE id = $1", "visa"],
  ] as const)(
    "REL-70: another %s: never started, released in full, a person is told",
    async (_what, change, card) => {
      const { paymentId, pspId } = await checkout(world);
      await world.sql(change, [paymentId]);
      await world.mollie.checkout(pspId).pay(card);
      await world.run(10_000);
      expect(await stateOf(world, paymentId)).toBe("RELEASED");
      expect(world.mollie.control.payment(pspId).status).toBe("canceled");
      expect(world.heard(paymentId)).toEqual(["payment.amount_mismatch", "payment.released"]);
      expect(await balances(world, paymentId)).toEqual({});
    },
  );

  it("REL-70: taken at once: never started, refunded in full", async () => {
    world.mollie.control.configure({ googlePayHolds: false });
    const { paymentId, pspId } = await checkout(world);
    await world.sql("UPDATE payments SET hold_minor = 2500 WHERE id = $1", [paymentId]);
    await world.mollie.checkout(pspId).pay("googlepay");
    await world.run(5_000);
    expect(world.mollie.control.payment(pspId).refunds.map(({ minor }) => minor)).toEqual([3_000]);
    expect(world.heard(paymentId)).toEqual(["payment.amount_mismatch", "payment.refunded"]);
  });

  it("an ordinary payment beside it is captured as ever", async () => {
    const { paymentId } = await captured(world);
    expect(await stateOf(world, paymentId)).toBe("CAPTURED");
  });
});
