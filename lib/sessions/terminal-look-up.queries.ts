import type { Tx } from "@/lib/db/database";
import type { PlaceView } from "./driver-view.model";
import { type CardSearch, fitsSearch } from "./terminal-look-up.rules";

/** The session of a driver's code that a terminal started after `oldest`; for all clients, since the code tells whose it is. */
export async function findByDriverCode(tx: Tx, reference: string, oldest: Date) {
  return tx.chargingSession.findFirst({
    where: { reference, channel: "OCPI_TERMINAL", createdAt: { gt: oldest } },
    select: { tokensCipher: true },
  });
}

const DAY_MS = 86_400_000;
/** Cards share their last four digits; more than this in three days is no search by a driver. */
const CANDIDATES_MAX = 200;

interface CardRow {
  readonly tokensCipher: string;
  readonly place: PlaceView;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly timeZone: string;
}

/**
 * Sessions with a receipt that a card has paid at a terminal, newest first; for all clients. The database itself looks at the
 * day on the charger's clock: rows of other days that were read and thrown away here would tell by their time that the card
 * was in use (SEC-12).
 */
export async function findByCard(tx: Tx, search: CardSearch, oldest: Date): Promise<CardRow[]> {
  const day = new Date(`${search.date}T00:00:00Z`).getTime();
  // A session may have begun the day before, and the day of the charger's clock may begin earlier or later than ours.
  const from = new Date(Math.max(day - 2 * DAY_MS, oldest.getTime()));
  const to = new Date(day + 2 * DAY_MS);
  const rows = await tx.$queryRaw<CardRow[]>`
    SELECT s.tokens_cipher AS "tokensCipher", s.place, s.started_at AS "startedAt", s.ended_at AS "endedAt",
      s.time_zone AS "timeZone"
    FROM charging_sessions s
    WHERE s.card_last4 = ${search.last4} AND s.channel = 'OCPI_TERMINAL' AND s.created_at > ${from} AND s.created_at < ${to}
      AND ${search.date}::date IN
        ((s.started_at AT TIME ZONE s.time_zone)::date, (s.ended_at AT TIME ZONE s.time_zone)::date)
      AND EXISTS (SELECT FROM receipts r WHERE r.session_id = s.id AND r.kind IN ('RECEIPT', 'RELEASE_NOTE'))
    ORDER BY s.created_at DESC LIMIT ${CANDIDATES_MAX}`;
  return rows.filter((row) => fitsSearch(search, row));
}
