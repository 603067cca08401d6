import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { beginHandshake } from "@/lib/subscriptions/begin-handshake";
import { enterPeerToken } from "@/lib/subscriptions/enter-peer-token";
import { issueRegistrationToken } from "@/lib/subscriptions/issue-registration-token";
import { preparePartnerToken } from "@/lib/subscriptions/prepare-partner-token";
import { setTestEnvironment } from "@/lib/subscriptions/testing/environment";
import { ANY_HOST, seedApproved, seedClient, type TestClient } from "@/lib/subscriptions/testing/seed";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { authorizationHeader } from "../../exchange/authorization.rules";
import { systemOutbound } from "../../exchange/outbound/system-client";
import { openPartner } from "../../partner/open-partner";
import { handleOcpiRequest } from "../../server/handle-request";
import { registerAtPartner } from "./register-at-partner";
import { rotateTokens } from "./rotate-tokens";
import { terminateConnection } from "./terminate-connection";
import { ScriptedPeer } from "./testing/scripted-peer";

/** Handshakes of both sides that meet: decision 16. */

let test: TestContext;
let client: TestClient;
let peer: ScriptedPeer;
let subscriptionId: string;
let serial = 0;

const deps = () => ({ context: test.context, outbound: systemOutbound() });
const token = (name: string) => `${name}-${serial}-`.padEnd(43, "x");

beforeAll(async () => {
  test = await openTestContext();
  setTestEnvironment(test.ownerUrl);
  client = await seedClient(test.context, "races", [{ partyId: "AAA" }]);
});

afterAll(() => test.close());

beforeEach(async () => {
  serial += 1;
  const partyId = `R${String(serial).padStart(2, "0")}`;
  peer = await ScriptedPeer.start(partyId);
  subscriptionId = await seedApproved(test.context, client, { partyId, prefix: partyId, version: "2.2.1" });
});

afterEach(() => peer.stop());

/** A request of the partner through the whole server, without a socket. */
async function call(method: string, path: string, withToken: string, body?: unknown) {
  const authorization = authorizationHeader(withToken, "base64");
  const answer = await handleOcpiRequest(deps(), {
    method,
    url: `https://charge.example/api/ocpi/${path}`,
    path: path.split("/"),
    query: new URLSearchParams(),
    headers: { get: (name) => (name.toLowerCase() === "authorization" ? authorization : null) },
    body: body === undefined ? "" : JSON.stringify(body),
    remote: "203.0.113.7",
  });
  const { status_code: code, data } = JSON.parse(String(answer.body)) as {
    status_code: number;
    data?: unknown;
  };
  const given = (data as { token?: string } | undefined)?.token ?? "";
  return { http: answer.status, code, token: given };
}

const put = (withToken: string, offers: string) =>
  call("PUT", "2.2.1/credentials", withToken, peer.credentials(offers));
const post = (withToken: string, offers: string) =>
  call("POST", "2.2.1/credentials", withToken, peer.credentials(offers));
const use = async (withToken: string) => (await call("GET", "2.2.1/locations", withToken)).http;

async function read() {
  return test.context.db.withClient(client.clientId, async (tx) => ({
    row: await tx.subscription.findUniqueOrThrow({ where: { id: subscriptionId } }),
    events: await tx.subscriptionEvent.findMany({ where: { subscriptionId }, orderBy: { seq: "asc" } }),
    alive: await tx.ocpiCredential.findMany({
      where: {
        subscriptionId,
        revokedAt: null,
        OR: [{ expiresAt: null }, { expiresAt: { gt: test.context.clock.now() } }],
      },
    }),
  }));
}

const steps = async () =>
  (await read()).events.map(({ kind, data }) =>
    `${kind} ${String((data as { code?: string }).code ?? "")}`.trim(),
  );
/** With which token we call the partner. */
const outgoing = async () => (await openPartner(test.context, subscriptionId))?.access.token ?? null;

/** The partner has registered with our token A, and uses what it got. */
async function registered(): Promise<{ readonly ours: string; readonly theirs: string }> {
  const a = await issueRegistrationToken(test.context, client.owner, subscriptionId);
  const theirs = token("B0");
  const answer = await post(a.token, theirs);
  expect(answer).toMatchObject({ code: 1000 });
  expect(await use(answer.token)).toBe(200);
  test.advance(60);
  return { ours: answer.token, theirs };
}

async function waitForOurPost(): Promise<void> {
  await enterPeerToken(
    test.context,
    client.owner,
    { subscriptionId, token: token("A"), versionsUrl: peer.versionsUrl },
    ANY_HOST,
  );
}

/** One pair at the end: after the overlap one token of ours is alive, it works, and we call with the partner's. */
async function expectOnePair(ours: string, theirs: string): Promise<void> {
  expect(await use(ours)).toBe(200);
  test.advance(11 * 60);
  expect(await use(ours)).toBe(200);
  const { alive, row } = await read();
  expect(alive.map(({ hint }) => hint)).toEqual([ours.slice(-4)]);
  expect(row).toMatchObject({ handshakeId: null, handshakeUntil: null, offeredVersion: null });
  expect(await outgoing()).toBe(theirs);
}

describe("two handshakes at once", () => {
  it("REL-106: both sides rotate; theirs is told to try again, ours counts, and the next try works", async () => {
    const before = await registered();
    let ours = "";
    let refused: Awaited<ReturnType<typeof put>> | null = null;
    peer.script = async (offered) => {
      ours = offered.token;
      refused = await put(before.ours, token("lost"));
      return { token: token("C1") };
    };
    expect(await rotateTokens(deps(), client.owner, subscriptionId)).toMatchObject({ ok: true });
    expect(refused).toMatchObject({ http: 200, code: 3000 });
    expect(await outgoing()).toBe(token("C1"));
    expect(await steps()).toEqual(
      expect.arrayContaining(["handshake_failed handshake_running", "tokens_rotated"]),
    );
    test.advance(1);
    const again = await put(ours, token("C2"));
    expect(again).toMatchObject({ code: 1000 });
    await expectOnePair(again.token, token("C2"));
  });

  it("REL-106: a rotation of ours while the partner's is open does not begin", async () => {
    const before = await registered();
    let refusal: unknown = null;
    peer.beforeVersions = async () => {
      peer.beforeVersions = async () => {};
      refusal = await rotateTokens(deps(), client.owner, subscriptionId).catch((error: unknown) => error);
    };
    const answer = await put(before.ours, token("B1"));
    expect(answer).toMatchObject({ code: 1000 });
    expect(refusal).toMatchObject({ code: "handshake_running" });
    await expectOnePair(answer.token, token("B1"));
  });

  it("both refuse each other: everything stays as it was", async () => {
    const before = await registered();
    peer.script = async () => {
      expect(await put(before.ours, token("lost"))).toMatchObject({ code: 3000 });
      return { status: 3000 };
    };
    expect(await rotateTokens(deps(), client.owner, subscriptionId)).toMatchObject({ ok: false });
    await expectOnePair(before.ours, before.theirs);
  });

  it("the partner's PUT before the answer to our POST waits, and the POST counts", async () => {
    await waitForOurPost();
    let ours = "";
    peer.script = async (offered) => {
      ours = offered.token;
      expect(await put(ours, token("early"))).toMatchObject({ http: 200, code: 3000 });
      return { token: token("C") };
    };
    expect(await registerAtPartner(deps(), client.owner, subscriptionId)).toMatchObject({ ok: true });
    await expectOnePair(ours, token("C"));
  });

  it("both register with each other's token A: one pair is left", async () => {
    const a = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    await waitForOurPost();
    let ours = "";
    peer.script = async (offered) => {
      ours = offered.token;
      expect(await post(a.token, token("theirs"))).toMatchObject({ http: 200, code: 3000 });
      return { token: token("C") };
    };
    expect(await registerAtPartner(deps(), client.owner, subscriptionId)).toMatchObject({ ok: true });
    expect(await post(a.token, token("theirs"))).toMatchObject({ http: 401 });
    await expectOnePair(ours, token("C"));
  });

  it("SEC-78: DELETE counts while our PUT is open, and its late answer is not taken", async () => {
    const before = await registered();
    let ours = "";
    peer.script = async (offered) => {
      ours = offered.token;
      expect(await call("DELETE", "2.2.1/credentials", before.ours)).toMatchObject({ code: 1000 });
      return { token: token("late") };
    };
    expect(await rotateTokens(deps(), client.owner, subscriptionId)).toMatchObject({
      ok: false,
      sentence: expect.stringContaining("too late"),
    });
    expect([await use(ours), await use(before.ours), await outgoing()]).toEqual([401, 401, null]);
    const { row, alive } = await read();
    expect(row).toMatchObject({ state: "APPROVED", peerTokenCipher: null, handshakeId: null });
    expect(alive).toEqual([]);
  });

  it("SEC-78: DELETE while our POST is open ends what the partner has taken", async () => {
    await waitForOurPost();
    let ours = "";
    peer.script = async (offered) => {
      ours = offered.token;
      expect(await call("DELETE", "2.2.1/credentials", ours)).toMatchObject({ code: 1000 });
      return { token: token("late") };
    };
    expect(await registerAtPartner(deps(), client.owner, subscriptionId)).toMatchObject({ ok: false });
    expect(await use(ours)).toBe(401);
    expect((await read()).row).toMatchObject({ state: "APPROVED", offeredVersion: null, handshakeId: null });
    expect(await steps()).toEqual(
      expect.arrayContaining(["unregistered", "handshake_failed handshake_overtaken"]),
    );
  });

  it("DELETE and the end by staff while the partner's own PUT is open: nothing of it is stored", async () => {
    const before = await registered();
    peer.script = async () => ({ status: 1000 });
    peer.beforeVersions = async () => {
      peer.beforeVersions = async () => {};
      await terminateConnection(deps(), client.owner, { subscriptionId, reason: "over" });
    };
    expect(await put(before.ours, token("B1"))).toMatchObject({ http: 405 });
    expect((await read()).alive).toEqual([]);
  });
});

describe("what dies or comes late", () => {
  it("REL-102: an answer after the lease, when the partner has rotated meanwhile, is not taken", async () => {
    const before = await registered();
    let late = "";
    let theirs = "";
    peer.script = async (offered) => {
      late = offered.token;
      test.advance(121);
      theirs = (await put(before.ours, token("B1"))).token;
      return { token: token("late") };
    };
    expect(await rotateTokens(deps(), client.owner, subscriptionId)).toMatchObject({
      ok: false,
      advice: expect.stringContaining("change the tokens once more"),
    });
    expect(await steps()).toEqual(
      expect.arrayContaining(["handshake_lapsed", "handshake_failed handshake_overtaken"]),
    );
    // Until the partner has shown which one it took, each works.
    expect([await use(late), await use(before.ours)]).toEqual([200, 200]);
    test.advance(61);
    await expectOnePair(theirs, token("B1"));
  });

  it("an answer after the lease with nobody between is taken", async () => {
    await registered();
    let ours = "";
    peer.script = async (offered) => {
      ours = offered.token;
      test.advance(200);
      return { token: token("C1") };
    };
    expect(await rotateTokens(deps(), client.owner, subscriptionId)).toMatchObject({ ok: true });
    await expectOnePair(ours, token("C1"));
  });

  it("a process that dies during a rotation: the partner goes on, and the next rotation leaves one pair", async () => {
    const before = await registered();
    const dead = await beginHandshake(test.context, client.owner, subscriptionId, "rotate");
    const orphan = await preparePartnerToken(test.context, dead, null);
    expect(await put(before.ours, token("B1"))).toMatchObject({ code: 3000 });
    expect([await use(before.ours), await use(orphan.token)]).toEqual([200, 200]);
    test.advance(121);
    const answer = await put(before.ours, token("B1"));
    expect(answer).toMatchObject({ code: 1000 });
    expect(await steps()).toContain("handshake_lapsed");
    test.advance(1);
    await expectOnePair(answer.token, token("B1"));
  });

  it("a rotation whose answer is lost is settled by the token that the partner uses", async () => {
    const before = await registered();
    let ours = "";
    peer.script = async (offered) => {
      ours = offered.token;
      return { hangUp: true };
    };
    expect(await rotateTokens(deps(), client.owner, subscriptionId)).toMatchObject({ ok: false });
    expect([await use(ours), await use(before.ours)]).toEqual([200, 200]);
    test.advance(11 * 60);
    expect([await use(before.ours), await use(ours)]).toEqual([200, 200]);
    expect(await steps()).toContain("tokens_settled");
    await expectOnePair(ours, before.theirs);
  });

  it("a POST whose answer is lost, or whose process died, is finished by the partner's PUT", async () => {
    await waitForOurPost();
    let ours = "";
    peer.script = async (offered) => {
      ours = offered.token;
      return { hangUp: true };
    };
    expect(await registerAtPartner(deps(), client.owner, subscriptionId)).toMatchObject({
      ok: false,
      advice: expect.stringContaining("change of tokens (PUT) from its side"),
    });
    // The partner believes that it is registered.
    expect(await use(ours)).toBe(200);
    expect(await outgoing()).toBeNull();
    expect(await post(ours, token("B1"))).toMatchObject({ http: 405 });
    test.advance(1);
    const answer = await put(ours, token("B1"));
    expect(answer).toMatchObject({ code: 1000 });
    expect((await read()).row).toMatchObject({ state: "CREDENTIALS_EXCHANGED", version: "2.2.1" });
    // Its answer may be lost as well: what the partner has works until it uses the new one.
    test.advance(3600);
    expect(await use(ours)).toBe(200);
    test.advance(61);
    await expectOnePair(answer.token, token("B1"));
  });

  it("a second POST that is refused leaves the first offer as it was", async () => {
    await waitForOurPost();
    const offers: string[] = [];
    peer.script = async (offered) => {
      offers.push(offered.token);
      return offers.length === 1 ? { hangUp: true } : { status: 2000 };
    };
    for (let go = 0; go < 2; go += 1) await registerAtPartner(deps(), client.owner, subscriptionId);
    const [first = "", second = ""] = offers;
    expect([await use(first), await use(second)]).toEqual([200, 401]);
  });

  it("a POST that is refused leaves nothing", async () => {
    await waitForOurPost();
    let ours = "";
    peer.script = async (offered) => {
      ours = offered.token;
      return { status: 3001 };
    };
    expect(await registerAtPartner(deps(), client.owner, subscriptionId)).toMatchObject({ ok: false });
    expect(await use(ours)).toBe(401);
    expect((await read()).row).toMatchObject({ state: "APPROVED", offeredVersion: null, handshakeId: null });
  });

  it("only a process that holds the handshake may make a token for it", async () => {
    await registered();
    const dead = await beginHandshake(test.context, client.owner, subscriptionId, "rotate");
    test.advance(121);
    await beginHandshake(test.context, client.owner, subscriptionId, "rotate");
    await expect(preparePartnerToken(test.context, dead, null)).rejects.toMatchObject({
      code: "handshake_overtaken",
    });
  });
});

describe("no 401 in the moment of a handshake", () => {
  it("SEC-76, REL-106: our token opens every module while our POST is open, and right after", async () => {
    await waitForOurPost();
    let ours = "";
    const met: number[] = [];
    peer.script = async (offered) => {
      ours = offered.token;
      met.push((await call("GET", "versions", ours)).http, await use(ours), await use(ours));
      return { token: token("C") };
    };
    const busy = (async () => {
      while (ours === "") await new Promise((resolve) => setTimeout(resolve, 1));
      for (let go = 0; go < 30; go += 1) met.push(await use(ours));
    })();
    expect(await registerAtPartner(deps(), client.owner, subscriptionId)).toMatchObject({ ok: true });
    await busy;
    expect([...new Set(met)]).toEqual([200]);
    expect(await use(ours)).toBe(200);
  });

  it("SEC-76: a registration token never opens more than versions and credentials, our POST being open or not", async () => {
    const a = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    await waitForOurPost();
    peer.script = async () => {
      expect(await use(a.token)).toBe(401);
      return { token: token("C") };
    };
    expect(await registerAtPartner(deps(), client.owner, subscriptionId)).toMatchObject({ ok: true });
  });

  it("the token in our answer works with the next request, in every process", async () => {
    const a = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    const answer = await post(a.token, token("B0"));
    const met = await Promise.all([...Array(5).keys()].map(() => use(answer.token)));
    expect(met).toEqual(Array(5).fill(200));
    test.advance(1);
    const next = await put(answer.token, token("B1"));
    expect([await use(next.token), await use(answer.token)]).toEqual([200, 200]);
  });

  it("REL-106: a PUT whose answer is lost costs nothing: the old token works until the new one is used", async () => {
    const before = await registered();
    const lost = await put(before.ours, token("B1"));
    test.advance(24 * 3600);
    expect(await use(before.ours)).toBe(200);
    test.advance(61);
    const again = await put(before.ours, token("B2"));
    expect(again).toMatchObject({ code: 1000 });
    test.advance(1);
    await expectOnePair(again.token, token("B2"));
    expect(await use(before.ours)).toBe(401);
    expect(await use(lost.token)).toBe(401);
  });
});
