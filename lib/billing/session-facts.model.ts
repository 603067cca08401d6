import type { BillingKind, Channel } from "@/lib/pricing/billing-rule.model";
import type { MeterReading, PricedSession } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { SignedDataProblem } from "./ocmf/signed-data-problem.rules";

/** What made the price of a session, as it stood when the price was frozen. */
export interface RuleFacts {
  readonly kind: BillingKind["kind"];
  /** Null for a FIXED price. */
  readonly factor: string | null;
}

/** Everything that the validation of an ended session looks at, from stored facts. Energy in Wh, money in minor units. */
export interface SessionFacts {
  readonly now: Date;
  readonly channel: Channel;
  readonly currency: string;
  /** Null: no payment of ours. */
  readonly paymentCurrency: string | null;
  readonly hasSubscription: boolean;
  /** The seller as it was shown; any shape, for it was stored as JSON. */
  readonly seller: unknown;
  /** Null when the EVSE is gone. */
  readonly maxPowerW: number | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly meterStartWh: number | null;
  readonly meterStopWh: number | null;
  /** The accepted readings between start and stop, in the order of time. */
  readonly readings: readonly MeterReading[];
  readonly meterReset: boolean;
  /** Reference of another session that was billed for the same time at the same EVSE. */
  readonly overlapsWith: string | null;
  readonly ruleId: string | null;
  /** Null when there is no such rule. */
  readonly rule: RuleFacts | null;
  /** Null when the frozen version can not be read. */
  readonly retail: Tariff | null;
  readonly wholesaleHash: string | null;
  readonly wholesale: Tariff | null;
  readonly ceilingMinor: number;
  readonly zeroEnergyWh: number;
  readonly signedData: SignedDataProblem | null;
}

/** The session by both prices; null when the engine could not compute it. */
export interface SessionPrices {
  readonly retail: PricedSession | null;
  readonly wholesale: PricedSession | null;
}
