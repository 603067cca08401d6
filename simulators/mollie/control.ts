import { z } from "zod";
import type { RequestLine } from "./api-server";
import { settleCapture } from "./captures";
import { DECLINE_REASONS, PAY_WITH, type PayWith } from "./catalogue.model";
import { chargeBack, reverseChargeback } from "./chargebacks";
import {
  answerChallenge,
  CHALLENGE_ANSWERS,
  cancelInCheckout,
  decline,
  expirePayment,
  pay,
} from "./checkout";
import { leaveTo } from "./checkout-server";
import type { FaultInput } from "./fault.model";
import type { ArmedFault } from "./faults";
import type { IdempotencyMemory } from "./idempotency";
import type { ChargebackRecord, PaymentRecord, ProfileRecord } from "./payment.model";
import { noEntity, noPayment } from "./problem.rules";
import { mergeSettings, type Settings, type SettingsPatch, settingsSchema } from "./settings.model";
import { orderAgainstRedirect, resend } from "./webhooks";
import type { World } from "./world";

/** What a payer can do in the checkout. */
export const actionSchema = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("pay"),
    with: z.enum(PAY_WITH),
    /** The answer at the 3-D Secure step; `wait` leaves the payer standing there. */
    challenge: z.enum([...CHALLENGE_ANSWERS, "wait"]).default("approve"),
  }),
  z.strictObject({
    action: z.literal("decline"),
    reason: z.enum(DECLINE_REASONS),
    with: z.enum(PAY_WITH).default("visa"),
    final: z.boolean().default(false),
  }),
  z.strictObject({ action: z.literal("cancel") }),
  z.strictObject({ action: z.literal("expire") }),
]);
export type CheckoutAction = z.input<typeof actionSchema>;

export interface ControlParts {
  readonly world: World;
  readonly idempotency: IdempotencyMemory;
  readonly requests: RequestLine[];
}

/** The simulator's other side: what the payer, the bank and the clock do. Never used by the product itself. */
export class MollieControl {
  constructor(private readonly parts: ControlParts) {}

  /** The simulator's clock. */
  now(): Date {
    return new Date(this.parts.world.time.now());
  }

  /** Resolves when every change made until now would survive a crash. */
  saved(): Promise<void> {
    return this.parts.world.saved();
  }

  /** Moves the clock on and waits for everything that falls due, webhooks included. With a clock of the caller, 0 runs what is due now. */
  async advance(ms: number): Promise<void> {
    await this.parts.world.time.advance(ms);
  }

  /** Waits for the webhooks and tasks that real time has started. */
  async idle(): Promise<void> {
    await this.parts.world.time.idle();
  }

  /** All payments, newest first; copies. */
  payments(): PaymentRecord[] {
    return structuredClone(this.parts.world.store.newest());
  }

  /** A copy of one payment. Throws `ApiProblem` 404. */
  payment(id: string): PaymentRecord {
    return structuredClone(this.find(id));
  }

  /** Does what a payer would do; answers with the address the browser is sent to. Throws `ApiProblem` 404 or 422. */
  async act(id: string, input: CheckoutAction): Promise<string> {
    const { world } = this.parts;
    const payment = this.find(id);
    const action = actionSchema.parse(input);
    if (action.action === "pay") this.payAndAnswer(payment, action.with, action.challenge);
    if (action.action === "decline") decline(world, payment, action.reason, action.with, action.final);
    if (action.action === "cancel") cancelInCheckout(world, payment);
    if (action.action === "expire") expirePayment(world, payment);
    if (payment.status !== "open") await orderAgainstRedirect(world, payment);
    return leaveTo(payment);
  }

  /** Ends a pending capture by hand, a stuck one too. */
  settleCapture(id: string, captureId: string, outcome: "succeeded" | "failed"): void {
    const payment = this.find(id);
    const capture = payment.captures.find((candidate) => candidate.id === captureId);
    if (capture === undefined) throw noEntity(captureId);
    settleCapture(this.parts.world, payment, capture, outcome === "succeeded");
  }

  /** The payer's bank takes `minor` back, or all. */
  chargeback(id: string, minor?: number): ChargebackRecord {
    return structuredClone(chargeBack(this.parts.world, this.find(id), minor));
  }

  reverseChargeback(id: string, chargebackId: string): void {
    const payment = this.find(id);
    const chargeback = payment.chargebacks.find((candidate) => candidate.id === chargebackId);
    if (chargeback === undefined) throw noEntity(chargebackId);
    reverseChargeback(this.parts.world, payment, chargeback);
  }

  /** Sends a webhook once more. Throws `ApiProblem` 404. */
  resendWebhook(id: string, deliveryId: string): void {
    if (!resend(this.parts.world, this.find(id), deliveryId)) throw noEntity(deliveryId);
  }

  settings(): Settings {
    return structuredClone(this.parts.world.settings);
  }

  /** Changes switches, `webhooks` among them. Throws a `ZodError` on a wrong one. */
  configure(patch: SettingsPatch): Settings {
    this.parts.world.settings = mergeSettings(this.parts.world.settings, patch);
    return this.settings();
  }

  /** Arms a fault and returns its id. */
  addFault(fault: FaultInput): string {
    return this.parts.world.faults.add(fault);
  }

  faults(): ArmedFault[] {
    return this.parts.world.faults.list();
  }

  clearFaults(id?: string): void {
    this.parts.world.faults.clear(id);
  }

  /** Gives a key to a profile, e.g. a test and a live key to the same one, and names the profile. */
  registerKey(key: string, profile: { readonly id?: string; readonly name?: string } = {}): ProfileRecord {
    const record = this.parts.world.store.registerKey(key, profile, this.parts.world.time.now());
    this.parts.world.changed();
    return record;
  }

  revokeKey(key: string): void {
    this.parts.world.store.revokeKey(key);
    this.parts.world.changed();
  }

  /** The last calls of the API, oldest first. */
  requests(): RequestLine[] {
    return [...this.parts.requests];
  }

  /** Forgets everything but the clock. */
  reset(): void {
    const { world, idempotency, requests } = this.parts;
    world.store.clear();
    world.time.clear();
    world.faults.clear();
    world.settings = settingsSchema.parse({});
    idempotency.clear();
    requests.length = 0;
    world.changed();
  }

  private payAndAnswer(
    payment: PaymentRecord,
    payWith: PayWith,
    answer: (typeof CHALLENGE_ANSWERS)[number] | "wait",
  ): void {
    pay(this.parts.world, payment, payWith);
    if (payment.challenge !== null && answer !== "wait") answerChallenge(this.parts.world, payment, answer);
  }

  private find(id: string): PaymentRecord {
    const payment = this.parts.world.store.payment(id);
    if (payment === null) throw noPayment(id.slice(0, 64));
    return payment;
  }
}
