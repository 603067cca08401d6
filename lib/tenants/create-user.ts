import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "./access.model";
import { grantableRoles, requirePermission } from "./access.rules";
import type { AuditActor } from "./audit.model";
import { checkPassword, hashPassword } from "./password";
import { recordAudit } from "./record-audit";
import { type NewUser, newUserSchema } from "./tenants.model";
import { insertUser } from "./tenants.store";

/** Who adds a user: a colleague, with the colleague's rights, or the installation itself (seed, first owner). */
export type UserCreator =
  | { readonly by: "principal"; readonly principal: Principal }
  | { readonly by: "system"; readonly clientId: string; readonly name: string };

/**
 * Adds a member of staff and returns the id. Throws a `ZodError` on bad input, `AppError` "permission_missing",
 * "role_not_grantable" (ADM-21), "password_weak" or "user_exists".
 */
export async function createUser(context: Context, input: NewUser, creator: UserCreator): Promise<string> {
  const user = newUserSchema.parse(input);
  if (creator.by === "principal") {
    requirePermission(creator.principal, "user.write");
    if (!grantableRoles(creator.principal.role).includes(user.role)) {
      throw new AppError("forbidden", "role_not_grantable", "a role can be given only by who holds it");
    }
  }
  checkPassword(user.password, user.email);
  const passwordHash = await hashPassword(user.password);
  const clientId = creator.by === "principal" ? creator.principal.clientId : creator.clientId;
  const id = context.ids.next();
  const at = context.clock.now();
  await context.db.withClient(clientId, async (tx) => {
    const { email, name, role } = user;
    await insertUser(tx, { id, clientId, email, name, role, passwordHash }, at);
    await recordAudit(tx, {
      clientId,
      at,
      actor: actorOf(creator),
      action: "user.created",
      objectType: "user",
      objectId: id,
      after: { name, role },
    });
  });
  return id;
}

function actorOf(creator: UserCreator): AuditActor {
  return creator.by === "principal"
    ? { userId: creator.principal.userId, name: creator.principal.name }
    : { userId: null, name: creator.name };
}
