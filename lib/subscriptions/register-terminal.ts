import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import type { Principal } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import { announceTerminal, noteTerminal } from "./change-terminal";
import { type Activation, activationSchema, type NewTerminal, newTerminalSchema } from "./terminal.model";
import { findTerminalOf, findTerminalOwner } from "./terminal.queries";
import { insertTerminal } from "./terminal.store";

/** Connections that are over take no terminals any more. */
const CLOSED: readonly string[] = ["REJECTED", "TERMINATED"];

/**
 * Enters a terminal by hand: for providers whose OCPI version has no module that reports it. Returns our id. Throws a
 * `ZodError` on bad input, `AppError` "permission_missing", "subscription_unknown", "terminal_exists".
 */
export async function registerTerminal(
  context: Context,
  principal: Principal,
  input: NewTerminal,
): Promise<string> {
  requirePermission(principal, "terminal.write");
  const terminal = newTerminalSchema.parse(input);
  return insert(context, principal, terminal.subscriptionId, terminal.terminalId, async (tx, row) => {
    await insertTerminal(tx, { ...row, ...terminal });
  });
}

/**
 * Asks the provider to put an integrated terminal into service (OCPI payments, activate): it waits as PENDING until the
 * provider tells its id. Returns our id. Throws as `registerTerminal` does.
 */
export async function requestActivation(
  context: Context,
  principal: Principal,
  input: Activation,
): Promise<string> {
  requirePermission(principal, "terminal.write");
  const wanted = activationSchema.parse(input);
  // Until the provider tells the id, the serial number stands for it.
  const terminalId = wanted.reference;
  return insert(context, principal, wanted.subscriptionId, terminalId, async (tx, row) => {
    await insertTerminal(tx, { ...row, ...wanted, terminalId, state: "PENDING" });
    await announceTerminal(tx, row, "activate");
  });
}

interface BaseRow {
  readonly id: string;
  readonly clientId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

async function insert(
  context: Context,
  principal: Principal,
  subscriptionId: string,
  terminalId: string,
  write: (tx: Tx, row: BaseRow) => Promise<void>,
): Promise<string> {
  const { clientId } = principal;
  const id = context.ids.next();
  const now = context.clock.now();
  const exists = () =>
    new AppError("conflict", "terminal_exists", "this provider has such a terminal already");
  try {
    await context.db.withClient(clientId, async (tx) => {
      const owner = await findTerminalOwner(tx, subscriptionId);
      if (!owner || CLOSED.includes(owner.state))
        throw new AppError("not_found", "subscription_unknown", "no such connection");
      if (await findTerminalOf(tx, subscriptionId, terminalId)) throw exists();
      await write(tx, { id, clientId, createdAt: now, updatedAt: now });
      await noteTerminal(tx, context, principal, id, {
        action: "terminal.registered",
        after: { subscriptionId, terminalId },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? exists() : error;
  }
  return id;
}
