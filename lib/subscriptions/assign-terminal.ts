import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Principal } from "@/lib/tenants/access.model";
import { changeTerminal } from "./change-terminal";
import type { TerminalPlaces } from "./terminal.model";
import { findPlaces, findTerminalOwner } from "./terminal.queries";
import { replaceAssignments, updateTerminal } from "./terminal.store";

interface Place {
  readonly locationId: string;
  readonly evseId: string | null;
}

/**
 * Says where a terminal serves: one location as a whole, or EVSEs of one location, or nothing. The provider is told, and
 * the EVSEs show cards among their capabilities. Errors: `place_unknown`, `terminal_across_locations` (LAW-7: one terminal
 * serves points of one recharging pool), `terminal_foreign_cpo`, `terminal_deactivated`.
 */
export async function assignTerminal(
  context: Context,
  principal: Principal,
  terminalId: string,
  places: TerminalPlaces,
): Promise<void> {
  await changeTerminal(context, principal, terminalId, async (tx, terminal) => {
    if (terminal.state === "DEACTIVATED")
      throw new AppError("conflict", "terminal_deactivated", "a terminal out of service serves nothing");
    const wanted = await checkedPlaces(tx, terminal.subscriptionId, places);
    const before = await locationsOf(tx, terminal);
    await replaceAssignments(
      tx,
      terminal.id,
      wanted.map((place) => ({ ...place, id: context.ids.next(), clientId: terminal.clientId })),
    );
    await updateTerminal(tx, terminal.id, { updatedAt: context.clock.now() });
    return {
      action: "terminal.assigned",
      before: { locationIds: [...terminal.locationIds], evseIds: [...terminal.evseUids] },
      after: { locationIds: [...places.locationIds], evseIds: [...places.evseIds] },
      act: "assign",
      locationIds: [...before, ...wanted.map(({ locationId }) => locationId)],
    };
  });
}

/** The chosen places as rows; whole locations swallow their own EVSEs. */
async function checkedPlaces(
  tx: Tx,
  subscriptionId: string | null,
  places: TerminalPlaces,
): Promise<readonly Place[]> {
  const wanted = { locationIds: [...new Set(places.locationIds)], evseIds: [...new Set(places.evseIds)] };
  const found = await findPlaces(tx, wanted);
  const isComplete =
    found.locations.length === wanted.locationIds.length && found.evses.length === wanted.evseIds.length;
  if (!isComplete) throw new AppError("not_found", "place_unknown", "a chosen place does not exist");
  const locationIds = new Set([
    ...found.locations.map(({ id }) => id),
    ...found.evses.map(({ locationId }) => locationId),
  ]);
  if (locationIds.size > 1) {
    throw new AppError(
      "validation",
      "terminal_across_locations",
      "LAW-7: one terminal serves charging points of one location only",
      { locations: locationIds.size },
    );
  }
  const owner = subscriptionId === null ? null : await findTerminalOwner(tx, subscriptionId);
  const isForeign = ({ cpoId }: { readonly cpoId: string }) =>
    owner !== null && !owner.cpoIds.includes(cpoId);
  if (found.locations.some(isForeign) || found.evses.some(isForeign)) {
    throw new AppError(
      "validation",
      "terminal_foreign_cpo",
      "the place belongs to an operator that is not part of the terminal's connection",
    );
  }
  return found.locations.length > 0
    ? found.locations.map(({ id }) => ({ locationId: id, evseId: null }))
    : found.evses.map(({ id, locationId }) => ({ locationId, evseId: id }));
}

async function locationsOf(
  tx: Tx,
  terminal: { readonly locationIds: readonly string[]; readonly evseUids: readonly string[] },
): Promise<string[]> {
  const { evses } = await findPlaces(tx, { locationIds: [], evseIds: terminal.evseUids });
  return [...terminal.locationIds, ...evses.map(({ locationId }) => locationId)];
}
