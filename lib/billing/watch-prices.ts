import type { Context } from "@/lib/db/context";
import { raiseException } from "@/lib/db/raise-exception";
import { clientsOnTerminals, compareMouths } from "@/lib/pricing/compare-mouths";
import { closeCase } from "./billing.store";

/**
 * One price, many mouths (LAW-20): where the page and the terminals of an EVSE ask for different prices for longer than a
 * minute, and no billing rule says why, somebody must decide. The case closes by itself when they agree again.
 */
export async function watchPrices(context: Context): Promise<void> {
  for (const clientId of await clientsOnTerminals(context)) {
    await context.db.withClient(clientId, async (tx) => {
      const { lasting, settled } = await compareMouths(context, tx, clientId);
      for (const { evseId, stationId, label, since, pageRule, terminalRule } of lasting) {
        // Open, or decided by a person: nobody is asked twice about one mismatch.
        const known = await tx.exceptionCase.findFirst({
          where: { clientId, key: keyOf(evseId), openedAt: { gte: since } },
          select: { id: true },
        });
        if (known) continue;
        await raiseException(tx, {
          clientId,
          code: "price_mismatch",
          key: keyOf(evseId),
          stationId,
          detail: { charger: label, since: since.toISOString(), pageRule, terminalRule },
        });
      }
      for (const evseId of settled) {
        await closeCase(
          tx,
          { clientId, key: keyOf(evseId) },
          {
            closedAt: context.clock.now(),
            closedBy: "system",
            decision: "NOTED",
            note: "The prices agree again.",
          },
        );
      }
    });
  }
}

const keyOf = (evseId: string) => `price_mismatch:${evseId}`;
