import { AppError } from "@/lib/core/errors";
import { localTime } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { env } from "@/lib/env";
import type { OpeningTime } from "@/lib/locations/location.model";
import { isOpen } from "@/lib/locations/location.rules";
import { recordScan } from "@/lib/locations/record-scan";
import { codeKeys, readStickerCode } from "@/lib/locations/sticker-code";
import { freezeSale } from "@/lib/pricing/freeze-sale";
import type { Sale, SaleResult } from "@/lib/pricing/sale.model";
import { findSale } from "@/lib/pricing/sale.queries";
import { salePlaceOf } from "@/lib/pricing/sale.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { ScanView, UnavailableReason } from "./driver-view.model";
import { placeOf, sellerOf } from "./frozen-views";
import { holdOptions, priceView } from "./price-view.rules";
import type { SessionReason } from "./session.model";
import { insertQuote } from "./session.store";
import { findActiveSession, findSiteByCode, type Site, startObstacle } from "./site.queries";
import { after } from "./start-flow";

/**
 * The page behind a sticker: price, hold and a stored quote when a start can succeed now; otherwise what is wrong and what
 * to do, and never a way to pay (UX-2, UX-41). Invented codes cost no database access (SEC-3).
 */
export async function getScanView(
  context: Context,
  input: { readonly code: string; readonly locale: string; readonly deviceToken: string | null },
): Promise<ScanView> {
  const code = readStickerCode(input.code, codeKeys(env().KERBWATT_CODE_KEY));
  if (!code) return nothingKnown("unknown_code", null);
  const found = await context.db.withSystem(async (tx) => {
    const site = await findSiteByCode(tx, code);
    if (site) await recordScan(tx, code, context.clock.now());
    return site;
  });
  if (!found) return nothingKnown("unknown_code", code);
  if (found.code.state !== "ACTIVE") {
    return {
      ...nothingKnown("revoked_code", code),
      seller: sellerOf(found.evse),
      place: placeOf(found.evse),
    };
  }
  return context.db.withClient(found.evse.clientId, (tx) =>
    view(tx, context, code, found, input.deviceToken),
  );
}

function nothingKnown(
  reason: UnavailableReason,
  code: string | null,
): Extract<ScanView, { state: "UNAVAILABLE" }> {
  return {
    state: "UNAVAILABLE",
    reason,
    code,
    seller: null,
    place: null,
    price: null,
    since: null,
    until: null,
    recoverable: false,
    atTerminal: false,
    alternatives: [],
  };
}

async function view(
  tx: Tx,
  context: Context,
  code: string,
  site: Site,
  deviceToken: string | null,
): Promise<ScanView> {
  const now = context.clock.now();
  const { evse } = site;
  const place = placeOf(evse);
  const sale = await findSale(tx, salePlaceOf(site.evse), { channel: "QR", at: now });
  if (!sale.sellable) noteUnsellable(context, site, sale);
  const tariff = sale.sellable ? sale.tariff : null;
  const price = tariff ? priceView(tariff, place, now) : null;
  const running = await findActiveSession(tx, evse.id);
  const reason = await unavailableReason(tx, site, tariff, running !== null, now);
  if (reason || !sale.sellable || !tariff || !price) {
    return {
      ...nothingKnown(reason ?? "no_price", code),
      seller: sellerOf(evse),
      place,
      price,
      since: running?.startedAt ?? (reason === "occupied" ? evse.statusAt : null),
      recoverable: running !== null && running.channel === "QR",
      atTerminal: running?.channel === "OCPI_TERMINAL",
      alternatives: await findAlternatives(tx, site, now),
    };
  }
  const plugged = evse.status === "PREPARING";
  const plugFirst = evse.plugPolicy === "PLUG_FIRST";
  const options = holdOptions(tariff, presetsOf(site), place, now);
  const quote = await createQuote(
    tx,
    context,
    { site, sale },
    options.map((option) => option.minor),
  );
  return {
    state: plugFirst ? "READY_PLUG_FIRST" : "READY_PAY_FIRST",
    code,
    quoteId: quote.id,
    quoteExpiresAt: quote.expiresAt,
    seller: sellerOf(evse),
    place,
    price,
    holdOptions: options,
    defaultHoldIndex: defaultIndex(site),
    plugged,
    payEnabled: !plugFirst || plugged || evse.status === "UNKNOWN",
    statusUnknown: evse.status === "UNKNOWN",
    plugWindowMinutes: Math.max(1, Math.round(site.parameters.plugInWindowS / 60)),
    lastFailure: await findLastFailure(tx, context, evse.id, deviceToken),
  };
}

/** No price is certain here: the driver reads that it is not for sale, and the reason stands in the log. */
function noteUnsellable(
  context: Context,
  { evse }: Site,
  { reason, rules }: Extract<SaleResult, { sellable: false }>,
): void {
  if (reason === "no_rule") return;
  context.log.error({ evseId: evse.id, reason, rules }, "an EVSE has no certain price");
}

/** Why the page can not sell now, in the order in which it helps the driver. */
async function unavailableReason(
  tx: Tx,
  site: Site,
  tariff: Tariff | null,
  isRunning: boolean,
  now: Date,
): Promise<UnavailableReason | null> {
  const { evse } = site;
  if (isRunning) return "occupied";
  const obstacle = startObstacle(site, now);
  if (obstacle) return obstacle;
  const local = localTime(evse.location.timeZone, now);
  const times = evse.location.openingTimes as OpeningTime[] | null;
  if (!evse.location.isPublic) return "closed";
  if (!isOpen(times, { weekday: local.weekday, minuteOfDay: local.minuteOfDay })) return "closed";
  if (!tariff) return "no_price";
  const { cpo } = evse.location;
  const account = await tx.pspAccount.findFirst({
    where: { cpoId: cpo.id, mode: cpo.mode, disabledAt: null },
    select: { id: true },
  });
  return account ? null : "payments_down";
}

function presetsOf(site: Site): number[] {
  const { cpo } = site.evse.location;
  const presets = site.evse.currentType === "DC" ? cpo.holdPresetsDcMinor : cpo.holdPresetsAcMinor;
  const { holdMinMinor, holdMaxMinor } = site.parameters;
  const usable = presets.filter((minor) => minor >= holdMinMinor && minor <= holdMaxMinor);
  if (usable.length === 0)
    throw new AppError("precondition", "hold_presets_missing", "the CPO has no usable hold preset");
  return usable;
}

function defaultIndex(site: Site): number {
  const { cpo } = site.evse.location;
  const index = site.evse.currentType === "DC" ? cpo.holdDefaultDcIndex : cpo.holdDefaultAcIndex;
  return Math.min(Math.max(0, index), presetsOf(site).length - 1);
}

/** Freezes what is shown, so that what is shown is what is billed (LAW-14, SEC-18). */
async function createQuote(
  tx: Tx,
  context: Context,
  { site, sale }: { readonly site: Site; readonly sale: Sale },
  presets: readonly number[],
) {
  const { evse } = site;
  const now = context.clock.now();
  const quote = {
    id: context.ids.next(),
    clientId: evse.clientId,
    evseId: evse.id,
    ...(await freezeSale(tx, evse.clientId, sale)),
    holdOptionsMinor: [...presets],
    defaultHoldIndex: defaultIndex(site),
    timeZone: evse.location.timeZone,
    createdAt: now,
    expiresAt: after(now, site.parameters.quoteTtlS),
  };
  await insertQuote(tx, quote);
  return quote;
}

/** Other EVSEs at the same place, free ones first (UX-41). */
async function findAlternatives(tx: Tx, site: Site, now: Date) {
  const others = await tx.evse.findMany({
    where: { locationId: site.evse.locationId, id: { not: site.evse.id }, adHocEnabled: true },
    include: { station: true, qrCodes: { where: { state: "ACTIVE" }, select: { code: true } } },
    orderBy: { label: "asc" },
    take: 20,
  });
  const isFree = (evse: (typeof others)[number]) =>
    (evse.status === "AVAILABLE" || evse.status === "PREPARING") &&
    evse.station.gatewayId !== null &&
    (evse.station.lastSeenAt?.getTime() ?? 0) > now.getTime() - evse.station.heartbeatIntervalS * 2_000;
  return others
    .map((evse) => ({
      label: evse.label,
      code: evse.qrCodes[0]?.code ?? null,
      status: evse.status,
      free: isFree(evse),
    }))
    .sort((a, b) => Number(b.free) - Number(a.free))
    .slice(0, 5)
    .map(({ label, code, status }) => ({ label, code, status }));
}

/** How this device's last try at this EVSE ended, when that was a moment ago (UX-17). */
async function findLastFailure(tx: Tx, context: Context, evseId: string, deviceToken: string | null) {
  if (!deviceToken) return null;
  const last = await tx.chargingSession.findFirst({
    where: {
      evseId,
      payment: { deviceHash: context.secrets.pseudonym(deviceToken) },
      createdAt: { gt: after(context.clock.now(), -15 * 60) },
    },
    orderBy: { createdAt: "desc" },
    include: { payment: { select: { failureCode: true } } },
  });
  if (last?.state !== "ABANDONED" || !last.reason) return null;
  return { reason: last.reason as SessionReason, failureCode: last.payment?.failureCode ?? null };
}
