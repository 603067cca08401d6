import {
  type FinancialAdviceInput,
  type RecordedAdvice,
  recordFinancialAdvice,
} from "@/lib/billing/record-financial-advice";
import type { Context } from "@/lib/db/context";
import type { FinancialAdvice } from "../../canonical/payment.model";

/**
 * Stores what a provider says about a capture, whether it was posted or fetched. The reference need not be known (yet), and
 * the same id again is the same confirmation.
 */
export async function takeAdvice(
  context: Context,
  connection: { readonly clientId: string; readonly subscriptionId: string },
  advice: FinancialAdvice,
  content: Readonly<Record<string, unknown>>,
): Promise<RecordedAdvice> {
  return recordFinancialAdvice(context, {
    clientId: connection.clientId,
    subscriptionId: connection.subscriptionId,
    adviceId: advice.id,
    authorizationReference: advice.authorizationReference,
    currency: advice.currency,
    netMinor: advice.total.net?.minor ?? null,
    grossMinor: advice.total.gross?.minor ?? null,
    captureStatus: advice.captureStatus,
    captureMessage: advice.captureMessage ?? null,
    eftData: advice.eftData,
    content: content as FinancialAdviceInput["content"],
    lastUpdated: advice.lastUpdated,
  });
}
