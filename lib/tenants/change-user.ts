import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "./access.model";
import { grantableRoles, requirePermission } from "./access.rules";
import { recordAudit } from "./record-audit";
import { type UserChange, userChangeSchema } from "./tenants.model";
import { lockOwners, lockUser, updateUserRights } from "./tenants.store";

/**
 * Gives another role to a colleague, or disables or enables the sign-in. Open sign-ins of that person end with the
 * commit (SEC-55). Throws `AppError` "permission_missing", "user_unknown", "user_is_self", "role_not_grantable"
 * (ADM-21) or "last_owner".
 */
export async function changeUser(context: Context, principal: Principal, input: UserChange): Promise<void> {
  requirePermission(principal, "user.write");
  const change = userChangeSchema.parse(input);
  const at = context.clock.now();
  await context.db.withClient(principal.clientId, async (tx) => {
    const owners = await lockOwners(tx, principal.clientId);
    const user = await lockUser(tx, change.userId);
    if (!user || user.clientId !== principal.clientId) {
      throw new AppError("not_found", "user_unknown", "no such user");
    }
    if (user.id === principal.userId) throw new AppError("conflict", "user_is_self", "not your own rights");
    const grantable = grantableRoles(principal.role);
    const role = change.role ?? user.role;
    if (!grantable.includes(user.role) || !grantable.includes(role)) {
      throw new AppError("forbidden", "role_not_grantable", "a role can be given only by who holds it");
    }
    const disabled = change.disabled ?? user.disabledAt !== null;
    const leaves = user.role === "OWNER" && user.disabledAt === null && (role !== "OWNER" || disabled);
    if (leaves && owners === 1) throw new AppError("conflict", "last_owner", "a client keeps one owner");
    await updateUserRights(tx, user.id, { role, disabledAt: disabled ? (user.disabledAt ?? at) : null });
    await recordAudit(tx, {
      clientId: principal.clientId,
      at,
      actor: { userId: principal.userId, name: principal.name },
      action: role !== user.role ? "user.role_changed" : disabled ? "user.disabled" : "user.enabled",
      objectType: "user",
      objectId: user.id,
      before: { role: user.role, disabled: user.disabledAt !== null },
      after: { role, disabled },
    });
  });
}
