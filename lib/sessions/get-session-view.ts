import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { displayLine } from "@/lib/pricing/display.rules";
import { currentIdle, idlePrecisionS } from "@/lib/pricing/idle.rules";
import { parseTariff } from "@/lib/pricing/parse-tariff";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { EMAILS_MAX } from "./count-email";
import { driverState, startSteps } from "./driver-state.rules";
import type { DriverState, MoneyView, PlaceView, SellerView, SessionView } from "./driver-view.model";
import { findByToken, type SessionAccess } from "./find-session";
import { priceView } from "./price-view.rules";
import { findPricingInput, shownHash } from "./pricing-input.queries";
import type { SessionReason } from "./session.model";
import type { SessionRow } from "./session.store";
import {
  findLastRefund,
  findViewFacts,
  type ViewCommand,
  type ViewPayment,
  type ViewReceipt,
} from "./session-view.queries";
import { findSite } from "./site.queries";
import { terminalMoney } from "./terminal-money.rules";
import { openTokens } from "./tokens";

/** The driver's page of a session, for a control or a view token; null when the token opens nothing. */
export async function getSessionView(
  context: Context,
  input: { readonly token: string },
): Promise<SessionView | null> {
  const access = await findByToken(context, input.token);
  if (!access) return null;
  return context.db.withClient(access.clientId, (tx) => view(tx, context, access));
}

async function view(tx: Tx, context: Context, access: SessionAccess): Promise<SessionView | null> {
  const found = await findViewFacts(tx, access.sessionId);
  if (!found) return null;
  const { payment, tariff: retail, wholesale, subscription, receipts, commands, ...session } = found;
  const tariff = shownTariff(session, retail, wholesale);
  const place = session.place as unknown as PlaceView;
  const tokens = openTokens(context, session.tokensCipher);
  const state = driverState(
    session,
    payment,
    receipts.some((receipt) => receipt.kind !== "CREDIT_NOTE"),
  );
  const { live, suspendedBy } = await liveOf(tx, context, session, tariff);
  const isTerminal = session.channel === "OCPI_TERMINAL";
  const money = isTerminal
    ? terminalMoney(session.currency, receipts)
    : forViewer(access, await moneyOf(tx, session, payment));
  return {
    state: state === "CHARGING" && suspendedBy ? "SUSPENDED" : state,
    reference: session.reference,
    seller: session.seller as unknown as SellerView,
    place,
    price: priceView(tariff, place, session.startedAt ?? context.clock.now()),
    money,
    reason: session.reason as SessionReason | null,
    recoveryCode: access.mayControl && isLive(state) ? tokens.recovery : null,
    mayControl: access.mayControl,
    mayReceive: access.mayReceive,
    terminal: isTerminal ? { provider: subscription?.name ?? "" } : null,
    checkoutUrl: access.mayControl && state === "CHECKOUT" ? (payment?.checkoutUrl ?? null) : null,
    plugDeadlineAt: session.plugDeadlineAt,
    retryUntil: session.retryUntil,
    steps: startSteps(session, commands.find(isStart) ?? null),
    live,
    connectionLostSince: session.connectionLostAt,
    stopRequestedAt: session.stopRequestedAt,
    stopFailed: stopFailed(session, commands, context.clock.now()),
    receipt: access.mayReceive ? receiptOf(receipts, tokens.receipt) : null,
    emailsLeft: Math.max(0, EMAILS_MAX - session.emailsSent),
    version: versionOf(session, payment, receipts.length),
  };
}

interface Frozen {
  readonly hash: string;
  readonly content: unknown;
}

/** The version that the driver was promised: at a terminal the wholesale one, which it shows. */
function shownTariff(session: SessionRow, retail: Frozen, wholesale: Frozen | null): Tariff {
  const { hash, content } = wholesale?.hash === shownHash(session) ? wholesale : retail;
  return parseTariff(hash, content);
}

const isStart = (command: ViewCommand): boolean => command.kind === "REMOTE_START";

function isLive(state: DriverState): boolean {
  return ["AUTHORISED_WAIT_PLUG", "STARTING", "START_FAILED", "CHARGING", "SUSPENDED", "STOPPING"].includes(
    state,
  );
}

async function liveOf(tx: Tx, context: Context, session: SessionRow, tariff: Tariff) {
  if (!session.startedAt) return { live: null, suspendedBy: null };
  const now = context.clock.now();
  const until = session.endedAt ?? session.meterLastAt ?? now;
  const site = await findSite(tx, session.evseId);
  const zeroEnergyWh = site?.parameters.zeroEnergyWh ?? 0;
  const input = await findPricingInput(tx, session, until, zeroEnergyWh, shownHash(session));
  if (!input) return { live: null, suspendedBy: null };
  const priced = priceSession(input);
  const idle = session.endedAt ? null : currentIdle(input);
  const lastChange = input.changes?.at(-1)?.state;
  const suspendedBy =
    session.state !== "CHARGING"
      ? null
      : lastChange === "SUSPENDED_EVSE"
        ? ("charger" as const)
        : idle
          ? ("vehicle" as const)
          : null;
  const seconds = (until.getTime() - session.startedAt.getTime()) / 1000;
  return {
    suspendedBy,
    live: {
      startedAt: session.startedAt,
      endedAt: session.endedAt,
      energyWh: priced.energyWh,
      powerW: session.powerW,
      averagePowerW: seconds >= 60 ? Math.round((priced.energyWh * 3600) / seconds) : null,
      socPercent: session.socPercent,
      costMinor: session.endedAt
        ? priced.total.grossMinor
        : Math.max(session.costMinor, priced.total.grossMinor),
      ceilingMinor: session.ceilingMinor,
      lastReadingAt: session.meterLastAt,
      lines: priced.lines.map((line) => displayLine(line, tariff)),
      suspendedBy,
      idleFeeStartsAt: idle?.feeStartsAt ?? null,
      idlePrecisionS: idlePrecisionS(input),
    },
  };
}

async function moneyOf(tx: Tx, session: SessionRow, payment: ViewPayment | null): Promise<MoneyView> {
  const lastRefund = payment ? await findLastRefund(tx, payment.id) : null;
  const captured = payment?.capturedMinor ?? 0;
  const refunded = payment?.refundedMinor ?? 0;
  const prepaid = payment?.prepaid ?? false;
  const isDone = payment?.state === "CAPTURED" && !prepaid;
  return {
    currency: session.currency,
    reservedMinor: payment?.authorisedMinor ?? 0,
    reservedAt: payment?.authorisedAt ?? null,
    chargedMinor: prepaid ? captured - refunded : captured,
    chargedAt: payment?.capturedAt ?? null,
    releasedMinor: prepaid
      ? refunded
      : isDone
        ? payment.authorisedMinor - captured
        : (payment?.releasedMinor ?? 0),
    releaseSentAt:
      payment?.releaseRequestedAt ?? (captured > 0 ? (payment?.captureRequestedAt ?? null) : null),
    releaseConfirmedAt: payment?.releasedAt ?? (isDone ? payment.capturedAt : null),
    refundedMinor: prepaid ? 0 : refunded,
    refundedAt: lastRefund?.createdAt ?? null,
    pspPaymentId: payment?.pspPaymentId ?? null,
    prepaid,
    paymentState: payment?.state ?? "NONE",
    cardBrand: payment?.cardBrand ?? null,
    cardLast4: payment?.cardLast4 ?? null,
    wallet: payment?.wallet ?? null,
    failureCode: payment?.failureCode ?? null,
  };
}

/** A view link shows progress; how somebody paid is nobody else's business (UX-32). */
function forViewer(access: SessionAccess, money: MoneyView): MoneyView {
  if (access.mayControl) return money;
  return { ...money, pspPaymentId: null, cardBrand: null, cardLast4: null, wallet: null, failureCode: null };
}

/** True when the station has refused the stop or not answered it for half a minute: show the other ways (UX-22). */
function stopFailed(session: SessionRow, commands: readonly ViewCommand[], now: Date): boolean {
  if (session.state !== "STOPPING" || !session.stopRequestedAt) return false;
  const last = commands.find((command) => command.kind === "REMOTE_STOP");
  return last?.state === "REJECTED" || now.getTime() - session.stopRequestedAt.getTime() > 30_000;
}

function receiptOf(receipts: readonly ViewReceipt[], token: string): SessionView["receipt"] {
  const receipt = receipts.find((candidate) => candidate.kind !== "CREDIT_NOTE");
  if (!receipt || receipt.kind === "CREDIT_NOTE") return null;
  return { number: receipt.number, createdAt: receipt.createdAt, token, kind: receipt.kind };
}

/** Rises with every change of the session, its payment or its documents, so that a live page knows what it has seen. */
function versionOf(session: SessionRow, payment: ViewPayment | null, receipts: number): number {
  return (
    session.version * 1_000 +
    (payment ? PAYMENT_ORDER.indexOf(payment.state) : 0) * 10 +
    Math.min(9, receipts)
  );
}

const PAYMENT_ORDER = [
  "CREATED",
  "PENDING",
  "FAILED",
  "CANCELED",
  "EXPIRED",
  "AUTHORISED",
  "CAPTURING",
  "CAPTURE_FAILED",
  "RELEASING",
  "CAPTURED",
  "RELEASED",
  "HOLD_LOST",
];
