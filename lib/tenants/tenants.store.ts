import { AppError } from "@/lib/core/errors";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import type { Role } from "./access.model";
import type { CpoFacts, NewClient, NewCpo } from "./tenants.model";

export async function insertClient(tx: Tx, id: string, client: NewClient, at: Date): Promise<void> {
  await refuseTwins("client_exists", () =>
    tx.client.create({ data: { id, name: client.name, slug: client.slug, createdAt: at } }),
  );
}

export async function insertCpo(tx: Tx, id: string, cpo: NewCpo, at: Date): Promise<void> {
  await refuseTwins("cpo_exists", () => tx.cpo.create({ data: { id, ...cpo, createdAt: at } }));
}

export interface UserRow {
  readonly id: string;
  readonly clientId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
}

export async function insertUser(tx: Tx, user: UserRow, at: Date): Promise<void> {
  await refuseTwins("user_exists", () => tx.user.create({ data: { ...user, createdAt: at } }));
}

/** Locks the user's row for a change; null when it is not there or belongs to another client. */
export async function lockUser(tx: Tx, userId: string) {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
  return tx.user.findUnique({ where: { id: userId } });
}

/** Changes rights; older sign-ins end at once (SEC-55). */
export async function updateUserRights(
  tx: Tx,
  userId: string,
  change: { readonly role?: Role; readonly disabledAt?: Date | null },
): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { ...change, securityVersion: { increment: 1 } } });
}

export async function updateSignIn(tx: Tx, userId: string, at: Date): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { lastSignInAt: at } });
}

/** Serialises changes of the owners of one client, so that the last one can not leave in two transactions at once. */
export async function lockOwners(tx: Tx, clientId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE client_id = ${clientId}::uuid AND role = 'OWNER' AND disabled_at IS NULL
    ORDER BY id FOR UPDATE`;
  return rows.length;
}

export async function updateCpoFacts(tx: Tx, cpoId: string, facts: CpoFacts): Promise<void> {
  await tx.cpo.update({ where: { id: cpoId }, data: facts });
}

export async function updateCpoParameters(
  tx: Tx,
  cpoId: string,
  parameters: Readonly<Record<string, number | string>>,
): Promise<void> {
  await tx.cpo.update({ where: { id: cpoId }, data: { parameters } });
}

async function refuseTwins(code: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError("conflict", code, "this already exists");
    throw error;
  }
}
