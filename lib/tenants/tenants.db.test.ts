import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal, Role } from "./access.model";
import { principalOf } from "./auth/current-principal";
import { changeParameters } from "./change-parameters";
import { changeUser } from "./change-user";
import { checkSignIn } from "./check-sign-in";
import { createClient } from "./create-client";
import { createCpo } from "./create-cpo";
import { createUser } from "./create-user";
import { listAudit, listUsers, readClient, scopeOf } from "./tenants.queries";
import { openTestContext, type TestContext } from "./testing/context";
import { newCpo } from "./testing/samples";
import { verifyAuditChain } from "./verify-audit-chain";

const SYSTEM = { userId: null, name: "test" };
const PASSWORD = "zonnebloem-78-tram";

let test: TestContext;
let clientId: string;
let otherId: string;
let owner: Principal;

async function addUser(role: Role, name: string, client = clientId): Promise<Principal> {
  const email = `${name}@example.com`;
  const creator = { by: "system", clientId: client, name: "test" } as const;
  const userId = await createUser(test.context, { email, name, role, password: PASSWORD }, creator);
  return { userId, clientId: client, role, name, email };
}

beforeAll(async () => {
  test = await openTestContext();
  clientId = await createClient(test.context, { name: "Ours", slug: "ours" }, SYSTEM);
  otherId = await createClient(test.context, { name: "Theirs", slug: "theirs" }, SYSTEM);
  owner = await addUser("OWNER", "olga");
});
afterAll(() => test.close());

describe("sign-in", () => {
  const attempt = (email: string, password: string, address = "203.0.113.1") =>
    checkSignIn(test.context, { email, password, address });

  it("SEC-55: the same null for a wrong password, an unknown address and a disabled user", async () => {
    const gone = await addUser("SUPPORT", "gone");
    await changeUser(test.context, owner, { userId: gone.userId, disabled: true });
    expect(await attempt("olga@example.com", "wrong-password-1")).toBeNull();
    expect(await attempt("nobody@example.com", PASSWORD)).toBeNull();
    expect(await attempt("gone@example.com", PASSWORD)).toBeNull();
  });

  it("accepts the right password in any letter case of the address and notes it", async () => {
    const signedIn = await attempt(" OLGA@Example.com ", PASSWORD);
    expect(signedIn?.userId).toBe(owner.userId);
    const { rows } = await listAudit(test.context, clientId, {
      before: null,
      objectType: "user",
      objectId: owner.userId,
    });
    expect(rows[0]).toMatchObject({ action: "user.signed_in", actorUserId: owner.userId });
    expect(rows[0]?.ipHash).not.toContain("203.0.113.1");
  });

  it("SEC-55: too many tries are refused alike for known and unknown addresses, even with the right password", async () => {
    for (const email of ["olga@example.com", "nobody2@example.com"]) {
      const wrong = () => attempt(email, "wrong-password-1", "198.51.100.7");
      expect(await Promise.all(Array.from({ length: 10 }, wrong))).toEqual(Array(10).fill(null));
      await expect(attempt(email, PASSWORD, "198.51.100.7")).rejects.toMatchObject({ code: "sign_in_rate" });
    }
    expect(await attempt("olga@example.com", PASSWORD, "198.51.100.8")).not.toBeNull();
    test.advance(15 * 60);
    expect(await attempt("olga@example.com", PASSWORD, "198.51.100.7")).not.toBeNull();
  });
});

describe("rights", () => {
  const claims = (userId: string, securityVersion: number) => ({
    userId,
    securityVersion,
    signedInAt: test.context.clock.now().getTime() / 1000,
  });

  it("SEC-55: a changed role ends open sign-ins at once; the new sign-in has the new role", async () => {
    const user = await addUser("FINANCE", "fin");
    expect(await principalOf(test.context, claims(user.userId, 0))).toMatchObject({
      role: "FINANCE",
      clientId,
    });
    await changeUser(test.context, owner, { userId: user.userId, role: "READ_ONLY" });
    expect(await principalOf(test.context, claims(user.userId, 0))).toBeNull();
    expect(await principalOf(test.context, claims(user.userId, 1))).toMatchObject({ role: "READ_ONLY" });
    await changeUser(test.context, owner, { userId: user.userId, disabled: true });
    expect(await principalOf(test.context, claims(user.userId, 2))).toBeNull();
  });

  it("ADM-21: an admin neither makes nor demotes an owner; others grant nothing", async () => {
    const admin = await addUser("ADMIN", "adam");
    const support = await addUser("SUPPORT", "sara");
    const input = { email: "new@example.com", name: "New", role: "OWNER", password: PASSWORD } as const;
    await expect(
      createUser(test.context, input, { by: "principal", principal: admin }),
    ).rejects.toMatchObject({
      code: "role_not_grantable",
    });
    await expect(
      changeUser(test.context, admin, { userId: owner.userId, role: "READ_ONLY" }),
    ).rejects.toMatchObject({ code: "role_not_grantable" });
    await expect(
      changeUser(test.context, support, { userId: admin.userId, disabled: true }),
    ).rejects.toMatchObject({ code: "permission_missing" });
    await expect(
      changeUser(test.context, admin, { userId: admin.userId, role: "READ_ONLY" }),
    ).rejects.toMatchObject({ code: "user_is_self" });
  });

  it("the last owner stays, also when two owners remove each other at once", async () => {
    const second = await addUser("OWNER", "otto");
    const results = await Promise.allSettled([
      changeUser(test.context, owner, { userId: second.userId, disabled: true }),
      changeUser(test.context, second, { userId: owner.userId, disabled: true }),
    ]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const owners = (await listUsers(test.context, clientId)).filter((user) => user.role === "OWNER");
    expect(owners.filter((user) => user.disabledAt === null)).toHaveLength(1);
  });

  it("SEC-65: fields that are not asked for are refused", async () => {
    const input = {
      email: "x@example.com",
      name: "X",
      role: "SUPPORT",
      password: PASSWORD,
      clientId: otherId,
    };
    const creator = { by: "principal", principal: owner } as const;
    await expect(createUser(test.context, input as never, creator)).rejects.toThrow("clientId");
  });
});

describe("isolation", () => {
  it("SEC-51, SEC-52: another client sees no users, no audit entries, no CPOs, and can not change a user", async () => {
    const intruder = await addUser("OWNER", "mallory", otherId);
    await createCpo(test.context, newCpo(clientId), SYSTEM);
    expect((await listUsers(test.context, otherId)).map((user) => user.name)).toEqual(["mallory"]);
    expect((await readClient(test.context, otherId)).cpos).toEqual([]);
    const { rows } = await listAudit(test.context, otherId, {
      before: null,
      objectType: null,
      objectId: null,
    });
    expect(new Set(rows.map((row) => row.clientId))).toEqual(new Set([otherId]));
    await expect(
      changeUser(test.context, intruder, { userId: owner.userId, role: "READ_ONLY" }),
    ).rejects.toMatchObject({ code: "user_unknown" });
  });

  it("ADM-20: the scope holds the CPOs of one mode only", async () => {
    await createCpo(test.context, { ...newCpo(clientId), partyId: "LIV", mode: "LIVE" }, SYSTEM);
    const read = await readClient(test.context, clientId);
    const live = scopeOf(read, null);
    const tests = scopeOf(read, "TEST");
    expect(live.mode).toBe("LIVE");
    expect(live.cpoIds).toHaveLength(1);
    expect(tests.cpoIds).toHaveLength(1);
    expect(live.cpoIds).not.toEqual(tests.cpoIds);
    expect(scopeOf(await readClient(test.context, otherId), "LIVE")).toMatchObject({
      mode: "TEST",
      cpoIds: [],
    });
  });

  it("createCpo: refuses presets out of bounds and parameters out of bounds", async () => {
    const bad = { ...newCpo(clientId), partyId: "BAD" };
    await expect(
      createCpo(test.context, { ...bad, holdPresetsAcMinor: [3000, 1500] }, SYSTEM),
    ).rejects.toMatchObject({
      code: "hold_presets_invalid",
    });
    await expect(
      createCpo(test.context, { ...bad, mode: "LIVE", parameters: { plugInWindowS: 1 } }, SYSTEM),
    ).rejects.toMatchObject({ code: "parameters_invalid" });
  });
});

describe("changeParameters", () => {
  it("keeps the other overrides, stands in the audit log, and refuses what is out of bounds or another client's", async () => {
    const facts = { ...newCpo(clientId), partyId: "PAR", parameters: { quoteTtlS: 300 } };
    const cpoId = await createCpo(test.context, facts, SYSTEM);
    await changeParameters(test.context, owner, cpoId, { flaggedPolicy: "CAPTURE" });
    const own = async () =>
      (await readClient(test.context, clientId)).cpos.find(({ id }) => id === cpoId)?.parameters;
    expect(await own()).toEqual({ quoteTtlS: 300, flaggedPolicy: "CAPTURE" });
    const { rows } = await listAudit(test.context, clientId, {
      before: null,
      objectType: "cpo",
      objectId: cpoId,
    });
    expect(rows[0]).toMatchObject({
      action: "cpo.parameters_changed",
      before: { flaggedPolicy: "RELEASE" },
      after: { flaggedPolicy: "CAPTURE" },
    });
    const wrong = changeParameters(test.context, owner, cpoId, { quoteTtlS: 1_000_000 });
    await expect(wrong).rejects.toMatchObject({ code: "parameters_invalid" });
    const reader = { ...owner, role: "READ_ONLY" as const };
    await expect(changeParameters(test.context, reader, cpoId, {})).rejects.toMatchObject({
      code: "permission_missing",
    });
    const stranger = { ...owner, clientId: otherId };
    await expect(changeParameters(test.context, stranger, cpoId, {})).rejects.toMatchObject({
      code: "cpo_unknown",
    });
  });
});

describe("audit chain", () => {
  it("ADM-24: is intact after everything above, with writers in parallel", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => addUser("READ_ONLY", `parallel${i}`)));
    const verdict = await verifyAuditChain(test.context, clientId);
    expect(verdict.intact).toBe(true);
    expect(verdict.entries).toBeGreaterThan(15);
  });

  it("ADM-24: the application's role can neither change nor delete entries", async () => {
    await expect(
      test.context.db.withSystem((tx) => tx.auditEntry.updateMany({ data: { reason: "nothing to see" } })),
    ).rejects.toThrow(/permission denied/);
    await expect(test.context.db.withSystem((tx) => tx.auditEntry.deleteMany({}))).rejects.toThrow(
      /permission denied/,
    );
  });

  it.each([
    ["changed", "UPDATE audit_entries SET actor_name = 'somebody else' WHERE id = $1"],
    ["changed in its content", `UPDATE audit_entries SET after = '{"role":"OWNER"}' WHERE id = $1`],
    ["deleted", "DELETE FROM audit_entries WHERE id = $1"],
  ])("ADM-24: an entry that was %s by the database's owner breaks the chain", async (_what, sql) => {
    const id = await createClient(test.context, { name: "Chain", slug: `chain-${sql.length}` }, SYSTEM);
    for (let i = 0; i < 3; i++) await addUser("SUPPORT", `chain${sql.length}x${i}`, id);
    const { rows } = await listAudit(test.context, id, { before: null, objectType: null, objectId: null });
    const victim = rows[2];
    const after = rows[1];
    const connection = new pg.Client({ connectionString: test.ownerUrl });
    await connection.connect();
    await connection.query("SET session_replication_role = replica");
    await connection.query(sql, [victim?.id]);
    await connection.end();
    const verdict = await verifyAuditChain(test.context, id);
    const broken = sql.startsWith("DELETE") ? after?.id : victim?.id;
    expect(verdict).toMatchObject({ intact: false, brokenAt: String(broken) });
  });
});
