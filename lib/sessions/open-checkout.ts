import { hasCode } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { env } from "@/lib/env";
import { lockEvse } from "@/lib/locations/lock-evse";
import { createAtPsp } from "@/lib/payments/create-at-psp";
import { preparePayment } from "@/lib/payments/prepare-payment";
import type { PspRegistry } from "@/lib/payments/psp/psp.port";
import { takeRate } from "@/lib/tenants/take-rate";
import { placeOf, sellerOf } from "./frozen-views";
import { insertSession } from "./session.store";
import { findActiveSession, findSite, type Site, startObstacle } from "./site.queries";
import { createReference, createTokens, openTokens, type SessionTokens, tokenColumns } from "./tokens";

export interface CheckoutInput {
  /** The stored quote; price, hold, currency and EVSE come from it and never from the client (SEC-18). */
  readonly quoteId: string;
  /** Which of the quote's presets the driver chose. */
  readonly holdIndex: number;
  readonly locale: string;
  /** Random token in the device's cookie, for limits and for finding an own try again. */
  readonly deviceToken: string;
  /** The client's network address; only a pseudonym of it is stored. */
  readonly network: string;
}

export type CheckoutRefusal =
  | "quote_unknown"
  | "quote_expired"
  | "too_many"
  | "offline"
  | "faulted"
  | "occupied"
  | "reserved"
  | "maintenance"
  | "not_plugged"
  | "payments_down";

export type CheckoutResult =
  /** To the PSP's page. */
  | { readonly kind: "redirect"; readonly url: string; readonly controlToken: string }
  /** The PSP has not answered yet: the session page waits and goes on by itself (REL-63). */
  | { readonly kind: "wait"; readonly controlToken: string }
  | { readonly kind: "refused"; readonly reason: CheckoutRefusal };

/**
 * The driver pressed pay. Everything is checked again before the PSP is asked (UX-42); the session, the payment and the
 * intent to create it are stored in one transaction, then the PSP is called. The same quote submitted twice leads to one
 * payment and one target (UX-16, REL-64).
 */
export async function openCheckout(
  context: Context,
  psp: PspRegistry,
  input: CheckoutInput,
): Promise<CheckoutResult> {
  if (!UUID.test(input.quoteId)) return { kind: "refused", reason: "quote_unknown" };
  const quote = await context.db.withSystem((tx) =>
    tx.quote.findUnique({ where: { id: input.quoteId }, select: { clientId: true, evseId: true } }),
  );
  if (!quote) return { kind: "refused", reason: "quote_unknown" };
  const again = await findExisting(context, quote.clientId, input);
  if (again) return finish(context, psp, again);
  if (!(await withinLimits(context, input))) return { kind: "refused", reason: "too_many" };
  try {
    const opened = await context.db.withClient(quote.clientId, (tx) => open(tx, context, input));
    return "reason" in opened
      ? { kind: "refused", reason: opened.reason }
      : await finish(context, psp, opened);
  } catch (error) {
    if (hasCode(error, "psp_account_missing")) return { kind: "refused", reason: "payments_down" };
    // The same quote, submitted twice at once: the other one was a moment faster (REL-64).
    if (!isUniqueViolation(error) && !hasCode(error, "payment_exists")) throw error;
    const winner = await findExisting(context, quote.clientId, input);
    if (!winner) throw error;
    return finish(context, psp, winner);
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Opened {
  readonly paymentId: string;
  readonly controlToken: string;
}

/** Limits per device and per network (SEC-15); an IPv6 address counts by its /64. */
async function withinLimits(context: Context, input: CheckoutInput): Promise<boolean> {
  const device = context.secrets.pseudonym(input.deviceToken);
  const network = context.secrets.pseudonym(networkPart(input.network));
  const answers = await Promise.all([
    takeRate(context, { key: `checkout-device:${device}`, limit: PER_DEVICE, windowS: 3600 }),
    takeRate(context, { key: `checkout-network:${network}`, limit: PER_NETWORK, windowS: 3600 }),
  ]);
  return answers.every((answer) => answer.allowed);
}

const PER_DEVICE = 5;
const PER_NETWORK = 10;
/** Unfinished checkouts per EVSE; they do not lock it, they only may not pile up (SEC-16). */
const UNFINISHED_MAX = 3;

/** The part of an address that stands for one household or site. */
export function networkPart(address: string): string {
  if (!address.includes(":")) return address;
  const [head = ""] = address.split("::");
  return [...head.split(":"), "0", "0", "0", "0"].slice(0, 4).join(":");
}

async function open(
  tx: Tx,
  context: Context,
  input: CheckoutInput,
): Promise<Opened | { reason: CheckoutRefusal }> {
  const now = context.clock.now();
  const quote = await tx.quote.findUniqueOrThrow({ where: { id: input.quoteId } });
  if (quote.expiresAt <= now) return { reason: "quote_expired" };
  // Held only while this is decided, so that checkouts in parallel are counted one after the other (SEC-15, SEC-16).
  await lockEvse(tx, quote.evseId);
  const site = await findSite(tx, quote.evseId);
  const holdMinor = quote.holdOptionsMinor[input.holdIndex];
  if (!site || holdMinor === undefined) return { reason: "quote_unknown" };
  const obstacle = startObstacle(site, now);
  if (obstacle) return { reason: obstacle };
  if (await findActiveSession(tx, quote.evseId)) return { reason: "occupied" };
  if (site.evse.plugPolicy === "PLUG_FIRST" && site.evse.status === "AVAILABLE")
    return { reason: "not_plugged" };
  const unfinished = await tx.chargingSession.count({
    where: {
      evseId: quote.evseId,
      state: "CHECKOUT",
      createdAt: { gt: new Date(now.getTime() - 15 * 60_000) },
    },
  });
  if (unfinished >= UNFINISHED_MAX) return { reason: "too_many" };
  return store(tx, context, input, { quote, site, holdMinor });
}

async function store(
  tx: Tx,
  context: Context,
  input: CheckoutInput,
  found: {
    quote: {
      id: string;
      tariffHash: string;
      wholesaleHash: string | null;
      billingRuleId: string | null;
      currency: string;
      timeZone: string;
    };
    site: Site;
    holdMinor: number;
  },
): Promise<Opened> {
  const { quote, site, holdMinor } = found;
  const { evse } = site;
  const { cpo } = evse.location;
  const sessionId = context.ids.next();
  const tokens = createTokens(context);
  const reference = createReference(context);
  const { paymentId } = await preparePayment(tx, context, {
    clientId: evse.clientId,
    cpoId: cpo.id,
    mode: cpo.mode,
    quoteId: quote.id,
    holdMinor,
    currency: quote.currency,
    description: statementText(cpo.name, evse.label, reference),
    locale: input.locale,
    redirectUrl: `${env().PUBLIC_URL}/return/${tokens.back}`,
    webhookBase: env().WEBHOOK_URL ?? env().PUBLIC_URL,
    deviceHash: context.secrets.pseudonym(input.deviceToken),
    networkHash: context.secrets.pseudonym(networkPart(input.network)),
    reference,
  });
  await insertSession(
    tx,
    context,
    {
      id: sessionId,
      clientId: evse.clientId,
      cpoId: cpo.id,
      locationId: evse.locationId,
      stationId: evse.stationId,
      evseId: evse.id,
      quoteId: quote.id,
      paymentId,
      reference,
      channel: "QR",
      locale: input.locale,
      ...tokenColumns(context, sessionId, tokens),
      tariffHash: quote.tariffHash,
      wholesaleHash: quote.wholesaleHash,
      billingRuleId: quote.billingRuleId,
      currency: quote.currency,
      timeZone: quote.timeZone,
      seller: { ...sellerOf(evse) },
      place: JSON.parse(JSON.stringify(placeOf(evse))),
      ceilingMinor: holdMinor,
      createdAt: context.clock.now(),
    },
    { quoteId: quote.id, tariffHash: quote.tariffHash, holdMinor },
  );
  return { paymentId, controlToken: tokens.control };
}

/** What the bank statement shows: who, where, and the reference that finds the receipt (UX-28). */
function statementText(cpoName: string, evseLabel: string, reference: string): string {
  return `${cpoName} ${evseLabel} ${reference}`.slice(0, 255);
}

/** The same quote was submitted before, from the same device. Another device never gets these tokens (SEC-19). */
async function findExisting(
  context: Context,
  clientId: string,
  input: CheckoutInput,
): Promise<Opened | null> {
  return context.db.withClient(clientId, async (tx) => {
    const session = await tx.chargingSession.findUnique({
      where: { quoteId: input.quoteId },
      include: { payment: true },
    });
    if (!session?.payment || session.payment.deviceHash !== context.secrets.pseudonym(input.deviceToken))
      return null;
    const tokens: SessionTokens = openTokens(context, session.tokensCipher);
    return { paymentId: session.payment.id, controlToken: tokens.control };
  });
}

async function finish(context: Context, psp: PspRegistry, opened: Opened): Promise<CheckoutResult> {
  const created = await createAtPsp(context, psp, { paymentId: opened.paymentId });
  const { controlToken } = opened;
  if (created.state === "PENDING") return { kind: "redirect", url: created.checkoutUrl, controlToken };
  return { kind: "wait", controlToken };
}
