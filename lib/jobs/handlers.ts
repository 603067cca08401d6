import { z } from "zod";
import { applyFlaggedPolicy } from "@/lib/billing/apply-flagged-policy";
import { billSession } from "@/lib/billing/bill-session";
import { BILLING_EVENTS } from "@/lib/billing/billing-events.model";
import { issueCreditNote } from "@/lib/billing/issue-credit-note";
import { issueReceipt, RECEIPT_ISSUED } from "@/lib/billing/issue-receipt";
import { issueTerminalReceipt } from "@/lib/billing/issue-terminal-receipt";
import { exceptionNotice, openException } from "@/lib/billing/open-exception";
import { remindFlagged } from "@/lib/billing/remind-flagged";
import { EMAIL_REQUESTED } from "@/lib/billing/request-email";
import { sendSessionMails } from "@/lib/billing/send-session-mail";
import { advanceRun } from "@/lib/conformance/advance-run";
import { CONFORMANCE_EVENTS } from "@/lib/conformance/conformance.model";
import { endRun } from "@/lib/conformance/end-run";
import type { Context } from "@/lib/db/context";
import { EXCEPTION_RAISED } from "@/lib/db/raise-exception";
import { LOCATION_EVENTS } from "@/lib/locations/location-events.model";
import { STATION_BOOTED } from "@/lib/locations/station-presence";
import type { OutboundClient } from "@/lib/ocpi/exchange/outbound/outbound-client";
import { recordProfileAnswer } from "@/lib/ocpi/modules/charging-profiles/record-profile-answer";
import { recordAnswer } from "@/lib/ocpi/modules/commands/record-answer";
import { fetchAdvices, fetchTerminals } from "@/lib/ocpi/modules/payments/fetch-payments";
import { OCPI_EVENTS } from "@/lib/ocpi/partner/ocpi-events.model";
import { deliverPushes } from "@/lib/ocpi/push/deliver-pushes";
import { pushCdr } from "@/lib/ocpi/push/push-cdr";
import { pushEvse, pushLocation } from "@/lib/ocpi/push/push-place";
import { pushPrices } from "@/lib/ocpi/push/push-prices";
import { pushSession } from "@/lib/ocpi/push/push-session";
import { pushTerminal } from "@/lib/ocpi/push/push-terminal";
import { createAtPsp } from "@/lib/payments/create-at-psp";
import { executeCancel } from "@/lib/payments/execute-cancel";
import { executeCapture } from "@/lib/payments/execute-capture";
import { executeRefund } from "@/lib/payments/execute-refund";
import { executeRelease } from "@/lib/payments/execute-release";
import { PAYMENT_EVENTS } from "@/lib/payments/payment.model";
import type { PspRegistry } from "@/lib/payments/psp/psp.port";
import { refreshPayment } from "@/lib/payments/refresh-payment";
import { PRICING_EVENTS } from "@/lib/pricing/pricing-events.model";
import { abandonCheckout, beginCharging } from "@/lib/sessions/begin-charging";
import { closeForMismatch } from "@/lib/sessions/close-for-mismatch";
import { configureStation } from "@/lib/sessions/configure-station";
import { endRetryWindow, expireStart } from "@/lib/sessions/expire-start";
import { PARTNER_COMMANDS, PARTNER_OUTCOMES } from "@/lib/sessions/partner-command.model";
import { COMMAND_DEADLINE } from "@/lib/sessions/queue-command";
import { expireCommand } from "@/lib/sessions/record-command-outcome";
import { SESSION_EVENTS } from "@/lib/sessions/session.model";
import { stopWithoutCover } from "@/lib/sessions/stop-without-cover";
import { watchSession } from "@/lib/sessions/watch-session";
import { TERMINAL_ACTS, TERMINAL_EVENTS } from "@/lib/subscriptions/terminal.model";
import { raise } from "./raise";

/** What a handler may use. */
export interface JobDeps {
  readonly context: Context;
  readonly psp: PspRegistry;
  /** The way to OCPI partners. */
  readonly outbound: OutboundClient;
}

export type Handler = (deps: JobDeps, payload: unknown) => Promise<void>;

const session = z.object({ clientId: z.uuid(), sessionId: z.uuid() });
const answered = session.extend({
  command: z.enum(PARTNER_COMMANDS),
  outcome: z.enum(PARTNER_OUTCOMES),
});
const profileAnswer = session.extend({ commandId: z.uuid() });
const payment = z.object({ clientId: z.uuid(), paymentId: z.uuid() });
const refund = payment.extend({ refundId: z.uuid() });
const staff = z.object({ clientId: z.uuid(), userId: z.uuid() });
const command = z.object({ commandId: z.uuid() });
const station = z.object({ clientId: z.uuid(), stationId: z.uuid() });
const cdr = session.extend({ cdrId: z.uuid() });
const cpo = z.object({ clientId: z.uuid(), cpoId: z.uuid() });
const evse = z.object({ clientId: z.uuid(), evseId: z.uuid() });
const location = z.object({ clientId: z.uuid(), locationId: z.uuid() });
const partner = z.object({ clientId: z.uuid(), subscriptionId: z.uuid() });
const terminal = z.object({ clientId: z.uuid(), terminalId: z.uuid(), act: z.enum(TERMINAL_ACTS) });
const run = z.object({ clientId: z.uuid(), runId: z.uuid() });
const what = payment.extend({ what: z.string().max(200).optional() });

/** Binds a handler to the shape of its payload: a job with another shape fails at once and visibly. */
function on<T>(schema: z.ZodType<T>, handle: (deps: JobDeps, payload: T) => Promise<unknown>): Handler {
  return async (deps, payload) => {
    await handle(deps, schema.parse(payload));
  };
}

/** Which exception an unconfirmed piece of work becomes. */
function overdueCode(work: string | undefined): string {
  return work === "release" ? "release_unconfirmed" : `${work ?? "payment"}_unconfirmed`;
}

/**
 * Event → handlers, in the order in which they run. Every handler is idempotent: a job may run again after a crash.
 * This page is the map of all side effects of the product.
 */
export const HANDLERS: Readonly<Record<string, readonly Handler[]>> = {
  // A driver's payment on its way to the PSP and back.
  [PAYMENT_EVENTS.createDue]: [on(payment, ({ context, psp }, job) => createAtPsp(context, psp, job))],
  [PAYMENT_EVENTS.refreshDue]: [
    on(payment, ({ context, psp }, job) => refreshPayment(context, psp, { ...job, cause: "webhook" })),
  ],
  [PAYMENT_EVENTS.authorised]: [on(payment, ({ context }, job) => beginCharging(context, job))],
  [PAYMENT_EVENTS.failed]: [on(payment, ({ context }, job) => abandonCheckout(context, job))],
  [PAYMENT_EVENTS.amountMismatch]: [
    on(payment, ({ context }, job) => closeForMismatch(context, job)),
    on(what, ({ context }, job) => raise(context, "amount_mismatch", job)),
  ],

  // The session's timers.
  [SESSION_EVENTS.startDeadline]: [on(session, ({ context }, job) => expireStart(context, job))],
  [SESSION_EVENTS.retryOver]: [on(session, ({ context }, job) => endRetryWindow(context, job))],
  [SESSION_EVENTS.watch]: [on(session, ({ context }, job) => watchSession(context, job))],
  [COMMAND_DEADLINE]: [on(command, ({ context }, job) => expireCommand(context, job.commandId))],
  [STATION_BOOTED]: [on(station, ({ context }, job) => configureStation(context, job))],

  // The money after the session.
  [SESSION_EVENTS.ended]: [on(session, ({ context }, job) => billSession(context, job))],
  [BILLING_EVENTS.decideFlagged]: [on(session, ({ context }, job) => applyFlaggedPolicy(context, job))],
  [BILLING_EVENTS.cdrIssued]: [
    on(cdr, ({ context }, job) => pushCdr(context, job)),
    on(cdr, ({ context }, job) => issueTerminalReceipt(context, job)),
  ],
  [PAYMENT_EVENTS.captureDue]: [on(payment, ({ context, psp }, job) => executeCapture(context, psp, job))],
  [PAYMENT_EVENTS.releaseDue]: [on(payment, ({ context, psp }, job) => executeRelease(context, psp, job))],
  [PAYMENT_EVENTS.cancelDue]: [on(payment, ({ context, psp }, job) => executeCancel(context, psp, job))],
  [PAYMENT_EVENTS.refundDue]: [on(refund, ({ context, psp }, job) => executeRefund(context, psp, job))],
  [PAYMENT_EVENTS.captured]: [on(payment, ({ context }, job) => issueReceipt(context, job))],
  [PAYMENT_EVENTS.released]: [on(payment, ({ context }, job) => issueReceipt(context, job))],
  [PAYMENT_EVENTS.refunded]: [
    on(refund, ({ context }, job) => issueCreditNote(context, job)),
    on(payment, ({ context }, job) => issueReceipt(context, job)),
  ],

  // What a person must decide.
  [EXCEPTION_RAISED]: [on(exceptionNotice, ({ context }, job) => openException(context, job))],
  [PAYMENT_EVENTS.captureFailed]: [on(what, ({ context }, job) => raise(context, "capture_failed", job))],
  [PAYMENT_EVENTS.holdLost]: [
    on(payment, ({ context }, job) => stopWithoutCover(context, job)),
    on(what, ({ context }, job) => raise(context, "hold_lost", job)),
  ],
  [PAYMENT_EVENTS.holdDeadline]: [on(what, ({ context }, job) => raise(context, "hold_deadline", job))],
  [PAYMENT_EVENTS.overdue]: [on(what, ({ context }, job) => raise(context, overdueCode(job.what), job))],
  [PAYMENT_EVENTS.refundFailed]: [on(what, ({ context }, job) => raise(context, "refund_failed", job))],
  [PAYMENT_EVENTS.chargedBack]: [on(what, ({ context }, job) => raise(context, "charged_back", job))],
  [PAYMENT_EVENTS.diverged]: [on(what, ({ context }, job) => raise(context, "reconcile_mismatch", job))],

  // What OCPI partners must be told, and what they are asked.
  [SESSION_EVENTS.commandAnswered]: [on(answered, ({ context }, job) => recordAnswer(context, job))],
  [SESSION_EVENTS.profileAnswered]: [
    on(profileAnswer, ({ context }, job) => recordProfileAnswer(context, job)),
  ],
  [SESSION_EVENTS.partnerChanged]: [on(session, ({ context }, job) => pushSession(context, job))],
  [PRICING_EVENTS.priceChanged]: [on(cpo, ({ context }, job) => pushPrices(context, job))],
  [LOCATION_EVENTS.evseChanged]: [on(evse, ({ context }, job) => pushEvse(context, job))],
  [LOCATION_EVENTS.changed]: [on(location, ({ context }, job) => pushLocation(context, job))],
  [TERMINAL_EVENTS.changed]: [on(terminal, ({ context }, job) => pushTerminal(context, job))],
  [OCPI_EVENTS.pushDue]: [on(partner, (deps, job) => deliverPushes(deps, job))],
  [OCPI_EVENTS.terminalsDue]: [on(partner, (deps, job) => fetchTerminals(deps, job))],
  [OCPI_EVENTS.advicesDue]: [on(partner, (deps, job) => fetchAdvices(deps, job))],

  // Conformance runs of a connection.
  [CONFORMANCE_EVENTS.look]: [on(run, (deps, job) => advanceRun(deps, job))],
  [CONFORMANCE_EVENTS.ended]: [on(run, ({ context }, job) => endRun(context, job))],

  // Mails.
  [BILLING_EVENTS.reminderDue]: [on(staff, ({ context }, job) => remindFlagged(context, job))],
  [EMAIL_REQUESTED]: [on(session, ({ context }, job) => sendSessionMails(context, job))],
  [RECEIPT_ISSUED]: [on(session, ({ context }, job) => sendSessionMails(context, job))],
};

/** Events whose handlers wait for an OCPI partner: the worker runs them in a lane of their own. */
export function isPartnerEvent(type: string): boolean {
  return type.startsWith("ocpi.");
}

/** Runs the handlers of one event, one after the other; the first failure fails the job, and all run again later. */
export async function handleEvent(deps: JobDeps, type: string, payload: unknown): Promise<void> {
  const handlers = HANDLERS[type];
  if (!handlers) throw new Error(`no handler for ${type}`);
  for (const handler of handlers) await handler(deps, payload);
}
