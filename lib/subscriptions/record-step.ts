import type { Context } from "@/lib/db/context";
import type { SubscriptionActor } from "./subscription.model";
import { appendEvent, lockSubscription, type StepData } from "./subscription.store";

/** A step that moves nothing: one exchange of a handshake, with what was sent and received, tokens masked (ADM-18). */
export interface StepRecord {
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly kind: string;
  readonly by: SubscriptionActor;
  readonly data: StepData;
}

/** Writes one step into the history, in a transaction of its own: steps happen between calls to the partner. */
export async function recordStep(context: Context, step: StepRecord): Promise<void> {
  await context.db.withClient(step.clientId, async (tx) => {
    const row = await lockSubscription(tx, step.subscriptionId);
    await appendEvent(tx, row, { kind: step.kind, at: context.clock.now(), by: step.by, data: step.data });
  });
}
