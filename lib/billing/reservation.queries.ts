import type { Tx } from "@/lib/db/database";
import { preauthorisedMinor } from "@/lib/pricing/preauthorised-amount.rules";
import type { Reservation } from "./financial-advice.rules";
import { readTariff } from "./session-facts.queries";

/** The first version in which a tariff can say what a terminal is to reserve. */
const TOLD_SINCE = "2.3.0";

/**
 * What the terminal of a session was asked to reserve: the amount of the wholesale tariff that was frozen at its start. Neither
 * a terminal nor a confirmation says an amount of its own. Unknown where the tariff has none, where the version of the
 * connection can not say it, and where the frozen tariff can not be read: a confirmation is stored in any case.
 */
export async function readReservation(
  tx: Tx,
  session: {
    readonly clientId: string;
    readonly subscriptionId: string | null;
    readonly wholesaleHash: string | null;
    readonly currency: string;
  },
): Promise<Reservation> {
  const tariff = await readTariff(tx, session.clientId, session.wholesaleHash);
  if (!tariff || !session.subscriptionId) return { currency: session.currency, preauthorisedMinor: null };
  const connection = await tx.subscription.findUnique({
    where: { id: session.subscriptionId },
    select: { version: true },
  });
  const isTold = connection?.version === TOLD_SINCE;
  return { currency: tariff.currency, preauthorisedMinor: isTold ? preauthorisedMinor(tariff) : null };
}
