import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isLocale, type Locale } from "@/lib/i18n/locale.model";
import { lockEvse } from "@/lib/locations/lock-evse";
import { freezeSale } from "@/lib/pricing/freeze-sale";
import { freezeWholesale } from "@/lib/pricing/freeze-wholesale";
import { preauthorisedMinor } from "@/lib/pricing/preauthorised-amount.rules";
import type { SaleRefusal } from "@/lib/pricing/sale.model";
import { findSale } from "@/lib/pricing/sale.queries";
import { salePlaceOf } from "@/lib/pricing/sale.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { placeOf, sellerOf } from "./frozen-views";
import { insertSession, moveSession, type SessionRow } from "./session.store";
import { findActiveSession, findSite, type Site, startObstacle } from "./site.queries";
import { proceedToStart, sendStart } from "./start-flow";
import { createReference, createTokens, tokenColumns } from "./tokens";

/** The single-use token of a terminal, unchanged as its provider gave it. */
export interface TerminalToken {
  readonly uid: string;
  readonly type: string;
  readonly contractId: string;
  readonly countryCode: string;
  readonly partyId: string;
}

export interface TerminalStart {
  readonly subscriptionId: string;
  readonly evseId: string;
  readonly connectorId: string | null;
  /** The terminal that serves the EVSE, when it is known which. */
  readonly terminalId: string | null;
  readonly token: TerminalToken;
  /** The provider's key for the card's authorisation; 2.1.1 has none. */
  readonly authorizationReference: string | null;
  /** Language of the card's owner, when the provider tells it. */
  readonly language: string | null;
  /** Last digits of the card, when the token names it; else the confirmation of the capture may tell them later. */
  readonly cardLast4?: string | null;
}

export type TerminalStartResult =
  | { readonly kind: "started"; readonly sessionId: string; readonly answerWithinS: number }
  | {
      readonly kind: "refused";
      readonly reason: SaleRefusal | "occupied" | "faulted" | "reserved" | "maintenance";
    };

/** Languages by country, for cards whose language is not told. */
const LANGUAGES: Readonly<Record<string, Locale>> = { NL: "nl", DE: "de", AT: "de", FR: "fr", LU: "fr" };

/**
 * A partner's terminal starts a session, in the caller's transaction: the EVSE is taken, retail and wholesale price are frozen,
 * and the start is on its way (REL-5: the card's authorisation at the partner is the cover). The partner has been judged
 * already. A station that can not be reached is tried all the same: its silence is the partner's answer.
 */
export async function startTerminalSession(
  tx: Tx,
  context: Context,
  input: TerminalStart,
): Promise<TerminalStartResult> {
  await lockEvse(tx, input.evseId);
  const site = await findSite(tx, input.evseId);
  if (!site) return { kind: "refused", reason: "maintenance" };
  if (await findActiveSession(tx, input.evseId)) return { kind: "refused", reason: "occupied" };
  const obstacle = startObstacle(site, context.clock.now());
  if (obstacle !== null && obstacle !== "offline") return { kind: "refused", reason: obstacle };
  const place = salePlaceOf(site.evse);
  const sale = await findSale(tx, place, { channel: "OCPI_TERMINAL", at: context.clock.now() });
  if (!sale.sellable) return { kind: "refused", reason: sale.reason };
  // What the terminal shows is the wholesale tariff: without one it can not show a price.
  if (sale.wholesale === null) return { kind: "refused", reason: "no_wholesale" };
  const frozen = await freezeSale(tx, place.clientId, sale);
  const wholesale = await freezeWholesale(tx, place, sale.wholesale);
  const opened = await open(tx, context, input, site, {
    ...frozen,
    wholesaleHash: wholesale.hash,
    wholesaleCode: sale.wholesale.code,
    ceilingMinor: ceilingOf(wholesale.tariff, site),
  });
  const { startAckTimeoutS, startAttempts, plugInWindowS } = site.parameters;
  const answerS = startAckTimeoutS * startAttempts;
  if (obstacle === "offline") {
    const moved = await moveSession(tx, context, opened, {
      on: "terminal_start",
      actor: "partner",
      set: { authorisedAt: context.clock.now() },
    });
    await sendStart(tx, context, moved, site);
    return { kind: "started", sessionId: opened.id, answerWithinS: answerS };
  }
  const started = await proceedToStart(
    tx,
    context,
    opened,
    site,
    { plugged: "terminal_start", unplugged: "terminal_wait_plug" },
    "partner",
  );
  const waits = started.state === "AWAITING_PLUG";
  return { kind: "started", sessionId: opened.id, answerWithinS: answerS + (waits ? plugInWindowS : 0) };
}

/** Where the session stops at the latest: the amount that the tariff asks terminals to reserve, else the largest allowed hold. */
function ceilingOf(tariff: Tariff, { parameters }: Site): number {
  const reserved = preauthorisedMinor(tariff);
  return reserved === null ? parameters.holdMaxMinor : Math.max(1, reserved);
}

interface Frozen {
  readonly tariffHash: string;
  readonly wholesaleHash: string;
  readonly wholesaleCode: string;
  readonly billingRuleId: string;
  readonly currency: string;
  readonly ceilingMinor: number;
}

async function open(
  tx: Tx,
  context: Context,
  input: TerminalStart,
  { evse }: Site,
  frozen: Frozen,
): Promise<SessionRow> {
  const { subscriptionId, terminalId, connectorId, authorizationReference, language } = input;
  const { cardLast4 = null } = input;
  const id = context.ids.next();
  const locale = isLocale(language) ? language : (LANGUAGES[evse.location.country] ?? "en");
  return insertSession(
    tx,
    context,
    {
      id,
      clientId: evse.clientId,
      cpoId: evse.location.cpoId,
      locationId: evse.locationId,
      stationId: evse.stationId,
      evseId: evse.id,
      reference: createReference(context),
      channel: "OCPI_TERMINAL",
      locale,
      ...tokenColumns(context, id, createTokens(context)),
      ...frozen,
      subscriptionId,
      terminalId,
      connectorId,
      token: { ...input.token },
      authorizationReference,
      cardLast4,
      timeZone: evse.location.timeZone,
      seller: { ...sellerOf(evse) },
      place: JSON.parse(JSON.stringify(placeOf(evse))),
      createdAt: context.clock.now(),
    },
    { tariffHash: frozen.tariffHash, wholesaleHash: frozen.wholesaleHash, ceilingMinor: frozen.ceilingMinor },
    "partner",
  );
}
