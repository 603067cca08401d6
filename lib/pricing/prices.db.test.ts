import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCpo } from "@/lib/tenants/create-cpo";
import { listAudit } from "@/lib/tenants/tenants.queries";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { newCpo } from "@/lib/tenants/testing/samples";
import { verifyAuditChain } from "@/lib/tenants/verify-audit-chain";
import { assignTariff } from "./assign-tariff";
import { hashTariff } from "./hash-tariff";
import { codeOf, listEvsesOfCpo, listTariffs, readTariff } from "./prices.queries";
import { publishTariff } from "./publish-tariff";
import { type SimpleTariffInput, simpleTariff } from "./simple-tariff.rules";
import { createPriceSite, type PriceSite } from "./testing/price-site";

const SYSTEM = { userId: null, name: "test" };
const ACTOR = { userId: null, name: "Ada" };

let test: TestContext;
let ours: PriceSite;
let theirs: PriceSite;

const content = (more: Partial<SimpleTariffInput> = {}) =>
  simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.59", ...more });

const publish = (
  code: string,
  what = content(),
  more: { expectedHash?: string | null; note?: string } = {},
) =>
  publishTariff(test.context, {
    clientId: ours.clientId,
    cpoId: ours.cpoId,
    code,
    name: code,
    kind: "RETAIL",
    content: what,
    actor: ACTOR,
    ...more,
  });

const assign = (tariffId: string, ...evseIds: string[]) =>
  assignTariff(test.context, { clientId: ours.clientId, evseIds, tariffId, actor: ACTOR });

beforeAll(async () => {
  test = await openTestContext();
  ours = await createPriceSite(test, "ours");
  theirs = await createPriceSite(test, "theirs");
});
afterAll(() => test.close());

describe("publishTariff", () => {
  it("REL-11: makes the content current and writes who, when and why into the history", async () => {
    const first = await publish("HISTORY", content(), { note: "opening" });
    test.advance(60);
    const second = await publish("HISTORY", content({ perKwh: "0.62" }), { note: "energy became dearer" });
    expect(second.tariffId).toBe(first.tariffId);
    const found = await readTariff(test.context, ours.scope, first.tariffId);
    expect(found?.currentHash).toBe(hashTariff(content({ perKwh: "0.62" })));
    expect(
      found?.revisions.map(({ number, byName, note, hash }) => ({ number, byName, note, hash })),
    ).toEqual([
      { number: 2, byName: "Ada", note: "energy became dearer", hash: second.hash },
      { number: 1, byName: "Ada", note: "opening", hash: first.hash },
    ]);
    const { rows } = await listAudit(test.context, ours.clientId, {
      before: null,
      objectType: "tariff",
      objectId: first.tariffId,
    });
    expect(rows.map(({ action, reason }) => [action, reason])).toEqual([
      ["tariff.published", "energy became dearer"],
      ["tariff.published", "opening"],
    ]);
  });

  it("the same content and name again is no new version", async () => {
    const { tariffId } = await publish("SAME");
    await publish("SAME");
    expect((await readTariff(test.context, ours.scope, tariffId))?.revisions).toHaveLength(1);
  });

  it("two people who edit one price do not overwrite each other, and a code is taken once", async () => {
    const { hash } = await publish("RACE", content(), { expectedHash: null });
    await expect(publish("RACE", content(), { expectedHash: null })).rejects.toMatchObject({
      code: "tariff_code_taken",
    });
    const edits = await Promise.allSettled(
      ["0.61", "0.63"].map((perKwh) => publish("RACE", content({ perKwh }), { expectedHash: hash })),
    );
    expect(edits.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = edits.find((edit) => edit.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "tariff_changed" });
  });

  it("the history can not be rewritten", async () => {
    const owner = new pg.Client({ connectionString: test.ownerUrl });
    await owner.connect();
    await expect(owner.query("UPDATE tariff_revisions SET by_name = 'x'")).rejects.toThrow("append-only");
    await expect(owner.query("DELETE FROM tariff_revisions")).rejects.toThrow("append-only");
    await owner.end();
  });
});

describe("assignTariff", () => {
  it("LAW-12: refuses a start fee from 50 kW with the article, and changes none of the EVSEs", async () => {
    const { tariffId } = await publish("START-FEE", content({ startFee: "0.5" }));
    await expect(assign(tariffId, ours.ac, ours.dc)).rejects.toMatchObject({
      code: "tariff_not_lawful_here",
      details: { label: "D1", article: "AFIR Art. 5(4)", finding: "component_not_allowed_from_50_kw" },
    });
    const evses = await listEvsesOfCpo(test.context, ours.scope, ours.cpoId);
    expect(evses.map(codeOf)).not.toContain("START-FEE");
  });

  it("LAW-12: content that becomes unlawful where it is in use is not published", async () => {
    const { tariffId, hash } = await publish("IN-USE");
    expect(await assign(tariffId, ours.ac, ours.dc)).toEqual({ changed: 2 });
    expect(await assign(tariffId, ours.ac, ours.dc)).toEqual({ changed: 0 });
    await expect(publish("IN-USE", content({ perMinute: "0.05" }))).rejects.toMatchObject({
      code: "tariff_not_lawful_here",
    });
    const kept = await readTariff(test.context, ours.scope, tariffId);
    expect([kept?.currentHash, kept?.revisions.length]).toEqual([hash, 1]);
    const { rows } = await listAudit(test.context, ours.clientId, {
      before: null,
      objectType: "evse",
      objectId: ours.dc,
    });
    expect(rows).toMatchObject([{ action: "tariff.assigned", actorName: "Ada" }]);
    expect(await verifyAuditChain(test.context, ours.clientId)).toMatchObject({ intact: true });
  });

  it("refuses wholesale prices and prices of another operator", async () => {
    const input = { clientId: ours.clientId, cpoId: ours.cpoId, name: "x", content: content() };
    const bulk = await publishTariff(test.context, { ...input, code: "BULK", kind: "WHOLESALE" });
    await expect(assign(bulk.tariffId, ours.ac)).rejects.toMatchObject({ code: "tariff_not_retail" });
    const facts = { ...newCpo(ours.clientId), partyId: "TWO", receiptPrefix: "TWO" };
    const cpoId = await createCpo(test.context, facts, SYSTEM);
    const other = await publishTariff(test.context, { ...input, cpoId, code: "OTHER", kind: "RETAIL" });
    await expect(assign(other.tariffId, ours.ac)).rejects.toMatchObject({ code: "tariff_of_other_operator" });
  });

  it("SEC-51: neither prices nor EVSEs of another client can be read, taken or given", async () => {
    const foreign = await publishTariff(test.context, {
      clientId: theirs.clientId,
      cpoId: theirs.cpoId,
      code: "THEIRS",
      name: "theirs",
      kind: "RETAIL",
      content: content(),
    });
    const own = await publish("MINE");
    expect(await readTariff(test.context, ours.scope, foreign.tariffId)).toBeNull();
    expect(await listEvsesOfCpo(test.context, ours.scope, theirs.cpoId)).toEqual([]);
    expect((await listTariffs(test.context, ours.scope)).map(({ code }) => code)).not.toContain("THEIRS");
    await expect(assign(foreign.tariffId, ours.ac)).rejects.toMatchObject({ code: "tariff_unknown" });
    await expect(assign(own.tariffId, ours.ac, theirs.ac)).rejects.toMatchObject({ code: "evse_unknown" });
    const evses = await listEvsesOfCpo(test.context, ours.scope, ours.cpoId);
    expect(evses.map(codeOf)).not.toContain("MINE");
  });
});
