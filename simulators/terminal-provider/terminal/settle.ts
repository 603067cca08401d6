import { randomUUID } from "node:crypto";
import { persistently, sendConfirmation } from "../client/payments";
import type { Provider } from "../provider";
import type { Confirmation } from "../provider-state.model";
import { dateTime, type Json, text } from "../wire/envelope.rules";
import { type Amount, readPrice, shareOf, writePrice } from "../wire/price.rules";
import { captureFor, eftLines } from "./capture.rules";
import { transactionOf } from "./find-transaction";
import { CARDS, type Transaction } from "./transaction.model";

/**
 * A CDR has come: capture its total with tax, at most the hold, and confirm it when payments is on (mod_payments 4).
 * Several CDRs for one tap add up; a credit takes away. Without payments the capture is only recorded.
 */
export async function settleCdr(provider: Provider, cdr: Json): Promise<void> {
  const transaction = transactionOf(provider, cdr);
  if (transaction === undefined) return;
  const currency = text(cdr.currency) ?? transaction.currency;
  const price = readPrice(cdr.total_cost, currency, provider.settings.vatPercentFor211);
  if (price === null) return;
  const before = transaction.total ?? { netMinor: 0, grossMinor: 0 };
  Object.assign(transaction, {
    currency,
    cdrIds: [...transaction.cdrIds, text(cdr.id) ?? ""],
    sessionId: text(cdr.session_id) ?? transaction.sessionId,
    total: {
      netMinor: before.netMinor + price.netMinor,
      grossMinor: before.grossMinor + price.grossMinor,
    },
    kwh: typeof cdr.total_energy === "number" ? cdr.total_energy : transaction.kwh,
    endedAt: text(cdr.end_date_time ?? cdr.stop_date_time) ?? transaction.endedAt,
    reference: text(cdr.kerbwatt_reference) ?? transaction.reference ?? text(cdr.remark),
  });
  const early = transaction.captureStatus !== null && transaction.cdrIds.length === 1;
  transaction.state = "settled";
  if (early || !CARDS[transaction.card].paid) provider.world.changed();
  else await capture(provider, transaction, transaction.total ?? price);
}

/** The fault `facBeforeCdr`: the running cost is captured when the session ends. */
export async function confirmEarly(provider: Provider, transaction: Transaction): Promise<void> {
  const grossMinor = transaction.costMinor ?? 0;
  await capture(provider, transaction, { netMinor: grossMinor, grossMinor });
}

async function capture(provider: Provider, transaction: Transaction, total: Amount): Promise<void> {
  const { faults, state } = provider;
  const fault = {
    fails: faults.take("facFailed") !== null,
    differsBy: faults.take("facDiffers"),
  };
  const { capturedMinor, status, message } = captureFor(transaction, total.grossMinor, fault);
  Object.assign(transaction, { capturedMinor, captureStatus: status, holdReleased: true });
  provider.world.changed();
  const { version } = state.connection;
  if (version === null || !provider.hasPayments(version)) return;
  const confirmation = buildConfirmation(provider, transaction, shareOf(total, capturedMinor), message);
  state.confirmations.set(confirmation.id, confirmation);
  if (faults.take("lostFac") !== null) return;
  const sends = faults.take("duplicateFac") === null ? 1 : 2;
  for (let sent = 0; sent < sends; sent++) {
    await persistently(provider, () => sendConfirmation(provider, confirmation));
  }
}

/** The FinancialAdviceConfirmation object (mod_payments 6.2) in the shape of the version. */
export function buildConfirmation(
  provider: Provider,
  transaction: Pick<
    Transaction,
    "authorizationReference" | "currency" | "captureStatus" | "card" | "approvalCode"
  >,
  amount: Amount,
  message: string,
  id: string = randomUUID(),
): Confirmation {
  const version = provider.state.connection.version ?? "2.3.0";
  const lastUpdated = dateTime(provider.world.now(), version);
  const { authorizationReference, currency, captureStatus } = transaction;
  return {
    id,
    authorizationReference,
    lastUpdated,
    body: {
      id,
      authorization_reference: authorizationReference,
      total_costs: writePrice(amount, currency, version),
      currency,
      eft_data: eftLines(transaction, amount.grossMinor),
      capture_status_code: captureStatus ?? "FAILED",
      capture_status_message: message,
      last_updated: lastUpdated,
    },
  };
}
