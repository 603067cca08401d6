import { ZodError } from "zod";
import { hasCode } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { raiseException } from "@/lib/db/raise-exception";
import { requestCapture } from "@/lib/payments/request-capture";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { PricedSession, PricingInput } from "@/lib/pricing/pricing.model";
import { finishSession } from "@/lib/sessions/finish-session";
import { findFrozenTariff } from "@/lib/sessions/frozen-tariff.queries";
import { lockEndedSession } from "@/lib/sessions/lock-ended-session";
import { findPricingInput } from "@/lib/sessions/pricing-input.queries";
import { METER_RESET } from "@/lib/sessions/session.model";
import { findSite } from "@/lib/sessions/site.queries";
import {
  type BillingProblem,
  type Charge,
  chargeOf,
  highestReading,
  isNothing,
  isSmall,
  measurementProblems,
} from "./billing.rules";
import { closeCase, insertCdr } from "./billing.store";
import { withRatesOf } from "./wholesale.rules";

type Session = NonNullable<Awaited<ReturnType<typeof lockEndedSession>>>;

/** Events of this room. */
export const BILLING_EVENTS = {
  /** A flagged session must be decided before its hold dies. */
  decideFlagged: "billing.decide_flagged",
  /** A CDR of a session that a terminal provider started: it must get it (REL-32). `{ clientId, sessionId, cdrId }` */
  cdrIssued: "billing.cdr_issued",
} as const;

export interface BillInput {
  readonly clientId: string;
  readonly sessionId: string;
  /** A person has looked at it and accepts the measurement as it is. */
  readonly accepted?: boolean;
  /** A person decides; the case is closed by the caller, with name and note (REL-31). */
  readonly byPerson?: boolean;
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
  if (!site) return;
  const pricing = await readPricing(tx, context, session, endedAt, site.parameters.zeroEnergyWh);
  if (!pricing) return flag(tx, context, session, ["price_failed"]);
  const meterStartWh = Number(session.meterStartWh ?? 0n);
  const problems = measurementProblems({
    startedAt: pricing.startedAt,
    endedAt,
    meterStartWh,
    meterStopWh: Number(session.meterStopWh ?? session.meterLastWh ?? session.meterStartWh ?? 0n),
    highestReadingWh: highestReading(pricing),
    maxPowerW: site.evse.maxPowerW,
  });
  // Start and stop are of two counts then (REL-81).
  const reset = await tx.sessionEvent.findFirst({ where: { sessionId: session.id, kind: METER_RESET } });
  if (reset) problems.push("register_fell");
  if (problems.length > 0 && !input.accepted) return flag(tx, context, session, problems);
  const priced = tryPrice(context, session.id, pricing);
  if (!priced) return flag(tx, context, session, ["price_failed"]);
  if (!priced.taxKnown && !input.accepted) return flag(tx, context, session, ["tax_unknown"]);
  if (priced.warnings.includes("readings_unusable") && !input.accepted)
    return flag(tx, context, session, ["register_fell"]);
  if (session.state === "FLAGGED" && !input.byPerson) await closeFlag(tx, context, session, "RETRY");
  // The provider's hold is released by the CDR, so that a terminal's session has one even when nothing was delivered (REL-32).
  const byProvider = session.channel === "OCPI_TERMINAL";
  if (isNothing(priced) && !byProvider) {
    await finishSession(tx, context, session, { kind: "nothing", priced });
    return;
  }
  const ceilingMinor = byProvider ? priced.total.grossMinor : session.ceilingMinor;
  const wholesale = await priceWholesale(tx, session, pricing);
  await settle(tx, context, session, { priced, wholesale, charge: chargeOf(priced, ceilingMinor) }, endedAt);
}

/** The same session by the wholesale tariff: what a terminal provider shows and captures. Null without one. */
async function priceWholesale(
  tx: Tx,
  session: Session,
  pricing: PricingInput,
): Promise<PricedSession | null> {
  if (!session.wholesaleHash) return null;
  const tariff = await findFrozenTariff(tx, session.clientId, session.wholesaleHash);
  return priceSession({ ...pricing, tariff: withRatesOf(tariff, pricing.tariff) });
}

interface Prices {
  readonly priced: PricedSession;
  readonly wholesale: PricedSession | null;
  readonly charge: Charge;
}

/** The CDR, the state, and the money: all or nothing. */
async function settle(
  tx: Tx,
  context: Context,
  session: Session,
  { priced, wholesale, charge }: Prices,
  endedAt: Date,
): Promise<void> {
  const cdrId = context.ids.next();
  await insertCdr(tx, {
    id: cdrId,
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
    ...(wholesale && {
      wholesaleHash: session.wholesaleHash,
      wholesaleNetMinor: wholesale.total.netMinor,
      wholesaleTaxMinor: wholesale.total.taxMinor,
      wholesaleGrossMinor: wholesale.total.grossMinor,
    }),
    isSmall: isSmall(priced),
    content: JSON.parse(JSON.stringify({ priced, charge, ...(wholesale && { wholesale }) })),
    createdAt: context.clock.now(),
  });
  if (session.subscriptionId) {
    const payload = { clientId: session.clientId, sessionId: session.id, cdrId };
    await emit(tx, { type: BILLING_EVENTS.cdrIssued, payload });
  }
  await finishSession(tx, context, session, { kind: "billed", priced, chargedMinor: charge.grossMinor });
  if (!session.paymentId) return;
  try {
    await requestCapture(tx, context, {
      paymentId: session.paymentId,
      dueMinor: charge.grossMinor,
      netMinor: charge.netMinor,
      taxMinor: charge.taxMinor,
      writeOffMinor: charge.writtenOffMinor,
      description: session.reference,
    });
  } catch (error) {
    // The hold has gone while the car charged. The CDR stands, nothing can be taken, and a person is told (REL-93).
    if (!hasCode(error, "no_hold")) throw error;
    await raiseException(tx, {
      clientId: session.clientId,
      code: "hold_lost",
      key: `hold_lost:${session.paymentId}`,
      sessionId: session.id,
      paymentId: session.paymentId,
      stationId: session.stationId,
      detail: { dueMinor: charge.grossMinor },
    });
  }
}

/** Null when the frozen tariff can not be read: nothing is charged on a price that nobody understands (REL-90). */
async function readPricing(
  tx: Tx,
  context: Context,
  session: Session,
  endedAt: Date,
  zeroEnergyWh: number,
): Promise<PricingInput | null> {
  try {
    return await findPricingInput(tx, session, endedAt, zeroEnergyWh);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    context.log.error({ sessionId: session.id, error: error.message }, "the frozen tariff is not readable");
    return null;
  }
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
        runAt: await decideAt(tx, context, session),
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

/** The last safe moment of the hold: until then a person may decide (REL-26). */
async function decideAt(tx: Tx, context: Context, session: Session): Promise<Date> {
  const payment = session.paymentId
    ? await tx.payment.findUnique({ where: { id: session.paymentId }, select: { captureBefore: true } })
    : null;
  const site = await findSite(tx, session.evseId);
  if (!payment?.captureBefore || !site) return new Date(context.clock.now().getTime() + FLAG_LIFE_MS);
  return new Date(payment.captureBefore.getTime() - site.parameters.captureSafetyMarginS * 1000);
}

/** When nothing better is known, a flagged session is decided after a day; card holds live several. */
const FLAG_LIFE_MS = 86_400_000;

/** The product has decided; a person's decision is recorded by `closeException`. */
async function closeFlag(
  tx: Tx,
  context: Context,
  session: Session,
  decision: "RETRY" | "RELEASE",
): Promise<void> {
  const set = { closedAt: context.clock.now(), closedBy: "system", decision, note: null };
  await closeCase(tx, { clientId: session.clientId, key: flagKey(session.id) }, set);
}

/** Nobody has decided in time: what is not proved is not charged, and the hold goes back (domain: flagged ad-hoc sessions). */
export async function releaseFlagged(
  context: Context,
  input: { readonly clientId: string; readonly sessionId: string; readonly byPerson?: boolean },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const session = await lockEndedSession(tx, input.sessionId);
    if (session?.state !== "FLAGGED") return;
    await finishSession(tx, context, session, { kind: "nothing", priced: null });
    if (!input.byPerson) await closeFlag(tx, context, session, "RELEASE");
  });
}
