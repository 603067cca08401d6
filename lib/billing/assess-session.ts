import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { PricedSession, PricingInput } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { findPricingInput } from "@/lib/sessions/pricing-input.queries";
import { findSite } from "@/lib/sessions/site.queries";
import { isNothing } from "./billing.rules";
import { type SignedDataProblem, signedDataProblem } from "./ocmf/signed-data-problem.rules";
import { signedMeterVerdict } from "./ocmf/signed-meter-verdict";
import type { SessionFacts, SessionPrices } from "./session-facts.model";
import {
  type BilledSession,
  findOverlap,
  findRuleFacts,
  hasMeterReset,
  readTariff,
} from "./session-facts.queries";
import { validateSession } from "./validate-session.rules";
import type { Finding } from "./validation.model";
import { withRatesOf } from "./wholesale.rules";

/** An ended session with its price and what stands in the way of its bill. */
export interface Assessment {
  readonly findings: readonly Finding[];
  readonly prices: SessionPrices;
  readonly pricing: PricingInput | null;
  readonly endedAt: Date;
}

/**
 * Prices an ended session from its frozen tariffs and stored facts only (REL-10), and validates it. Nothing is written.
 * The caller holds the session's row lock.
 */
export async function assessSession(tx: Tx, context: Context, session: BilledSession): Promise<Assessment> {
  const endedAt = session.endedAt ?? context.clock.now();
  const site = await findSite(tx, session.evseId);
  const retail = await readTariff(tx, session.clientId, session.tariffHash);
  const wholesale = await readTariff(tx, session.clientId, session.wholesaleHash);
  const zeroEnergyWh = site?.parameters.zeroEnergyWh ?? 0;
  const pricing = retail ? await findPricingInput(tx, session, endedAt, zeroEnergyWh) : null;
  const prices = {
    retail: price(context, session.id, pricing, retail),
    wholesale: price(
      context,
      session.id,
      pricing,
      wholesale && retail ? withRatesOf(wholesale, retail) : null,
    ),
  };
  const payment = session.paymentId
    ? await tx.payment.findUnique({ where: { id: session.paymentId }, select: { currency: true } })
    : null;
  const facts: SessionFacts = {
    now: context.clock.now(),
    channel: session.channel,
    currency: session.currency,
    paymentCurrency: payment?.currency ?? null,
    hasSubscription: session.subscriptionId !== null,
    seller: session.seller,
    maxPowerW: site?.evse.maxPowerW ?? null,
    createdAt: session.createdAt,
    startedAt: session.startedAt,
    endedAt: session.endedAt,
    meterStartWh: wattHours(session.meterStartWh),
    meterStopWh: wattHours(session.meterStopWh ?? session.meterLastWh ?? session.meterStartWh),
    readings: pricing ? readingsBetween(pricing, session.meterStopWh !== null) : [],
    meterReset: await hasMeterReset(tx, session.id),
    overlapsWith: session.startedAt ? await findOverlap(tx, session, session.startedAt, endedAt) : null,
    ruleId: session.billingRuleId,
    rule: await findRuleFacts(tx, session),
    retail,
    wholesaleHash: session.wholesaleHash,
    wholesale,
    ceilingMinor: session.ceilingMinor,
    zeroEnergyWh,
    signedData: await signedData(tx, session, prices.retail),
  };
  return { findings: validateSession(facts, prices), prices, pricing, endedAt };
}

const wattHours = (register: bigint | null): number | null => (register === null ? null : Number(register));

/** Without the registers of start and stop, which are judged on their own. */
function readingsBetween({ readings }: PricingInput, hasStop: boolean): PricingInput["readings"] {
  return readings.slice(1, hasStop ? -1 : undefined);
}

function price(
  context: Context,
  sessionId: string,
  pricing: PricingInput | null,
  tariff: Tariff | null,
): PricedSession | null {
  if (!pricing || !tariff) return null;
  try {
    return priceSession({ ...pricing, tariff });
  } catch (error) {
    context.log.error({ sessionId, error: String(error) }, "the session could not be priced");
    return null;
  }
}

/** Where nothing is charged, nothing has to be proved. */
async function signedData(
  tx: Tx,
  session: BilledSession,
  priced: PricedSession | null,
): Promise<SignedDataProblem | null> {
  if (priced && isNothing(priced)) return null;
  const billsTime = priced?.lines.some(({ unit }) => unit === "s") ?? false;
  const verdict = await signedMeterVerdict(tx, session);
  return signedDataProblem(verdict, { energyWh: priced?.energyWh ?? 0, billsTime });
}
