import type { Provider } from "../provider";
import { type Json, text } from "../wire/envelope.rules";
import { readPrice } from "../wire/price.rules";
import { transactionOf } from "./find-transaction";
import { confirmEarly } from "./settle";
import { stopTransaction } from "./tap";
import { isOver, type Transaction } from "./transaction.model";

/** A session was pushed: show energy, cost and time, and notice its end. */
export async function followSession(provider: Provider, session: Json): Promise<void> {
  const transaction = transactionOf(provider, session);
  if (transaction === undefined) return;
  const { settings } = provider;
  const cost = readPrice(session.total_cost, transaction.currency, settings.vatPercentFor211);
  const status = text(session.status);
  Object.assign(transaction, {
    sessionId: text(session.id),
    sessionStatus: status,
    currency: text(session.currency) ?? transaction.currency,
    kwh: typeof session.kwh === "number" ? session.kwh : transaction.kwh,
    costMinor: cost?.grossMinor ?? transaction.costMinor,
    startedAt: text(session.start_date_time ?? session.start_datetime) ?? transaction.startedAt,
    endedAt: text(session.end_date_time ?? session.end_datetime) ?? transaction.endedAt,
    lastReadingAt: text(session.last_updated) ?? transaction.lastReadingAt,
    reference: text(session.kerbwatt_reference) ?? transaction.reference,
  });
  moveOn(transaction, status);
  provider.world.changed();
  if (status === "COMPLETED" && provider.faults.take("facBeforeCdr") !== null) {
    await confirmEarly(provider, transaction);
  }
  if (settings.stopAtHold && reachedHold(transaction)) await stopTransaction(provider, transaction.id);
}

function moveOn(transaction: Transaction, status: string | null): void {
  if (transaction.state === "settled") return;
  if (status === "ACTIVE") {
    // A session that comes after all, when the hold is already gone, is charged against nothing.
    if (transaction.state !== "stopping") transaction.state = "charging";
    transaction.message = null;
  } else if (status === "COMPLETED") {
    transaction.state = "stopping";
    transaction.message = null;
  } else if (status === "INVALID" && !isOver(transaction.state)) {
    transaction.state = "released";
    transaction.holdReleased = true;
    transaction.message = "The session came to nothing";
  }
}

const reachedHold = ({ state, holdMinor, costMinor, stopResponse }: Transaction) =>
  state === "charging" && stopResponse === null && holdMinor > 0 && (costMinor ?? 0) >= holdMinor;
