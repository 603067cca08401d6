import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { changeTerminal } from "./change-terminal";
import { findPlaces } from "./terminal.queries";
import { replaceAssignments, updateTerminal } from "./terminal.store";

/**
 * Takes a terminal out of service: it serves nothing any more, nobody can start at its EVSEs through it, and the provider is
 * told (OCPI payments, deactivate). Errors: `terminal_deactivated` when it is out of service already.
 */
export async function deactivateTerminal(
  context: Context,
  principal: Principal,
  terminalId: string,
): Promise<void> {
  await changeTerminal(context, principal, terminalId, async (tx, terminal) => {
    if (terminal.state === "DEACTIVATED")
      throw new AppError("conflict", "terminal_deactivated", "the terminal is out of service already");
    const { evses } = await findPlaces(tx, { locationIds: [], evseIds: terminal.evseUids });
    await replaceAssignments(tx, terminal.id, []);
    await updateTerminal(tx, terminal.id, { state: "DEACTIVATED", updatedAt: context.clock.now() });
    return {
      action: "terminal.deactivated",
      before: { state: terminal.state },
      after: { state: "DEACTIVATED" },
      act: "deactivate",
      locationIds: [...terminal.locationIds, ...evses.map(({ locationId }) => locationId)],
    };
  });
}
