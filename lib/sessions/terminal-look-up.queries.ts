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

/** Sessions with a receipt that a card has paid at a terminal, newest first; for all clients. */
export async function findByCard(tx: Tx, search: CardSearch, oldest: Date) {
  const day = new Date(`${search.date}T00:00:00Z`).getTime();
  // A session may have begun the day before, and the day of the charger's clock may begin earlier or later than ours.
  const from = new Date(Math.max(day - 2 * DAY_MS, oldest.getTime()));
  const rows = await tx.chargingSession.findMany({
    where: {
      cardLast4: search.last4,
      channel: "OCPI_TERMINAL",
      createdAt: { gt: from, lt: new Date(day + 2 * DAY_MS) },
      receipts: { some: { kind: { in: ["RECEIPT", "RELEASE_NOTE"] } } },
    },
    select: { tokensCipher: true, place: true, startedAt: true, endedAt: true, timeZone: true },
    orderBy: { createdAt: "desc" },
    take: CANDIDATES_MAX,
  });
  return rows
    .map((row) => ({ ...row, place: row.place as unknown as PlaceView }))
    .filter((row) => fitsSearch(search, row));
}
