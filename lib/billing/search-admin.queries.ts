import type { Context } from "@/lib/db/context";
import type { AdminScope } from "@/lib/tenants/access.model";
import { likeText } from "@/lib/tenants/search-text.rules";
import type { SearchHit } from "./admin.model";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HITS_PER_KIND = 5;

/**
 * Finds anything by an identifier: reference or id of a session, tr_…, last four digits of a card, number of a receipt or
 * CDR, EVSE id or label, station name or OCPP identity, location (ADM-2). Only within the client and mode.
 */
export async function searchAdmin(context: Context, scope: AdminScope, text: string): Promise<SearchHit[]> {
  const term = text.trim().slice(0, 80);
  if (term.length < 2) return [];
  const hits = await Promise.all([
    sessions(context, scope, term),
    payments(context, scope, term),
    documents(context, scope, term),
    places(context, scope, term),
  ]);
  return hits.flat();
}

async function sessions(
  context: Context,
  { clientId, cpoIds }: AdminScope,
  term: string,
): Promise<SearchHit[]> {
  const rows = await context.db.withClient(clientId, (tx) =>
    tx.chargingSession.findMany({
      where: {
        cpoId: { in: [...cpoIds] },
        ...(UUID.test(term) ? { id: term } : { reference: { contains: likeText(term.toUpperCase()) } }),
      },
      orderBy: { createdAt: "desc" },
      take: HITS_PER_KIND,
      select: { id: true, reference: true, evse: { select: { label: true, evseId: true } } },
    }),
  );
  return rows.map(({ id, reference, evse }) => ({
    kind: "session",
    id,
    title: reference,
    detail: `${evse.label} · ${evse.evseId}`,
  }));
}

async function payments(
  context: Context,
  { clientId, cpoIds }: AdminScope,
  term: string,
): Promise<SearchHit[]> {
  const exact = UUID.test(term)
    ? { id: term }
    : /^\d{4}$/.test(term)
      ? { cardLast4: term }
      : { pspPaymentId: { startsWith: likeText(term) } };
  const rows = await context.db.withClient(clientId, (tx) =>
    tx.payment.findMany({
      where: { cpoId: { in: [...cpoIds] }, ...exact },
      orderBy: { createdAt: "desc" },
      take: HITS_PER_KIND,
      select: { id: true, pspPaymentId: true, cardBrand: true, cardLast4: true, description: true },
    }),
  );
  return rows.map((row) => ({
    kind: "payment",
    id: row.id,
    title: row.pspPaymentId ?? row.description,
    detail: row.cardLast4 ? `${row.cardBrand ?? "Card"} ending ${row.cardLast4}` : row.description,
  }));
}

async function documents(
  context: Context,
  { clientId, cpoIds }: AdminScope,
  term: string,
): Promise<SearchHit[]> {
  const where = {
    cpoId: { in: [...cpoIds] },
    number: { contains: likeText(term), mode: "insensitive" as const },
  };
  const { receipts, cdrs } = await context.db.withClient(clientId, async (tx) => ({
    receipts: await tx.receipt.findMany({
      where,
      take: HITS_PER_KIND,
      select: { sessionId: true, number: true, session: { select: { reference: true } } },
    }),
    cdrs: await tx.cdr.findMany({ where, take: HITS_PER_KIND, select: { id: true, number: true } }),
  }));
  return [
    ...receipts.map(
      (row): SearchHit => ({
        kind: "receipt",
        id: row.sessionId,
        title: row.number,
        detail: `Session ${row.session.reference}`,
      }),
    ),
    ...cdrs.map((row): SearchHit => ({ kind: "cdr", id: row.id, title: row.number, detail: "CDR" })),
  ];
}

async function places(
  context: Context,
  { clientId, cpoIds }: AdminScope,
  term: string,
): Promise<SearchHit[]> {
  const contains = { contains: likeText(term), mode: "insensitive" as const };
  const location = { cpoId: { in: [...cpoIds] } };
  const { evses, stations, locations } = await context.db.withClient(clientId, async (tx) => ({
    evses: await tx.evse.findMany({
      where: { location, OR: [{ evseId: contains }, { label: contains }] },
      take: HITS_PER_KIND,
      select: { stationId: true, evseId: true, label: true, location: { select: { name: true } } },
    }),
    stations: await tx.station.findMany({
      where: { location, OR: [{ identity: contains }, { name: contains }, { serialNumber: contains }] },
      take: HITS_PER_KIND,
      select: { id: true, name: true, identity: true },
    }),
    locations: await tx.location.findMany({
      where: { ...location, OR: [{ name: contains }, { city: contains }] },
      take: HITS_PER_KIND,
      select: { id: true, name: true, city: true },
    }),
  }));
  return [
    ...evses.map(
      (row): SearchHit => ({
        kind: "evse",
        id: row.stationId,
        title: `${row.label} · ${row.evseId}`,
        detail: row.location.name,
      }),
    ),
    ...stations.map(
      (row): SearchHit => ({ kind: "station", id: row.id, title: row.name, detail: row.identity }),
    ),
    ...locations.map(
      (row): SearchHit => ({ kind: "location", id: row.id, title: row.name, detail: row.city }),
    ),
  ];
}
