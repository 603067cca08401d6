import type { Context } from "@/lib/db/context";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import { findTerminalAssignment } from "@/lib/subscriptions/terminal.queries";
import { type TariffClash, tariffClashes } from "@/lib/subscriptions/terminal.rules";
import { findTariff } from "../../objects/tariffs.queries";
import { codecOf } from "../../versions/registry";
import { findServedEvses } from "./payments.queries";

export interface TerminalTariffCheck {
  readonly evses: number;
  /** Current types whose points have more than one tariff, or points without any. */
  readonly clashes: readonly TariffClash[];
  readonly withoutTariff: readonly string[];
  /** Tariffs that the version of the terminal can not say, each with why. */
  readonly unsayable: readonly { readonly code: string; readonly problems: readonly string[] }[];
}

/**
 * Whether one terminal can show the right price at every point that it serves: one tariff per current type, and every
 * component in words that its OCPI version has (domain §9.3). Null without a connection or a place.
 */
export async function checkTerminalTariffs(
  context: Context,
  clientId: string,
  terminalId: string,
): Promise<TerminalTariffCheck | null> {
  return context.db.withClient(clientId, async (tx) => {
    const terminal = await findTerminalAssignment(tx, terminalId);
    const connection = terminal?.subscriptionId ? await findConnection(tx, terminal.subscriptionId) : null;
    if (!terminal || !connection) return null;
    const evses = await findServedEvses(tx, terminal);
    if (evses.length === 0) return null;
    const unsayable: { code: string; problems: readonly string[] }[] = [];
    const { version } = connection;
    const tariffs = new Map(evses.map((evse) => [`${evse.cpoId} ${evse.tariffCode}`, evse]));
    for (const { cpoId, tariffCode } of tariffs.values()) {
      const snapshot = tariffCode === null ? null : await findTariff(tx, connection, cpoId, tariffCode);
      if (!snapshot || version === null) continue;
      const blocking = codecOf(version)
        .tariff(snapshot)
        .notes.filter((note) => note.blocking);
      if (blocking.length > 0)
        unsayable.push({
          code: snapshot.identity.id,
          problems: blocking.map(({ path, code }) => `${path} ${code}`.trim()),
        });
    }
    return {
      evses: evses.length,
      clashes: tariffClashes(evses),
      withoutTariff: evses.filter(({ tariffCode }) => tariffCode === null).map(({ label }) => label),
      unsayable,
    };
  });
}
