import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { raiseException } from "@/lib/db/raise-exception";
import { requestCapture } from "@/lib/payments/request-capture";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { PricedSession } from "@/lib/pricing/pricing.model";
import { finishSession } from "@/lib/sessions/finish-session";
import { lockEndedSession } from "@/lib/sessions/lock-ended-session";
import { findPricingInput } from "@/lib/sessions/pricing-input.queries";
import { findSite } from "@/lib/sessions/site.queries";
import {
  type BillingProblem,
  type Charge,
  chargeOf,
  highestReading,
  isNothing,
  measurementProblems,
} from "./billing.rules";
import { closeCase, insertCdr } from "./billing.store";

type Session = NonNullable<Awaited<ReturnType<typeof lockEndedSession>>>;

/** Events of this room. */
export const BILLING_EVENTS = {
  /** A flagged session must be decided before its hold dies. */
  decideFlagged: "billing.decide_flagged",
} as const;

export interface BillInput {
  readonly clientId: string;
  readonly sessionId: string;
  /** A person has looked at it and accepts the measurement as it is. */
  readonly acceptedBy?: string;
}

/**
 * Prices an ended session from its frozen tariff and stored facts, writes the CDR, and requests the capture: one transaction
 * (REL-91). Nothing delivered: the whole hold goes back, and no CDR is written. What is not plausible is flagged instead and
 * never charged by itself (SEC-36). Repeats do nothing.
 */
export async function billSession(context: Context, input: BillInput): Promise<void> {
  try {
    await context.db.withClient(input.clientId, (tx) => bill(tx, context, input));
  } catch (error) {
    if (!/cdr_intervals_do_not_overlap|23P01/.test(String((error as Error).message))) throw error;
    await context.db.withClient(input.clientId, async (tx) => {
      const session = await lockEndedSession(tx, input.sessionId);
      if (session) await flag(tx, context, session, ["intervals_overlap"]);
    });
  }
}

async function bill(tx: Tx, context: Context, input: BillInput): Promise<void> {
  const session = await lockEndedSession(tx, input.sessionId);
  if (!session) return;
  const site = await findSite(tx, session.evseId);
  const endedAt = session.endedAt ?? context.clock.now();
  const pricing = await findPricingInput(tx, session, endedAt, site?.parameters.zeroEnergyWh ?? 0);
  if (!pricing || !site) return;
  const meterStartWh = Number(session.meterStartWh ?? 0n);
  const problems = measurementProblems({
    startedAt: pricing.startedAt,
    endedAt,
    meterStartWh,
    meterStopWh: Number(session.meterStopWh ?? session.meterLastWh ?? session.meterStartWh ?? 0n),
    highestReadingWh: highestReading(pricing),
    maxPowerW: site.evse.maxPowerW,
  });
  if (problems.length > 0 && !input.acceptedBy) return flag(tx, context, session, problems);
  const priced = tryPrice(context, session.id, pricing);
  if (!priced) return flag(tx, context, session, ["price_failed"]);
  if (!priced.taxKnown && !input.acceptedBy) return flag(tx, context, session, ["tax_unknown"]);
  await closeCase(
    tx,
    { clientId: session.clientId, key: flagKey(session.id) },
    {
      closedAt: context.clock.now(),
      closedBy: input.acceptedBy ?? "system",
      decision: input.acceptedBy ? "ACCEPT" : "RETRY",
      note: null,
    },
  );
  if (isNothing(priced)) {
    await finishSession(tx, context, session, { kind: "nothing", priced });
    return;
  }
  await settle(tx, context, session, priced, chargeOf(priced, session.ceilingMinor), endedAt);
}

/** The CDR, the state, and the money: all or nothing. */
async function settle(
  tx: Tx,
  context: Context,
  session: Session,
  priced: PricedSession,
  charge: Charge,
  endedAt: Date,
): Promise<void> {
  await insertCdr(tx, {
    id: context.ids.next(),
    clientId: session.clientId,
    cpoId: session.cpoId,
    evseId: session.evseId,
    sessionId: session.id,
    number: `CDR-${session.reference}`,
    tariffHash: session.tariffHash,
    currency: priced.currency,
    startedAt: session.startedAt ?? endedAt,
    endedAt,
    energyWh: priced.energyWh,
    netMinor: priced.total.netMinor,
    taxMinor: priced.total.taxMinor,
    grossMinor: priced.total.grossMinor,
    chargedMinor: charge.grossMinor,
    content: JSON.parse(JSON.stringify({ priced, charge })),
    createdAt: context.clock.now(),
  });
  await finishSession(tx, context, session, { kind: "billed", priced, chargedMinor: charge.grossMinor });
  if (!session.paymentId) return;
  await requestCapture(tx, context, {
    paymentId: session.paymentId,
    dueMinor: charge.grossMinor,
    netMinor: charge.netMinor,
    taxMinor: charge.taxMinor,
    writeOffMinor: charge.writtenOffMinor,
    description: session.reference,
  });
}

function tryPrice(
  context: Context,
  sessionId: string,
  input: Parameters<typeof priceSession>[0],
): PricedSession | null {
  try {
    return priceSession(input);
  } catch (error) {
    context.log.error({ sessionId, error: String(error) }, "the session could not be priced");
    return null;
  }
}

const flagKey = (sessionId: string): string => `session_flagged:${sessionId}`;

/** A person must decide, and if nobody does, the client's policy decides before the hold dies. */
async function flag(
  tx: Tx,
  context: Context,
  session: Session,
  problems: readonly BillingProblem[],
): Promise<void> {
  if (session.state === "ENDED") {
    await finishSession(tx, context, session, { kind: "flagged", problems });
    await emit(
      tx,
      { type: BILLING_EVENTS.decideFlagged, payload: { clientId: session.clientId, sessionId: session.id } },
      {
        runAt: session.settleBy ?? new Date(context.clock.now().getTime() + FLAG_LIFE_MS),
        key: `decide-flagged:${session.id}`,
        priority: PRIORITY.money,
      },
    );
  }
  await raiseException(tx, {
    clientId: session.clientId,
    code: "session_flagged",
    key: flagKey(session.id),
    sessionId: session.id,
    paymentId: session.paymentId,
    stationId: session.stationId,
    detail: { problems: problems.join(", ") },
  });
}

/** When nothing better is known, a flagged session is decided after a day; card holds live several. */
const FLAG_LIFE_MS = 86_400_000;

/** Nobody has decided in time: what is not proved is not charged, and the hold goes back (domain: flagged ad-hoc sessions). */
export async function releaseFlagged(
  context: Context,
  input: { readonly clientId: string; readonly sessionId: string; readonly decidedBy?: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const session = await lockEndedSession(tx, input.sessionId);
    if (session?.state !== "FLAGGED") return;
    await finishSession(tx, context, session, { kind: "nothing", priced: null });
    await closeCase(
      tx,
      { clientId: input.clientId, key: flagKey(session.id) },
      {
        closedAt: context.clock.now(),
        closedBy: input.decidedBy ?? "system",
        decision: "RELEASE",
        note: null,
      },
    );
  });
}
