import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit } from "@/lib/db/emit";
import { announceLocation } from "@/lib/locations/announce-change";
import type { Principal } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import type { Json } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { TERMINAL_EVENTS, type TerminalAct } from "./terminal.model";
import { findTerminalAssignment, type TerminalAssignmentRead } from "./terminal.queries";
import { lockTerminal } from "./terminal.store";

/** What an act on a terminal leaves behind. */
interface TerminalChange {
  readonly action: string;
  readonly before?: Json;
  readonly after?: Json;
  /** What the provider must be told; null when it is ours alone. */
  readonly act: TerminalAct | null;
  /** Locations whose EVSEs look different to partners from now on. */
  readonly locationIds: readonly string[];
}

/**
 * An act of staff on one terminal: permission, lock, work, audit entry and the word to the provider in one transaction
 * (ADM-24). Throws `AppError` "permission_missing" and "terminal_unknown".
 */
export async function changeTerminal(
  context: Context,
  principal: Principal,
  id: string,
  work: (tx: Tx, terminal: TerminalAssignmentRead) => Promise<TerminalChange>,
): Promise<void> {
  requirePermission(principal, "terminal.write");
  const { clientId } = principal;
  await context.db.withClient(clientId, async (tx) => {
    await lockTerminal(tx, id);
    const terminal = await findTerminalAssignment(tx, id);
    if (!terminal) throw new AppError("not_found", "terminal_unknown", "no such terminal");
    const change = await work(tx, terminal);
    if (change.act !== null) await announceTerminal(tx, terminal, change.act);
    for (const locationId of new Set(change.locationIds))
      await announceLocation(tx, { clientId, locationId });
    await noteTerminal(tx, context, principal, id, change);
  });
}

/** Tells the rooms above that the provider must hear of a terminal. */
export async function announceTerminal(
  tx: Tx,
  terminal: { readonly clientId: string; readonly id: string },
  act: TerminalAct,
): Promise<void> {
  const { clientId, id } = terminal;
  await emit(tx, { type: TERMINAL_EVENTS.changed, payload: { clientId, terminalId: id, act } });
}

/** The audit entry of an act on a terminal. */
export async function noteTerminal(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  entry: { readonly action: string; readonly before?: Json; readonly after?: Json },
): Promise<void> {
  const { action, before, after } = entry;
  await recordAudit(tx, {
    clientId: principal.clientId,
    at: context.clock.now(),
    actor: { userId: principal.userId, name: principal.name },
    objectType: "terminal",
    objectId: id,
    action,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}
