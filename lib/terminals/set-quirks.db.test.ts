import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeSettings } from "@/lib/subscriptions/change-settings";
import { connectionSettingsSchema } from "@/lib/subscriptions/connection.model";
import { draftSubscription } from "@/lib/subscriptions/draft-subscription";
import { endSubscription } from "@/lib/subscriptions/end-subscription";
import { settingsSeen } from "@/lib/subscriptions/settings.rules";
import { seedClient, type TestClient } from "@/lib/subscriptions/testing/seed";
import type { Principal } from "@/lib/tenants/access.model";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { PAYTER } from "./providers/payter/profile";
import { setQuirks } from "./set-quirks";

let test: TestContext;
let client: TestClient;
let id: string;

beforeAll(async () => {
  test = await openTestContext();
  client = await seedClient(test.context, "quirks");
});
afterAll(() => test.close());

beforeEach(async () => {
  id = await draftSubscription(test.context, client.owner, {
    name: "Payter",
    provider: "payter",
    environment: "ACCEPTANCE",
    cpoIds: [...client.cpoIds],
    version: "2.2.1",
    modules: ["sessions", "cdrs"],
    peerRole: "PTP",
  });
});

const ALL = PAYTER.quirks.map(({ key }) => key);

async function read() {
  return test.context.db.withClient(client.clientId, async (tx) => ({
    row: await tx.subscription.findUniqueOrThrow({ where: { id } }),
    events: await tx.subscriptionEvent.findMany({ where: { subscriptionId: id }, orderBy: { seq: "asc" } }),
    audit: await tx.auditEntry.findMany({ where: { objectId: id }, orderBy: { at: "asc" } }),
  }));
}

const settings = async () => connectionSettingsSchema.parse((await read()).row.settings);
const seen = async () => settingsSeen((await read()).row.settings);

async function set(
  wish: { take?: string[]; drop?: string[]; overrule?: string[] },
  by: Principal = client.owner,
) {
  const { take = [], drop = [], overrule = [] } = wish;
  return setQuirks(test.context, by, { subscriptionId: id, seen: await seen(), take, drop, overrule });
}

/** What the form of the settings does. */
async function byHand(change: Partial<ReturnType<typeof connectionSettingsSchema.parse>>) {
  const { row } = await read();
  await changeSettings(test.context, client.owner, id, {
    settings: { ...(await settings()), ...change },
    tokenEncoding: "auto",
    publishAllCdrs: row.publishAllCdrs,
    directPayment: row.directPayment,
    vatPercent: null,
    version: "2.2.1",
    modules: ["sessions", "cdrs"],
  });
}

describe("ADM-18, ADM-24: the known quirks of a provider", () => {
  it("all at once: one change, with history and audit entry, and nothing the second time", async () => {
    expect(await set({ take: ALL })).toMatchObject({
      taken: PAYTER.quirks.map(({ label }) => label),
      left: [],
    });
    expect(await settings()).toMatchObject({
      publicVersions: true,
      preparingAs: "AVAILABLE",
      noPush: ["tariffs"],
    });
    const { events, audit } = await read();
    expect(events.at(-1)).toMatchObject({
      kind: "settings_changed",
      data: { changed: ["preparingAs", "publicVersions", "noPush.tariffs"] },
    });
    expect(audit.at(-1)).toMatchObject({
      action: "subscription.settings_changed",
      before: { preparingAs: "CHARGING" },
      after: { preparingAs: "AVAILABLE" },
    });
    expect(await set({ take: ALL })).toEqual({ taken: [], dropped: [], left: [] });
    expect((await read()).events).toHaveLength(events.length);
  });

  it("each alone, on and off again, and the others stay", async () => {
    await set({ take: ["polls_tariffs"] });
    expect(await set({ take: ["public_versions"] })).toMatchObject({ taken: ["Versions without a token"] });
    expect(await set({ drop: ["polls_tariffs"] })).toMatchObject({ dropped: ["No pushes of tariffs"] });
    expect(await settings()).toMatchObject({ publicVersions: true, preparingAs: "CHARGING", noPush: [] });
  });

  it("what was set by hand against a quirk stays, is named, and changes only on an explicit wish", async () => {
    await byHand({ preparingAs: "AVAILABLE" });
    await byHand({ preparingAs: "CHARGING", noPush: ["cdrs"] });
    const result = await set({ take: ALL });
    expect(result.left).toEqual(["A plugged cable counts as available"]);
    expect(result.taken).toEqual(["Versions without a token", "No pushes of tariffs"]);
    expect(await settings()).toMatchObject({ preparingAs: "CHARGING", noPush: ["tariffs", "cdrs"] });
    expect((await read()).events.at(-1)?.data).toMatchObject({
      sentence: expect.stringContaining("Left as set by hand: A plugged cable counts as available."),
    });
    expect(await set({ take: ALL, overrule: ["preparing_available"] })).toMatchObject({ left: [] });
    expect(await settings()).toMatchObject({ preparingAs: "AVAILABLE" });
  });

  it("a quirk that was switched off alone is not taken again with all", async () => {
    await set({ take: ALL });
    await set({ drop: ["public_versions"] });
    expect(await set({ take: ALL })).toMatchObject({ taken: [], left: ["Versions without a token"] });
  });

  it("nothing is changed when the settings have moved since they were confirmed", async () => {
    const before = await seen();
    await byHand({ asciiOnly: true });
    const wish = { subscriptionId: id, seen: before, take: ALL, drop: [], overrule: [] };
    await expect(setQuirks(test.context, client.owner, wish)).rejects.toMatchObject({
      code: "settings_moved",
    });
    expect(await settings()).toMatchObject({ asciiOnly: true, publicVersions: false });
  });

  it("SEC-53: not without the permission, not of another client, not after the end, not unknown ones", async () => {
    for (const role of ["FINANCE", "SUPPORT", "READ_ONLY", "AUDITOR"] as const)
      await expect(set({ take: ALL }, { ...client.owner, role })).rejects.toMatchObject({
        code: "permission_missing",
      });
    const stranger = await seedClient(test.context, `stranger-${id.slice(0, 8)}`, [{ partyId: "ZZZ" }]);
    await expect(set({ take: ALL }, stranger.owner)).rejects.toMatchObject({ code: "subscription_unknown" });
    await expect(set({ take: ["kiosk"] })).rejects.toMatchObject({ code: "quirk_unknown" });
    await endSubscription(test.context, client.owner, { subscriptionId: id, reason: "over" });
    await expect(set({ take: ALL })).rejects.toMatchObject({ code: "subscription_ended" });
    expect(await settings()).toMatchObject({ publicVersions: false });
  });
});
