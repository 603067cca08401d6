/** What is taken for a session, and what of its price is not. */
export interface Settlement {
  /** Net plus tax: the whole price. */
  readonly grossMinor: number;
  /** Taken from the driver: never above what is authorised (REL-2, LAW-52). */
  readonly chargedMinor: number;
  readonly writeOffMinor: number;
}

/**
 * Splits a price into what the hold covers and what is written off. `dueMinor` is the price, or what is left of it after
 * `writeOffMinor`; both are understood as long as the sums add up.
 * Throws a `RangeError` when net, tax, due and write-off contradict each other.
 */
export function settle(price: {
  readonly authorisedMinor: number;
  readonly dueMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly writeOffMinor: number;
}): Settlement {
  for (const [name, value] of Object.entries(price)) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`settlement: ${name} is ${value}`);
  }
  const grossMinor = price.netMinor + price.taxMinor;
  const isWhole = grossMinor === price.dueMinor;
  const isRest = grossMinor === price.dueMinor + price.writeOffMinor;
  if (!isWhole && !isRest) {
    throw new RangeError(
      `settlement: net ${price.netMinor} and tax ${price.taxMinor} do not make up ${price.dueMinor}`,
    );
  }
  const chargedMinor = Math.min(price.dueMinor, price.authorisedMinor);
  return { grossMinor, chargedMinor, writeOffMinor: grossMinor - chargedMinor };
}

/** What may still be refunded: captured, minus refunds in any stage, minus what banks took back (REL-3, REL-97). */
export function refundableMinor(payment: {
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly chargedBackMinor: number;
}): number {
  return Math.max(0, payment.capturedMinor - payment.refundedMinor - payment.chargedBackMinor);
}
