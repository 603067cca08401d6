import { describe, expect, it } from "vitest";
import { PERMISSIONS, ROLE_PERMISSIONS, ROLES, type Role } from "./access.model";
import { grantableRoles, may, refundLimit, requirePermission } from "./access.rules";

const cells = ROLES.flatMap((role) => PERMISSIONS.map((permission) => [role, permission] as const));

describe("permissions", () => {
  it.each(cells)("ADM-21: %s and %s: the guard agrees with the table", (role, permission) => {
    const held = (ROLE_PERMISSIONS[role] as readonly string[]).includes(permission);
    expect(may(role, permission)).toBe(held);
    if (held) expect(() => requirePermission({ role }, permission)).not.toThrow();
    else expect(() => requirePermission({ role }, permission)).toThrow(`lacks ${permission}`);
  });

  it("ADM-22: support stops sessions, exports nothing, reads no messages, no keys, no users", () => {
    expect(may("SUPPORT", "session.stop")).toBe(true);
    const never = PERMISSIONS.filter((name) => /\.(export|write|issue|command|approve|close)$/.test(name));
    for (const permission of [...never, "journal.read", "audit.read", "user.read"] as const) {
      expect(may("SUPPORT", permission)).toBe(false);
    }
  });

  it("READ_ONLY and AUDITOR hold nothing that changes anything", () => {
    for (const role of ["READ_ONLY", "AUDITOR"] as const) {
      const acts = ROLE_PERMISSIONS[role].filter((name) => !/\.(read|export)$/.test(name));
      expect(acts).toEqual([]);
    }
  });
});

describe("grantableRoles", () => {
  it.each(ROLES)("ADM-21: %s grants only roles whose every permission it holds", (role) => {
    for (const granted of grantableRoles(role)) {
      for (const permission of ROLE_PERMISSIONS[granted]) expect(may(role, permission)).toBe(true);
    }
  });

  it("only owners make owners, and only who manages users grants at all", () => {
    const granting = ROLES.filter((role) => grantableRoles(role).length > 0);
    expect(granting).toEqual<Role[]>(["OWNER", "ADMIN"]);
    expect(grantableRoles("ADMIN")).not.toContain("OWNER");
    expect(grantableRoles("OWNER")).toEqual([...ROLES]);
  });
});

describe("refundLimit", () => {
  const limits = { supportRefundMaxMinor: 1_000, refundAloneMaxMinor: 5_000 };
  it.each([
    ["OWNER", 5_000],
    ["FINANCE", 5_000],
    ["SUPPORT", 1_000],
    ["OPERATIONS", 0],
    ["READ_ONLY", 0],
    ["AUDITOR", 0],
  ] as const)("ADM-22, SEC-58: %s alone at most %i", (role, expected) => {
    expect(refundLimit(role, limits)).toBe(expected);
  });

  it("support never exceeds what one person may refund", () => {
    expect(refundLimit("SUPPORT", { supportRefundMaxMinor: 5_000, refundAloneMaxMinor: 2_000 })).toBe(2_000);
  });
});
