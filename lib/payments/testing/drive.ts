import { createAtPsp } from "../create-at-psp";
import type { PaymentState } from "../payment.model";
import { preparePayment } from "../prepare-payment";
import { refreshPayment } from "../refresh-payment";
import { requestCapture } from "../request-capture";
import { requestRelease } from "../request-release";
import { type Shop, seedQuote } from "./seed";
import type { World } from "./world";

export const HOLD = 3_000;

/** A payment as a checkout prepares it: 30.00 EUR. */
export async function prepare(
  world: World,
  options: { readonly quoteId?: string; readonly holdMinor?: number; readonly shop?: Shop } = {},
): Promise<string> {
  const shop = options.shop ?? world.shop;
  const quoteId = options.quoteId ?? (await seedQuote(world.context, shop));
  const { paymentId } = await world.context.db.withClient(shop.clientId, (tx) =>
    preparePayment(tx, world.context, {
      clientId: shop.clientId,
      cpoId: shop.cpoId,
      mode: "TEST",
      quoteId,
      holdMinor: options.holdMinor ?? HOLD,
      currency: "EUR",
      description: "Charging 7KQ2-M4XD",
      locale: "nl",
      redirectUrl: "https://charge.example/s/secret-return-token",
      webhookBase: world.webhookBase,
      reference: "7KQ2-M4XD",
    }),
  );
  return paymentId;
}

/** Prepared and known to the PSP; the driver sees the checkout. */
export async function checkout(world: World, options: Parameters<typeof prepare>[1] = {}) {
  const paymentId = await prepare(world, options);
  const outcome = await createAtPsp(world.context, world.psp, { paymentId });
  if (outcome.state !== "PENDING") throw new Error(`no checkout: ${outcome.state}`);
  return { paymentId, pspId: (await row(world, paymentId)).psp_payment_id as string };
}

/** With a hold of 30.00 on a Visa card. */
export async function authorised(world: World, options: Parameters<typeof prepare>[1] = {}) {
  const { paymentId, pspId } = await checkout(world, options);
  await world.mollie.checkout(pspId).pay("visa");
  await refreshPayment(world.context, world.psp, { paymentId, cause: "return" });
  await world.work();
  return { paymentId, pspId };
}

/** Asks for the capture of a price; net and tax at 21 %. */
export async function capture(
  world: World,
  paymentId: string,
  dueMinor: number,
  writeOffMinor = 0,
): Promise<void> {
  const netMinor = Math.round(dueMinor / 1.21);
  await world.context.db.withSystem((tx) =>
    requestCapture(tx, world.context, {
      paymentId,
      dueMinor,
      netMinor,
      taxMinor: dueMinor - netMinor,
      writeOffMinor,
      description: "7KQ2-M4XD",
    }),
  );
}

export async function release(world: World, paymentId: string): Promise<void> {
  await world.context.db.withSystem((tx) =>
    requestRelease(tx, world.context, { paymentId, reason: "start_failed" }),
  );
}

/** With 12.10 taken of a hold of 30.00. */
export async function captured(world: World, dueMinor = 1_210) {
  const payment = await authorised(world);
  await capture(world, payment.paymentId, dueMinor);
  await world.run(5_000);
  return payment;
}

export async function row(world: World, paymentId: string): Promise<Record<string, unknown>> {
  const [found] = await world.sql("SELECT * FROM payments WHERE id = $1", [paymentId]);
  if (found === undefined) throw new Error("no such payment");
  return found;
}

export async function stateOf(world: World, paymentId: string): Promise<PaymentState> {
  return (await row(world, paymentId)).state as PaymentState;
}

/** Balances of the payment's ledger accounts that are not zero. */
export async function balances(world: World, paymentId: string): Promise<Record<string, number>> {
  const rows = await world.sql(
    `SELECT account, sum(amount_minor)::int AS sum FROM ledger_entries e
     JOIN ledger_postings p ON p.id = e.posting_id WHERE p.payment_id = $1 GROUP BY account HAVING sum(amount_minor) <> 0`,
    [paymentId],
  );
  return Object.fromEntries(rows.map(({ account, sum }) => [String(account), Number(sum)]));
}

/** Names of the payment's events in order; fails when their numbers have a gap (REL-23). */
export async function eventsOf(world: World, paymentId: string): Promise<string[]> {
  const rows = await world.sql("SELECT seq, event FROM payment_events WHERE payment_id = $1 ORDER BY seq", [
    paymentId,
  ]);
  for (const [index, { seq }] of rows.entries()) {
    if (seq !== index + 1) throw new Error(`event ${index + 1} is missing`);
  }
  return rows.map(({ event }) => String(event));
}
