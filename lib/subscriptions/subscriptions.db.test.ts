import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasCode } from "@/lib/core/errors";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { addCpo } from "./add-cpo";
import { approveHosts } from "./approve-hosts";
import { approveSubscription } from "./approve-subscription";
import { beginTest } from "./begin-test";
import { changeSettings } from "./change-settings";
import { connectionSettingsSchema } from "./connection.model";
import { draftSubscription } from "./draft-subscription";
import { endSubscription } from "./end-subscription";
import { goLive } from "./go-live";
import { issueRegistrationToken } from "./issue-registration-token";
import { issueRequestLink } from "./issue-request-link";
import { markTested } from "./mark-tested";
import { openRequest } from "./open-request";
import { rejectSubscription } from "./reject-subscription";
import { removeCpo } from "./remove-cpo";
import type { RequestInput } from "./request.model";
import { requestChanges } from "./request-changes";
import { resumeSubscription } from "./resume-subscription";
import { startProduction } from "./start-production";
import { submitRequest } from "./submit-request";
import { listSubscriptions, readSubscription } from "./subscription.queries";
import { suspendSubscription } from "./suspend-subscription";
import { takeIntoReview } from "./take-into-review";
import { setTestEnvironment } from "./testing/environment";
import {
  ANY_HOST,
  REVIEW,
  requestInput,
  seedApproved,
  seedCharger,
  seedClient,
  seedDraft,
  seedFactorRule,
  type TestClient,
} from "./testing/seed";

let test: TestContext;
let client: TestClient;
let other: TestClient;
const SYSTEM = { actor: "system", byName: "test" };

beforeAll(async () => {
  test = await openTestContext();
  setTestEnvironment(test.ownerUrl);
  client = await seedClient(test.context, "first", [
    { partyId: "AAA" },
    { partyId: "BBB" },
    { partyId: "LLL", mode: "LIVE" },
  ]);
  other = await seedClient(test.context, "second", [{ partyId: "CCC" }]);
});
afterAll(() => test.close());

const [testCpo, secondCpo, liveCpo] = [0, 1, 2].map((at) => () => client.cpoIds[at] ?? "");
const code = async (work: Promise<unknown>) => {
  try {
    await work;
    return "done";
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  }
};
let serial = 0;
/** A party and prefix of its own. */
const fresh = (change: Partial<RequestInput> = {}) => {
  serial += 1;
  const name = `Q${String(serial).padStart(2, "0")}`;
  return { partyId: name, prefix: name, ...change };
};
const draft = (cpoIds = [testCpo?.() ?? ""]) => seedDraft(test.context, client, { cpoIds });
const row = (id: string) =>
  test.context.db.withSystem((tx) => tx.subscription.findUniqueOrThrow({ where: { id } }));
const setState = (id: string, state: "CREDENTIALS_EXCHANGED" | "TEST_PASSED" | "LIVE" | "TESTING") =>
  test.context.db.withSystem((tx) => tx.subscription.update({ where: { id }, data: { state } }));
const approved = (change: Partial<RequestInput> = {}) =>
  seedApproved(
    test.context,
    { ...client, cpoIds: [testCpo?.() ?? ""] },
    { version: "2.2.1", ...fresh(change) },
  );

describe("drafts and operators", () => {
  it("SEC-51: takes CPOs of its own client only, and each environment takes its own mode", async () => {
    const base = { name: "x", provider: "other", environment: "ACCEPTANCE" as const };
    const make = (cpoIds: string[], environment: "ACCEPTANCE" | "PRODUCTION" = "ACCEPTANCE") =>
      code(draftSubscription(test.context, client.owner, { ...base, environment, cpoIds }));
    expect(await make([other.cpoIds[0] ?? ""])).toBe("cpo_unknown");
    expect(await make([testCpo?.() ?? "", other.cpoIds[0] ?? ""])).toBe("cpo_unknown");
    expect(await make([liveCpo?.() ?? ""])).toBe("cpo_wrong_environment");
    expect(await make([testCpo?.() ?? ""], "PRODUCTION")).toBe("cpo_wrong_environment");
    expect(await make([])).toBe("ZodError");
    expect(await make([testCpo?.() ?? "", testCpo?.() ?? ""])).toBe("done");
  });

  it("adds a CPO to a live connection without a handshake; refuses foreign, doubled and last ones", async () => {
    const subscriptionId = await approved();
    await setState(subscriptionId, "LIVE");
    const act = (use: typeof addCpo, cpoId = "") =>
      code(use(test.context, client.owner, { subscriptionId, cpoId }));
    expect(await act(addCpo, secondCpo?.())).toBe("done");
    expect((await row(subscriptionId)).state).toBe("LIVE");
    expect(await act(addCpo, secondCpo?.())).toBe("cpo_there_already");
    expect(await act(addCpo, other.cpoIds[0])).toBe("cpo_unknown");
    expect(await act(addCpo, liveCpo?.())).toBe("cpo_wrong_environment");
    expect(await act(removeCpo, other.cpoIds[0])).toBe("cpo_not_there");
    expect(await act(removeCpo, secondCpo?.())).toBe("done");
    expect(await act(removeCpo, testCpo?.())).toBe("cpo_is_last");
  });

  it("SEC-51: another client neither sees nor moves it, and a reader may not act", async () => {
    const { id } = await draft();
    const scope = { clientId: other.clientId, mode: "TEST" as const, cpoIds: other.cpoIds };
    expect(await readSubscription(test.context, scope, id)).toBeNull();
    expect(
      (await listSubscriptions(test.context, scope, { states: null, text: null })).map((one) => one.id),
    ).not.toContain(id);
    expect(await code(issueRequestLink(test.context, other.owner, id))).toBe("subscription_unknown");
    expect(await code(endSubscription(test.context, other.owner, { subscriptionId: id, reason: "no" }))).toBe(
      "subscription_unknown",
    );
    const reader = { ...client.owner, role: "READ_ONLY" as const };
    expect(await code(issueRequestLink(test.context, reader, id))).toBe("permission_missing");
  });
});

describe("the provider's request", () => {
  it("ADM-18: comes by link without an account, can be corrected, and every step has owner and date", async () => {
    const { id, link } = await draft();
    expect(await openRequest(test.context, link)).toMatchObject({ state: "DRAFT", clientName: "first" });
    const mine = fresh({ prefix: "ab1", partyId: "ab1", countryCode: "de", separator: ":" });
    await submitRequest(
      test.context,
      link,
      requestInput({
        ...mine,
        versionsUrl: "https://ocpi.provider.example:8443/v",
        hosts: ["Hook.Provider.example"],
      }),
      ANY_HOST,
    );
    expect(await row(id)).toMatchObject({
      state: "REQUESTED",
      tokenPrefix: "AB1",
      tokenSeparator: ":",
      countryCode: "DE",
      approvedHosts: [],
      proposedHosts: ["ocpi.provider.example:8443", "hook.provider.example"],
    });
    await takeIntoReview(test.context, client.owner, id);
    expect(await code(submitRequest(test.context, link, requestInput(mine), ANY_HOST))).toBe(
      "request_not_writable",
    );
    await requestChanges(test.context, client.owner, { subscriptionId: id, note: "Use a host of your own." });
    expect(await openRequest(test.context, link)).toMatchObject({
      state: "CHANGES_NEEDED",
      reviewNote: "Use a host of your own.",
    });
    await submitRequest(test.context, link, requestInput(mine), ANY_HOST);
    await takeIntoReview(test.context, client.owner, id);
    await rejectSubscription(test.context, client.owner, { subscriptionId: id, note: "No contract." });
    const scope = { clientId: client.clientId, mode: "TEST" as const, cpoIds: client.cpoIds };
    const events = (await readSubscription(test.context, scope, id))?.events ?? [];
    expect(events.map(({ kind, byName }) => `${kind} ${byName}`).reverse()).toEqual([
      "drafted Owner of first",
      "request_link_issued Owner of first",
      "submitted Ada Terminal",
      "review_begun Owner of first",
      "changes_requested Owner of first",
      "submitted Ada Terminal",
      "review_begun Owner of first",
      "rejected Owner of first",
    ]);
    expect(events.every(({ at }) => at instanceof Date)).toBe(true);
  });

  it("SEC-85: every link that does not work looks the same, and guessing is limited", async () => {
    const { id, link } = await draft();
    const again = await issueRequestLink(test.context, client.owner, id);
    const bad = [
      link.token,
      "",
      "x",
      "'; DROP TABLE subscriptions;--",
      "\0".repeat(43),
      "a".repeat(43),
      "ä".repeat(43),
      `${again.token}x`,
    ];
    for (const token of bad)
      expect(await code(openRequest(test.context, { token, remote: "198.51.100.1" })), token).toBe(
        "request_link_unknown",
      );
    test.advance(31 * 86_400);
    expect(await code(openRequest(test.context, { token: again.token, remote: "198.51.100.2" }))).toBe(
      "request_link_unknown",
    );
    let last = "";
    for (let i = 0; i < 61; i += 1)
      last = await code(openRequest(test.context, { token: "b".repeat(43), remote: "198.51.100.3" }));
    expect(last).toBe("rate_limited");
    expect(await code(openRequest(test.context, { token: "b".repeat(43), remote: "198.51.100.4" }))).toBe(
      "request_link_unknown",
    );
  });

  const hostile: readonly (readonly [string, Partial<RequestInput>, string])[] = [
    ["a prefix of four", { prefix: "ABCD" }, "prefix"],
    ["a prefix with a sign", { prefix: "A-B" }, "prefix"],
    ["a prefix of letters that look alike", { prefix: "АВС" }, "prefix"],
    ["no separator", { separator: "" }, "separator"],
    ["a letter as separator", { separator: "x" }, "separator"],
    ["two separators", { separator: "--" }, "separator"],
    ["a party of four", { partyId: "ABCD" }, "partyId"],
    ["a country of three", { countryCode: "DEU" }, "countryCode"],
    ["an unknown version", { version: "2.2" as "2.2.1" }, "version"],
    ["an unknown module", { modules: ["cdrs", "roaming" as "cdrs"] }, "modules.1"],
    ["no module", { modules: [] }, "modules"],
    ["a role that is none", { peerRole: "ROOT" as "PTP" }, "peerRole"],
    ["an address that is none", { versionsUrl: "javascript:alert(1)" }, "versionsUrl"],
    ["too many hosts", { hosts: Array.from({ length: 11 }, (_, i) => `h${i}.example`) }, "hosts"],
    ["no host", { hosts: [] }, "hosts"],
    ["a name with a line feed", { contactName: "A\r\nBcc: x" }, "contactName"],
    ["no e-mail", { contactEmail: "nobody" }, "contactEmail"],
    ["a novel", { note: "x".repeat(2_001) }, "note"],
    ["a field of its own", { state: "LIVE" } as Partial<RequestInput>, ""],
  ];
  it("refuses what is malformed, field by field, and keeps nothing of it", async () => {
    const { id, link } = await draft();
    for (const [name, change, path] of hostile) {
      const error = await submitRequest(
        test.context,
        { ...link, remote: name },
        requestInput(change),
        ANY_HOST,
      ).catch((fault: unknown) => fault);
      expect((error as { issues?: { path: unknown[] }[] }).issues?.[0]?.path.join("."), name).toBe(path);
    }
    expect(await row(id)).toMatchObject({
      state: "DRAFT",
      tokenPrefix: null,
      partyId: null,
      proposedHosts: [],
    });
  });

  it("SEC-40: a host that may never be called is refused with its reason, beside its field", async () => {
    const { link } = await draft();
    const judge = (host: string) => (host.startsWith("10.") ? "is not public" : null);
    const error = await submitRequest(
      test.context,
      link,
      requestInput({ hosts: ["10.0.0.1"], versionsUrl: "https://10.1.1.1/v" }),
      judge,
    ).catch((fault: unknown) => fault);
    expect((error as { issues: unknown[] }).issues).toMatchObject([
      { path: ["versionsUrl"] },
      { path: ["hosts"] },
    ]);
  });

  it("one prefix and one party per environment on the whole platform, also when two ask at once", async () => {
    const mine = fresh();
    const first = await draft();
    const second = await seedDraft(test.context, other);
    const race = await Promise.all([
      code(submitRequest(test.context, first.link, requestInput(mine), ANY_HOST)),
      code(
        submitRequest(
          test.context,
          second.link,
          requestInput({ ...mine, prefix: mine.prefix.toLowerCase(), partyId: "ZZZ", separator: "#" }),
          ANY_HOST,
        ),
      ),
    ]);
    expect([...race].sort()).toEqual(["done", "prefix_taken"]);
    // An ended connection gives its prefix back.
    await endSubscription(test.context, client.owner, { subscriptionId: first.id, reason: "withdrawn" });
    await endSubscription(test.context, other.owner, { subscriptionId: second.id, reason: "withdrawn" });
    const third = await draft();
    await submitRequest(test.context, third.link, requestInput(mine), ANY_HOST);
    expect(await row(third.id)).toMatchObject({ tokenPrefix: mine.prefix });
    const fourth = await draft();
    const sameParty = requestInput({ ...fresh(), partyId: mine.partyId });
    expect(await code(submitRequest(test.context, fourth.link, sameParty, ANY_HOST))).toBe("party_taken");
  });
});

describe("approval and live", () => {
  it("blocks while something is incompatible, and says what", async () => {
    const { id, link } = await draft();
    await submitRequest(
      test.context,
      link,
      requestInput(fresh({ modules: ["commands", "sessions", "cdrs", "payments"] })),
      ANY_HOST,
    );
    await takeIntoReview(test.context, client.owner, id);
    const refusal = async () => {
      const error = await approveSubscription(test.context, client.owner, id, REVIEW).catch(
        (fault: unknown) => fault,
      );
      return hasCode(error, "review_blocked") ? (error as { details: { code: string } }).details.code : error;
    };
    expect(await refusal()).toBe("direct_payment_not_switched_on");
    const settings = {
      settings: connectionSettingsSchema.parse({}),
      tokenEncoding: "auto" as const,
      publishAllCdrs: true,
      directPayment: true,
      vatPercent: null,
      version: "2.2.1" as const,
      modules: ["commands" as const, "sessions" as const, "cdrs" as const, "payments" as const],
    };
    await changeSettings(test.context, client.owner, id, settings);
    expect(await refusal()).toBe("hosts_not_approved");
    await approveHosts(
      test.context,
      client.owner,
      { subscriptionId: id, hosts: ["ocpi.provider.example"] },
      ANY_HOST,
    );
    expect(await refusal()).toBeUndefined();
    expect((await row(id)).state).toBe("APPROVED");
    await setState(id, "CREDENTIALS_EXCHANGED");
    expect(
      await code(changeSettings(test.context, client.owner, id, { ...settings, version: "2.3.0" })),
    ).toBe("version_is_registered");
  });

  it("issue 4: live needs a passed test and a wholesale factor at terminals for every operator", async () => {
    const id = await approved();
    const live = async () => {
      const error = await goLive(test.context, client.owner, id, REVIEW).catch((fault: unknown) => fault);
      const { code: is, details } = (error ?? {}) as { code?: string; details?: { code?: string } };
      return is === "live_blocked" ? details?.code : (is ?? "done");
    };
    expect(await live()).toBe("subscription_wrong_state");
    await setState(id, "TEST_PASSED");
    expect(await live()).toBe("not_sold_at_terminals");
    await seedCharger(test.context, client.clientId, testCpo?.() ?? "", { factor: null });
    expect(await live()).toBe("not_sold_at_terminals");
    await seedFactorRule(test.context, client.clientId, testCpo?.() ?? "");
    expect(await live()).toBe("done");
    expect(await row(id)).toMatchObject({ state: "LIVE", liveAt: test.context.clock.now() });
  });

  it("is suspended and resumed; suspended it can not be suspended again", async () => {
    const id = await approved();
    await setState(id, "LIVE");
    const suspend = () =>
      code(suspendSubscription(test.context, client.owner, { subscriptionId: id, reason: "fraud" }));
    expect([await suspend(), await suspend()]).toEqual(["done", "subscription_wrong_state"]);
    await resumeSubscription(test.context, client.owner, id);
    expect((await row(id)).state).toBe("LIVE");
  });

  it("a test result moves a connection that waits for it, and only history otherwise", async () => {
    const id = await approved();
    const run = { clientId: client.clientId, subscriptionId: id, runNumber: 1 };
    expect(await code(beginTest(test.context, { ...run, by: SYSTEM }))).toBe("subscription_wrong_state");
    await setState(id, "CREDENTIALS_EXCHANGED");
    await beginTest(test.context, { ...run, by: SYSTEM });
    await markTested(test.context, { ...run, passed: false });
    expect((await row(id)).state).toBe("CREDENTIALS_EXCHANGED");
    await beginTest(test.context, { ...run, by: SYSTEM });
    await markTested(test.context, { ...run, passed: true });
    expect((await row(id)).state).toBe("TEST_PASSED");
    await endSubscription(test.context, client.owner, { subscriptionId: id, reason: "over" });
    await markTested(test.context, { ...run, passed: true });
    expect((await row(id)).state).toBe("TERMINATED");
  });

  it("production is a connection of its own: the agreement is copied, hosts and tokens are not", async () => {
    const id = await approved();
    const start = (cpoIds: string[]) =>
      code(startProduction(test.context, client.owner, { acceptanceId: id, cpoIds }));
    expect(await start([liveCpo?.() ?? ""])).toBe("acceptance_not_passed");
    await setState(id, "TEST_PASSED");
    expect(await start([testCpo?.() ?? ""])).toBe("cpo_wrong_environment");
    expect(await start([other.cpoIds[0] ?? ""])).toBe("cpo_unknown");
    expect(await start([])).toBe("cpo_unknown");
    const twinId = await startProduction(test.context, client.owner, {
      acceptanceId: id,
      cpoIds: [liveCpo?.() ?? ""],
    });
    const [acceptance, twin] = [await row(id), await row(twinId)];
    expect(twin).toMatchObject({
      state: "DRAFT",
      environment: "PRODUCTION",
      acceptanceId: id,
      tokenPrefix: acceptance.tokenPrefix,
      approvedHosts: [],
      proposedHosts: [],
      peerTokenCipher: null,
      peerVersionsUrl: null,
    });
    expect(await start([liveCpo?.() ?? ""])).toBe("production_there_already");
  });

  it("a registration token exists for an approved connection only, and ends with it", async () => {
    const { id } = await draft();
    expect(await code(issueRegistrationToken(test.context, client.owner, id))).toBe(
      "subscription_wrong_state",
    );
    const ready = await approved();
    await issueRegistrationToken(test.context, client.owner, ready);
    await endSubscription(test.context, client.owner, { subscriptionId: ready, reason: "over" });
    const open = await test.context.db.withSystem((tx) =>
      tx.ocpiCredential.count({ where: { subscriptionId: ready, revokedAt: null } }),
    );
    expect(open).toBe(0);
    expect(
      await code(endSubscription(test.context, client.owner, { subscriptionId: ready, reason: "again" })),
    ).toBe("subscription_wrong_state");
  });
});
