import type { Context } from "@/lib/db/context";
import { PAYMENT_MACHINE } from "@/lib/payments/payment.model";
import { SESSION_MACHINE } from "@/lib/sessions/session.model";
import { INVARIANT_CHECKS, type Violation } from "./invariants.queries";

/** The checks read whole tables; they may take their time. */
const TIMEOUT_MS = 120_000;

/**
 * The product checks itself (REL-54): what must always be true of money, energy and documents, over all clients, in SQL that
 * shares no code with what it checks. An empty list is the only good answer. Run hourly by the worker, and at the end of
 * every test.
 */
export async function checkInvariants(context: Context): Promise<Violation[]> {
  const input = {
    now: context.clock.now(),
    sessionEdges: JSON.stringify(SESSION_MACHINE.edges),
    paymentEdges: JSON.stringify(PAYMENT_MACHINE.edges),
  };
  return context.db.withSystem(
    async (tx) => {
      const violations: Violation[] = [];
      for (const { rule, check } of INVARIANT_CHECKS) {
        for (const found of await check(tx, input)) violations.push({ rule, ...found });
      }
      return violations;
    },
    { timeoutMs: TIMEOUT_MS },
  );
}
