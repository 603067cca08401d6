/** What a provider says that it has taken for one authorisation. Amounts in minor units. */
export interface AdviceFacts {
  /** SUCCESS, PARTIAL_SUCCESS or FAILED; another word counts as taken. */
  readonly captureStatus: string;
  readonly currency: string;
  readonly grossMinor: number | null;
}

export type AdviceFault =
  /** Nothing was taken, or less than was asked for. */
  | "failed"
  | "partial"
  /** Another sum than the CDR's (REL-107). */
  | "amount_differs"
  | "amount_unknown"
  | "currency_differs";

export interface AdviceComparison {
  /** Taken minus CDR; null while one of both is not known. */
  readonly differenceMinor: number | null;
  /** Null: all is as it should be, as far as is known. */
  readonly fault: AdviceFault | null;
}

/**
 * Compares all confirmations of one authorisation, in the order in which they came, with the total that the provider got in the
 * CDR. A provider may try again, so that several belong to one CDR and their sums count together. Without a CDR only a failure
 * can be told.
 */
export function compareAdvices(
  advices: readonly AdviceFacts[],
  cdr: { readonly currency: string; readonly totalMinor: number } | null,
): AdviceComparison {
  const taken = advices.filter(({ captureStatus }) => captureStatus !== "FAILED");
  const hasFailed = taken.length < advices.length;
  const isPartial = taken.some(({ captureStatus }) => captureStatus === "PARTIAL_SUCCESS");
  const shortfall = hasFailed && taken.length === 0 ? "failed" : isPartial ? "partial" : null;
  if (!cdr) return { differenceMinor: null, fault: shortfall };
  if (advices.some(({ currency }) => currency !== cdr.currency))
    return { differenceMinor: null, fault: "currency_differs" };
  let takenMinor = 0;
  for (const { grossMinor } of taken) {
    if (grossMinor === null) return { differenceMinor: null, fault: shortfall ?? "amount_unknown" };
    takenMinor += grossMinor;
  }
  const differenceMinor = takenMinor - cdr.totalMinor;
  if (differenceMinor === 0) return { differenceMinor, fault: null };
  return { differenceMinor, fault: differenceMinor < 0 && shortfall ? shortfall : "amount_differs" };
}

/** A confirmation with what is known of its amounts. */
export interface CapturedAdvice extends AdviceFacts {
  readonly netMinor: number | null;
}

/** What the tariff of the session asked the terminal to reserve. */
export interface Reservation {
  readonly currency: string;
  /** With tax; null when nobody has told us an amount. */
  readonly preauthorisedMinor: number | null;
}

/** More was captured than was reserved (REL-33). */
export interface CapturedAbove {
  readonly capturedMinor: number;
  readonly preauthorisedMinor: number;
  readonly currency: string;
  /** How many confirmations say so. */
  readonly confirmations: number;
}

/** Captured in another currency than the price's. */
export interface CapturedForeign {
  /** Null when a confirmation does not say its amount. */
  readonly capturedMinor: number | null;
  readonly capturedCurrency: string;
  readonly priceCurrency: string;
  readonly confirmations: number;
}

const isTaken = ({ captureStatus }: AdviceFacts): boolean => captureStatus !== "FAILED";

/**
 * Compares what all confirmations of one authorisation say was captured with what was reserved for it, CDR or not. Amounts in
 * another currency do not count. Where the amount with tax is not said, the one without is the least that was taken. Null: no
 * more, or not known.
 */
export function capturedAbove(
  advices: readonly CapturedAdvice[],
  { preauthorisedMinor, currency }: Reservation,
): CapturedAbove | null {
  const taken = advices.filter((advice) => isTaken(advice) && advice.currency === currency);
  const capturedMinor = taken.reduce((sum, advice) => sum + (advice.grossMinor ?? advice.netMinor ?? 0), 0);
  return preauthorisedMinor !== null && capturedMinor > preauthorisedMinor
    ? { capturedMinor, preauthorisedMinor, currency, confirmations: taken.length }
    : null;
}

/** The confirmations in another currency than the price's, of the first such currency; null when there is none. */
export function capturedForeign(
  advices: readonly CapturedAdvice[],
  priceCurrency: string,
): CapturedForeign | null {
  const [first] = advices.filter(({ currency }) => currency !== priceCurrency);
  if (!first) return null;
  const alike = advices.filter(({ currency }) => currency === first.currency);
  const minors = alike.filter(isTaken).map((advice) => advice.grossMinor ?? advice.netMinor);
  const known = minors.filter((minor) => minor !== null);
  return {
    capturedMinor: known.length === minors.length ? known.reduce((sum, minor) => sum + minor, 0) : null,
    capturedCurrency: first.currency,
    priceCurrency,
    confirmations: alike.length,
  };
}

/** The last four digits of a card number that a receipt line shows masked, such as `VISA ************1234`; null when none does. */
export function cardLast4In(lines: readonly string[]): string | null {
  for (const line of lines) {
    const found = /[*xX•.]{2,}[ -]?(\d{4})(?!\d)/.exec(line);
    if (found?.[1]) return found[1];
  }
  return null;
}
