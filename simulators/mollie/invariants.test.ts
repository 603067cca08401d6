import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DeclineReason, PAY_WITH } from "./catalogue.model";
import type { PaymentRecord } from "./payment.model";
import { PAYMENT_MACHINE } from "./payment.model";
import { capturedMinor, refundedMinor } from "./payment.rules";
import type { MollieSimulator } from "./server";
import { call, createHold, DAY, startStanding } from "./testing/harness";

type Step =
  | { readonly do: "pay"; readonly with: (typeof PAY_WITH)[number] }
  | { readonly do: "decline"; readonly reason: DeclineReason; readonly final: boolean }
  | { readonly do: "capture" | "refund"; readonly minor: number }
  | { readonly do: "release" | "delete" | "chargeback" }
  | { readonly do: "fault"; readonly kind: "capture_fails" | "capture_stuck" | "release_ignored" }
  | { readonly do: "advance"; readonly ms: number };

const minor = fc.integer({ min: 0, max: 6_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("pay" as const), with: fc.constantFrom(...PAY_WITH) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("capture" as const), minor }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("refund" as const), minor }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("release" as const, "delete" as const, "chargeback" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("decline" as const),
      reason: fc.constantFrom<DeclineReason>("card_declined", "insufficient_funds"),
      final: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      kind: fc.constantFrom("capture_fails" as const, "capture_stuck" as const, "release_ignored" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 0, max: 2 * DAY }) }),
  },
);

function euros(amount: number) {
  return { amount: { currency: "EUR", value: (amount / 100).toFixed(2) } };
}

/** Does one step; a refusal of the simulator is a fine outcome. */
async function run(simulator: MollieSimulator, id: string, now: Step, idempotencyKey: string): Promise<void> {
  const post = (path: string, body: unknown) =>
    call(simulator, "POST", `payments/${id}/${path}`, body, { idempotencyKey });
  const tolerate = async (act: () => unknown) => {
    try {
      await act();
    } catch (error) {
      expect(error).toMatchObject({ name: "ApiProblem", status: 422 });
    }
  };
  switch (now.do) {
    case "pay":
      return tolerate(() => simulator.checkout(id).pay(now.with));
    case "decline":
      return tolerate(() => simulator.checkout(id).decline(now.reason, now.final));
    case "capture":
      return void (await post("captures", euros(now.minor)));
    case "refund":
      return void (await post("refunds", euros(now.minor)));
    case "release":
      return void (await post("release-authorization", {}));
    case "delete":
      return void (await call(simulator, "DELETE", `payments/${id}`));
    case "chargeback":
      return tolerate(() => simulator.control.chargeback(id));
    case "fault":
      return void simulator.control.addFault({ kind: now.kind });
    case "advance":
      return simulator.control.advance(now.ms);
  }
}

function checkMoney(payment: PaymentRecord): void {
  const captured = capturedMinor(payment);
  expect(captured).toBeLessThanOrEqual(payment.amount.minor);
  expect(refundedMinor(payment)).toBeLessThanOrEqual(captured);
  expect(payment.captures.filter(({ status }) => status !== "failed").length).toBeLessThanOrEqual(1);
  if (payment.status !== "paid") expect(captured + refundedMinor(payment)).toBe(0);
}

describe("whatever happens to a payment", () => {
  let simulator: MollieSimulator;
  beforeAll(async () => {
    simulator = await startStanding({ settings: { webhooks: { drop: true } } });
  });
  // A fault that the last case has armed would hit the first one of the next test.
  beforeEach(() => simulator.control.clearFaults());
  afterAll(() => simulator.stop());

  it("REL-2, REL-14: captured ≤ authorised, refunded ≤ captured, one capture, final stays final, one webhook per state", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        simulator.control.clearFaults();
        const id = await createHold(simulator, { method: null, webhookUrl: "http://shop.test/webhook" });
        let final: string | null = null;
        for (const [index, now] of steps.entries()) {
          await run(simulator, id, now, `${id} ${index}`);
          const payment = simulator.control.payment(id);
          checkMoney(payment);
          if (final !== null) expect(payment.status).toBe(final);
          if (PAYMENT_MACHINE.final.includes(payment.status)) final = payment.status;
        }
        await simulator.control.advance(60 * DAY);
        const payment = simulator.control.payment(id);
        checkMoney(payment);
        if (final !== null) expect(payment.status).toBe(final);
        for (const state of PAYMENT_MACHINE.states) {
          const calls = payment.deliveries.filter(({ because }) => because === state).length;
          expect(calls).toBeLessThanOrEqual(1);
          if (payment.status === state && state !== "open") expect(calls).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("REL-61: sending every request twice with its key gives the same money as sending it once", async () => {
    const requests = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant("capture" as const), minor }),
        fc.record({ do: fc.constant("refund" as const), minor }),
        fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
      ),
      { minLength: 1, maxLength: 8 },
    );
    const play = async (steps: readonly Step[], times: number) => {
      const id = await createHold(simulator);
      await simulator.checkout(id).pay("visa");
      for (const [index, now] of steps.entries()) {
        await run(simulator, id, now, `${id} ${index}`);
        for (let again = 1; again < times && now.do !== "advance"; again += 1)
          await run(simulator, id, now, `${id} ${index}`);
      }
      // A capture takes its time; what counts is where all of it ends.
      await simulator.control.advance(60 * 60_000);
      const payment = simulator.control.payment(id);
      return [payment.status, payment.captures.map((it) => it.minor), payment.refunds.map((it) => it.minor)];
    };
    await fc.assert(
      fc.asyncProperty(requests, async (steps) => {
        expect(await play(steps, 3)).toEqual(await play(steps, 1));
      }),
      { numRuns: 25 },
    );
  });
});
