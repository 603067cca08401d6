import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPspAccount } from "./connect-psp-account";
import { listPayments, listPspAccounts, paymentDetail, totalPayments } from "./payment.queries";
import { authorised, capture, captured, checkout, row, stateOf } from "./testing/drive";
import { type Shop, seedShop } from "./testing/seed";
import { World } from "./testing/world";

describe("PSP accounts", () => {
  let world: World;
  let shop: Shop;
  beforeAll(async () => {
    world = await World.open();
    shop = await seedShop(world.context, world.psp);
  });
  afterAll(() => world.close());

  const connect = (apiKey: string, cpoId = shop.cpoId) =>
    connectPspAccount(world.context, world.psp, { clientId: shop.clientId, cpoId, apiKey, userId: "u" });
  const accounts = () => world.context.db.withClient(shop.clientId, (tx) => listPspAccounts(tx, shop.cpoId));

  it("SEC-90: the key is sealed; only its end is shown", async () => {
    const rows = await world.sql("SELECT * FROM psp_accounts WHERE cpo_id = $1", [shop.cpoId]);
    expect(JSON.stringify([rows, await accounts()])).not.toContain(shop.apiKey);
    expect(await accounts()).toMatchObject([
      { psp: "mollie", mode: "TEST", keyLast4: shop.apiKey.slice(-4) },
    ]);
    const journal = await world.sql("SELECT body FROM journal_entries WHERE action = 'GET /v2/profiles/me'");
    expect(JSON.stringify(journal)).not.toContain(shop.apiKey);
  });

  it.each([
    "",
    "test_short",
    "sk_live_123456789012345678901234567890",
    "test_'; DROP TABLE psp_accounts; --aaaaaaaaaaaaaaaaaaaaaa",
  ])("SEC-90: %j is no key", async (apiKey) => {
    await expect(connect(apiKey)).rejects.toMatchObject({ kind: "validation", code: "psp_key_malformed" });
  });

  it("SEC-90: a live key never enters a test CPO, and the PSP is not even asked", async () => {
    const before = world.mollie.control.requests().length;
    await expect(connect(`live_${"L".repeat(32)}`)).rejects.toMatchObject({ code: "psp_key_wrong_mode" });
    expect(world.mollie.control.requests()).toHaveLength(before);
  });

  it("a revoked key is refused and nothing changes", async () => {
    const key = `test_${"R".repeat(32)}`;
    world.mollie.control.revokeKey(key);
    await expect(connect(key)).rejects.toMatchObject({ kind: "precondition", code: "psp_key_refused" });
    expect(await accounts()).toHaveLength(1);
  });

  it("a silent PSP is not a refused key", async () => {
    world.mollie.control.addFault({ kind: "cut_before" });
    await expect(connect(shop.apiKey)).rejects.toMatchObject({ kind: "unavailable" });
    world.mollie.control.clearFaults();
  });

  it("SEC-52: another client's CPO does not exist", async () => {
    await expect(connect(shop.apiKey, world.shop.cpoId)).rejects.toMatchObject({ kind: "not_found" });
  });

  it("a new key of the same profile replaces the old one, and running payments go on with it", async () => {
    const held = await authorised(world, { shop });
    const fresh = `test_${"N".repeat(32)}`;
    const profile = world.mollie.control.payment(held.pspId).profileId;
    world.mollie.control.registerKey(fresh, { id: profile, name: "Kade Laden" });
    await connect(fresh);
    world.mollie.control.revokeKey(shop.apiKey);
    expect(await accounts()).toMatchObject([
      { keyLast4: "NNNN", profileName: "Kade Laden", disabledAt: null },
    ]);
    await capture(world, held.paymentId, 500);
    await world.run(5_000);
    expect(await stateOf(world, held.paymentId)).toBe("CAPTURED");
  });

  it("another profile is another account, and running payments keep theirs", async () => {
    const held = await authorised(world, { shop });
    await connect(`test_${"P".repeat(32)}`);
    expect((await accounts()).map(({ disabledAt }) => disabledAt === null)).toEqual([true, false]);
    await capture(world, held.paymentId, 500);
    const next = await checkout(world, { shop });
    await world.run(5_000);
    expect(await stateOf(world, held.paymentId)).toBe("CAPTURED");
    const account = (id: string) => row(world, id).then(({ psp_account_id }) => psp_account_id);
    expect(await account(next.paymentId)).not.toBe(await account(held.paymentId));
  });
});

describe("lists of the portal", () => {
  let world: World;
  const ids: string[] = [];
  beforeAll(async () => {
    world = await World.open();
    for (let i = 0; i < 5; i++) {
      ids.unshift((await captured(world, 1_000)).paymentId);
      await world.pass(60_000);
    }
    ids.unshift((await checkout(world)).paymentId);
  });
  afterAll(() => world.close());

  const inClient = <T>(
    work: Parameters<typeof world.context.db.withClient<T>>[1],
    clientId = world.shop.clientId,
  ) => world.context.db.withClient(clientId, work);

  it("pages through all payments, newest first, each once", async () => {
    const seen: string[] = [];
    const readFrom = async (cursor: string | null): Promise<void> => {
      const page = await inClient((tx) => listPayments(tx, {}, { limit: 2, cursor }));
      seen.push(...page.items.map(({ id }) => id));
      if (page.next !== null) await readFrom(page.next);
    };
    await readFrom(null);
    expect(seen).toEqual(ids);
  });

  it("filters by state, time and search, and sums what it shows", async () => {
    const states = ["CAPTURED"] as const;
    expect(await inClient((tx) => totalPayments(tx, { states }))).toEqual([
      {
        currency: "EUR",
        count: 5,
        authorisedMinor: 15_000,
        capturedMinor: 5_000,
        refundedMinor: 0,
        chargedBackMinor: 0,
      },
    ]);
    const count = async (filter: Parameters<typeof listPayments>[1]) =>
      (await inClient((tx) => listPayments(tx, filter))).items.length;
    expect(await count({ states: ["PENDING"] })).toBe(1);
    expect(await count({ search: "9996" })).toBe(5);
    expect(await count({ search: ids[0] ?? "" })).toBe(1);
    expect(await count({ search: "7kq2" })).toBe(6);
    expect(await count({ search: "%' OR 1=1 --" })).toBe(0);
    expect(await count({ until: new Date("2040-03-01T09:59:00Z") })).toBe(0);
    expect(await count({ from: new Date("2040-03-01T09:59:00Z"), cpoId: world.shop.cpoId })).toBe(6);
  });

  it.each(["x", "1_2", `1_${"-".repeat(36)}`, "99999999999999999999_aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"])(
    "refuses the cursor %j",
    async (cursor) => {
      const attempt = inClient((tx) => listPayments(tx, {}, { cursor }));
      await expect(attempt).rejects.toMatchObject({ kind: "validation", code: "cursor" });
    },
  );

  it("shows one payment with everything but secrets", async () => {
    const detail = await inClient((tx) => paymentDetail(tx, ids[1] ?? ""));
    expect(detail).toMatchObject({ state: "CAPTURED", capturedMinor: 1_000, pspAccount: { psp: "mollie" } });
    expect(detail?.events.map(({ event }) => event)).toContain("psp_captured");
    expect(detail?.calls.map(({ kind, state }) => [kind, state])).toEqual([
      ["CREATE", "DONE"],
      ["CAPTURE", "DONE"],
    ]);
    expect(detail?.postings.map(({ kind }) => kind)).toEqual(["hold", "sale", "capture"]);
    expect(Object.keys(detail ?? {})).not.toContain("webhookUrl");
    expect(await inClient((tx) => paymentDetail(tx, "not an id"))).toBeNull();
  });

  it("SEC-52: another client sees nothing", async () => {
    const other = world.context.ids.next();
    expect((await inClient((tx) => listPayments(tx, {}), other)).items).toEqual([]);
    expect(await inClient((tx) => paymentDetail(tx, ids[1] ?? ""), other)).toBeNull();
  });
});
