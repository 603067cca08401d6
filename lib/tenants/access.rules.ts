import { AppError } from "@/lib/core/errors";
import { type Permission, type Principal, ROLE_PERMISSIONS, ROLES, type Role } from "./access.model";

/** True when the role holds the permission. */
export function may(role: Role, permission: Permission): boolean {
  return ROLE_PERMISSIONS[role].includes(permission);
}

/** Throws `AppError` "forbidden" unless the person holds the permission (SEC-59). */
export function requirePermission(principal: Pick<Principal, "role">, permission: Permission): void {
  if (!may(principal.role, permission)) {
    throw new AppError("forbidden", "permission_missing", `the role ${principal.role} lacks ${permission}`, {
      permission,
    });
  }
}

/**
 * Roles that a person may give or take away: those whose every permission the person holds (ADM-21), and only when the
 * person may manage users at all. Only an owner makes an owner.
 */
export function grantableRoles(role: Role): Role[] {
  if (!may(role, "user.write")) return [];
  return ROLES.filter(
    (candidate) =>
      (candidate !== "OWNER" || role === "OWNER") &&
      ROLE_PERMISSIONS[candidate].every((permission) => may(role, permission)),
  );
}

/** The largest refund that this role may order, in minor units (ADM-22, SEC-58); 0 when none. */
export function refundLimit(
  role: Role,
  parameters: { readonly supportRefundMaxMinor: number; readonly refundAloneMaxMinor: number },
): number {
  if (!may(role, "payment.refund")) return 0;
  return role === "SUPPORT"
    ? Math.min(parameters.supportRefundMaxMinor, parameters.refundAloneMaxMinor)
    : parameters.refundAloneMaxMinor;
}
