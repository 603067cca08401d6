import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { readPriceBook } from "./price-book.queries";
import { alike } from "./price-book.rules";
import { replaceMismatches } from "./price-mismatch.store";
import { mouthsOf } from "./price-mouths.rules";

/** How long page and terminals may differ: each learns of a change on its own way (LAW-20). */
const TOLERATED_MS = 60_000;

/** An EVSE whose page and terminals have asked for different prices for too long. */
export interface Mismatch {
  readonly evseId: string;
  readonly stationId: string;
  readonly label: string;
  readonly since: Date;
  readonly pageRule: string;
  readonly terminalRule: string;
}

/**
 * Compares what the page and the terminals of each EVSE ask for (LAW-20), and remembers since when they differ without a
 * written reason. Returns what has lasted longer than a minute, and the EVSEs that agree again.
 */
export async function compareMouths(
  context: Context,
  tx: Tx,
  clientId: string,
): Promise<{ readonly lasting: readonly Mismatch[]; readonly settled: readonly string[] }> {
  const at = context.clock.now();
  const book = await readPriceBook(tx, clientId, at);
  const differing = alike(book).flatMap((group) => {
    const [one] = group;
    if (one === undefined) return [];
    const { page, terminal, differsUnsaid } = mouthsOf(book, one, at);
    if (!differsUnsaid || !page.sellable || !terminal.sellable) return [];
    const rules = { pageRule: page.rule.name, terminalRule: terminal.rule.name };
    return group.map((evse) => ({ evse, ...rules }));
  });
  const { gone } = await replaceMismatches(
    tx,
    clientId,
    differing.map(({ evse }) => evse.id),
    at,
  );
  const known = await tx.priceMismatch.findMany({ where: { clientId } });
  const since = new Map(known.map((row) => [row.evseId, row.since]));
  const lasting = differing.flatMap(({ evse, ...rules }) => {
    const from = since.get(evse.id) ?? at;
    if (at.getTime() - from.getTime() < TOLERATED_MS) return [];
    return [{ evseId: evse.id, stationId: evse.stationId, label: evse.label, since: from, ...rules }];
  });
  return { lasting, settled: gone };
}

/** The clients that sell on OCPI terminals at all: only there more than one mouth speaks. */
export async function clientsOnTerminals(context: Context): Promise<string[]> {
  const rows = await context.db.withSystem((tx) =>
    tx.billingRule.findMany({
      where: { archivedAt: null, OR: [{ channel: "OCPI_TERMINAL" }, { channel: null }] },
      select: { clientId: true },
      distinct: ["clientId"],
    }),
  );
  const noted = await context.db.withSystem((tx) =>
    tx.priceMismatch.findMany({ select: { clientId: true }, distinct: ["clientId"] }),
  );
  return [...new Set([...rows, ...noted].map(({ clientId }) => clientId))];
}
