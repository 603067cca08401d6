import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticatePartner } from "@/lib/subscriptions/authenticate-partner";
import type { ConnectionVersion } from "@/lib/subscriptions/connection.model";
import { enterPeerToken } from "@/lib/subscriptions/enter-peer-token";
import { issueRegistrationToken } from "@/lib/subscriptions/issue-registration-token";
import { reissueRegistration } from "@/lib/subscriptions/reissue-registration";
import { setTestEnvironment } from "@/lib/subscriptions/testing/environment";
import { ANY_HOST, seedApproved, seedClient, type TestClient } from "@/lib/subscriptions/testing/seed";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { register, rotate, unregister } from "@/simulators/terminal-provider/client/handshake";
import {
  startTerminalProviderSimulator,
  type TerminalProviderSimulator,
} from "@/simulators/terminal-provider/server";
import { systemOutbound } from "../../exchange/outbound/system-client";
import { openPartner } from "../../partner/open-partner";
import { handshakeCall, handshakeWith } from "./handshake-call";
import { registerAtPartner } from "./register-at-partner";
import { rotateTokens } from "./rotate-tokens";
import { terminateConnection } from "./terminate-connection";
import { CpoServer } from "./testing/cpo-server";

const VERSIONS: readonly ConnectionVersion[] = ["2.1.1", "2.2.1", "2.3.0"];

let test: TestContext;
let server: CpoServer;
let simulator: TerminalProviderSimulator;
let client: TestClient;
const deps = () => ({ context: test.context, outbound: systemOutbound() });
const versionsUrl = () => `${server.url}/api/ocpi/versions`;

beforeAll(async () => {
  test = await openTestContext();
  server = await CpoServer.start();
  setTestEnvironment(test.ownerUrl, { PUBLIC_URL: server.url, NEXTAUTH_URL: server.url });
  server.serve(deps());
  simulator = await startTerminalProviderSimulator();
  client = await seedClient(test.context, "handshakes", [{ partyId: "AAA" }, { partyId: "BBB" }]);
});

afterAll(async () => {
  await simulator.stop();
  await server.close();
  await test.close();
});

let serial = 0;
/** A provider in the simulator and its approved connection here. */
async function pair(version: ConnectionVersion, settings: Record<string, unknown> = {}) {
  serial += 1;
  const partyId = `P${String(serial).padStart(2, "0")}`;
  const id = `provider-${serial}`;
  const provider = simulator.control.addProvider({
    id,
    countryCode: "DE",
    partyId,
    tokenPrefix: partyId,
    version,
    crawlOnConnect: false,
    announceTerminals: false,
    ...settings,
  });
  const subscriptionId = await seedApproved(test.context, client, { partyId, prefix: partyId, version });
  return { provider, subscriptionId };
}

async function read(subscriptionId: string) {
  return test.context.db.withClient(client.clientId, async (tx) => ({
    row: await tx.subscription.findUniqueOrThrow({ where: { id: subscriptionId } }),
    events: await tx.subscriptionEvent.findMany({ where: { subscriptionId }, orderBy: { seq: "asc" } }),
    credentials: await tx.ocpiCredential.findMany({ where: { subscriptionId } }),
  }));
}

const works = async (token: string | null | undefined) =>
  (await authenticatePartner(test.context, [{ token: token ?? "", encoding: "raw" }])) !== null;

/** A partner that started with our token A. */
async function registered(version: ConnectionVersion = "2.2.1") {
  const { provider, subscriptionId } = await pair(version);
  const { token } = await issueRegistrationToken(test.context, client.owner, subscriptionId);
  await register(provider, { versionsUrl: versionsUrl(), token });
  return { provider, subscriptionId, tokenA: token };
}

/** Proves that we can call the partner with what is stored. */
async function ourCall(subscriptionId: string): Promise<boolean> {
  const opened = await openPartner(test.context, subscriptionId);
  if (opened === null) return false;
  const { connection, access } = opened;
  const ref = { clientId: client.clientId, subscriptionId, by: { actor: "system", byName: "test" } };
  const handshake = { ...handshakeWith(deps(), ref, connection, access.token), access };
  const url = connection.peerVersionsUrl ?? "";
  return (await handshakeCall(handshake, "GET versions", { method: "GET", url })).ok;
}

describe.each(VERSIONS)("handshake in OCPI %s", (version) => {
  it("SEC-76: the partner registers with token A, which is dead afterwards; both sides can call", async () => {
    const { provider, subscriptionId, tokenA } = await registered(version);
    const { row, events } = await read(subscriptionId);
    expect(row).toMatchObject({ state: "CREDENTIALS_EXCHANGED", version });
    expect(row.peerEndpoints).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ identifier: "cdrs", role: version === "2.1.1" ? null : "RECEIVER" }),
      ]),
    );
    expect(await works(tokenA)).toBe(false);
    expect(await works(provider.state.connection.outboundToken)).toBe(true);
    expect(await ourCall(subscriptionId)).toBe(true);
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["registration_token_issued", "handshake_step", "registered"]),
    );
  });

  it("we register at the partner with its token A; it reads our versions while our POST is open", async () => {
    const { provider, subscriptionId } = await pair(version);
    const { token, versionsUrl: theirs } = simulator.control.issueToken(provider.id);
    await enterPeerToken(
      test.context,
      client.owner,
      { subscriptionId, token, versionsUrl: theirs },
      ANY_HOST,
    );
    server.seen.length = 0;
    const result = await registerAtPartner(deps(), client.owner, subscriptionId);
    expect(result).toMatchObject({ ok: true });
    expect(server.seen).toEqual(["GET versions 200", `GET ${version} 200`]);
    const { row, credentials } = await read(subscriptionId);
    expect(row).toMatchObject({ state: "CREDENTIALS_EXCHANGED", version, handshakeUntil: null });
    expect(credentials.filter(({ revokedAt }) => revokedAt === null)).toHaveLength(1);
    expect(await works(provider.state.connection.outboundToken)).toBe(true);
    expect(await ourCall(subscriptionId)).toBe(true);
  });

  it("SEC-78: PUT from either side gives both sides new tokens, and the old one works a little longer", async () => {
    const { provider, subscriptionId } = await registered(version);
    const first = provider.state.connection.outboundToken;
    await rotate(provider);
    const second = provider.state.connection.outboundToken;
    expect(second).not.toBe(first);
    expect(await ourCall(subscriptionId)).toBe(true);
    expect(await rotateTokens(deps(), client.owner, subscriptionId)).toMatchObject({ ok: true });
    expect(await ourCall(subscriptionId)).toBe(true);
    expect(await works(provider.state.connection.outboundToken)).toBe(true);
    expect(await works(second)).toBe(true);
    test.advance(11 * 60);
    expect(await works(second)).toBe(false);
    expect(await works(provider.state.connection.outboundToken)).toBe(true);
  });

  it("DELETE of the partner ends the registration at once and keeps the record", async () => {
    const { provider, subscriptionId } = await registered(version);
    const token = provider.state.connection.outboundToken;
    await unregister(provider);
    expect(await works(token)).toBe(false);
    expect(await openPartner(test.context, subscriptionId)).toBeNull();
    const { row, events } = await read(subscriptionId);
    expect(row.state).toBe("APPROVED");
    expect(events.at(-1)).toMatchObject({ kind: "unregistered", actor: "provider" });
  });

  it("the end of a connection kills the tokens and tells the partner", async () => {
    const { provider, subscriptionId } = await registered(version);
    const token = provider.state.connection.outboundToken;
    const told = await terminateConnection(deps(), client.owner, {
      subscriptionId,
      reason: "contract ended",
    });
    expect(told).toEqual({ partnerTold: true });
    expect(await works(token)).toBe(false);
    expect(provider.state.connection.status).toBe("ended");
    expect((await read(subscriptionId)).row.state).toBe("TERMINATED");
  });
});

describe("token encodings", () => {
  it.each(["base64", "raw"] as const)(
    "a partner that insists on %s is found out and remembered",
    async (encoding) => {
      for (const version of VERSIONS) {
        const { provider, subscriptionId } = await pair(version, { tokenEncoding: encoding });
        const { token } = await issueRegistrationToken(test.context, client.owner, subscriptionId);
        await register(provider, { versionsUrl: versionsUrl(), token });
        expect(await ourCall(subscriptionId), version).toBe(true);
      }
    },
  );

  it("SEC-77: a connection with a fixed encoding is reached in no other", async () => {
    const { provider, subscriptionId } = await registered();
    await test.context.db.withClient(client.clientId, (tx) =>
      tx.subscription.update({ where: { id: subscriptionId }, data: { tokenEncoding: "base64" } }),
    );
    const token = provider.state.connection.outboundToken ?? "";
    expect(await authenticatePartner(test.context, [{ token, encoding: "raw" }])).toBeNull();
    expect(await authenticatePartner(test.context, [{ token, encoding: "base64" }])).not.toBeNull();
  });
});

const call = async (method: string, token: string, body?: unknown, path = "2.2.1/credentials") => {
  const response = await fetch(`${server.url}/api/ocpi/${path}`, {
    method,
    headers: { authorization: `Token ${btoa(token)}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const {
    status_code: code,
    status_message: message,
    data,
  } = (await response.json()) as Record<string, unknown>;
  return { http: response.status, code, message, data };
};

const credentialsOf = (
  provider: { versionsUrl: string; countryCode: string; partyId: string },
  token: string,
) => ({
  token,
  url: provider.versionsUrl,
  roles: [
    {
      role: "PTP",
      country_code: provider.countryCode,
      party_id: provider.partyId,
      business_details: { name: "Simulated" },
    },
  ],
});

describe("what can go wrong while the partner registers", () => {
  it("POST when registered, PUT and DELETE when not: 405", async () => {
    const { provider } = await registered();
    const token = provider.state.connection.outboundToken ?? "";
    expect(await call("POST", token, credentialsOf(provider, "x".repeat(40)))).toMatchObject({ http: 405 });
    const fresh = await pair("2.2.1");
    const a = await issueRegistrationToken(test.context, client.owner, fresh.subscriptionId);
    for (const method of ["PUT", "DELETE"])
      expect(await call(method, a.token, credentialsOf(fresh.provider, "x".repeat(40)))).toMatchObject({
        http: 405,
      });
  });

  it("3001 when its platform does not answer, and token A lives on; nothing says why an address was refused", async () => {
    const { provider, subscriptionId } = await pair("2.2.1");
    const { token } = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    simulator.control.issueToken(provider.id, "b".repeat(43));
    for (const url of [
      "http://127.0.0.1:1/versions",
      "https://evil.example/versions",
      "http://10.0.0.1/versions",
    ]) {
      const answer = await call("POST", token, { ...credentialsOf(provider, "b".repeat(43)), url });
      expect(answer).toMatchObject({ http: 200, code: 3001, message: "The address could not be used." });
    }
    expect((await read(subscriptionId)).row.state).toBe("APPROVED");
    expect(await call("POST", token, credentialsOf(provider, "b".repeat(43)))).toMatchObject({
      http: 200,
      code: 1000,
    });
  });

  it("3002 for another version than agreed, 2001 for another party and for unreadable credentials", async () => {
    const { provider, subscriptionId } = await pair("2.2.1");
    const { token } = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    const good = credentialsOf(provider, "b".repeat(43));
    expect(await call("POST", token, good, "2.3.0/credentials")).toMatchObject({ http: 200, code: 3002 });
    const stranger = credentialsOf(
      { ...provider, versionsUrl: provider.versionsUrl, countryCode: "FR", partyId: "EVL" },
      "b".repeat(43),
    );
    expect(await call("POST", token, stranger)).toMatchObject({ http: 200, code: 2001 });
    for (const body of [
      undefined,
      {},
      [],
      "text",
      { ...good, token: "has a blank" },
      { ...good, url: 7 },
      { ...good, roles: [] },
    ])
      expect(await call("POST", token, body), JSON.stringify(body)).toMatchObject({ http: 200, code: 2001 });
    expect((await read(subscriptionId)).row.state).toBe("APPROVED");
  });

  it("3003 when a module is missing that we push to, unless its pushes are off", async () => {
    const { provider, subscriptionId } = await pair("2.2.1");
    const { token } = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    const lean = createServer();
    await new Promise<void>((resolve) => lean.listen(0, "127.0.0.1", resolve));
    const { port } = lean.address() as { port: number };
    const base = `http://127.0.0.1:${port}`;
    // An operator who enters the address of the details instead of the versions is understood.
    lean.on("request", (_, response) => {
      const endpoints = [{ identifier: "credentials", role: "RECEIVER", url: `${base}/c` }];
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ status_code: 1000, data: { version: "2.2.1", endpoints } }));
    });
    const body = { ...credentialsOf(provider, "b".repeat(43)), url: base };
    expect(await call("POST", token, body)).toMatchObject({ code: 3003, message: "Missing: sessions, cdrs" });
    await test.context.db.withClient(client.clientId, (tx) =>
      tx.subscription.update({
        where: { id: subscriptionId },
        data: { settings: { noPush: ["sessions", "cdrs"] } },
      }),
    );
    expect(await call("POST", token, body)).toMatchObject({ code: 1000 });
    lean.close();
  });

  it("SEC-76: of many requests with one token A exactly one registers", async () => {
    const { provider, subscriptionId } = await pair("2.2.1");
    const { token } = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    simulator.control.issueToken(provider.id, "c".repeat(43));
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call("POST", token, credentialsOf(provider, "c".repeat(43)))),
    );
    expect(answers.filter(({ code }) => code === 1000)).toHaveLength(1);
    // While one is under way the others are told to try again, and then the token is dead.
    expect(answers.filter(({ http, code }) => http === 405 || http === 401 || code === 3000)).toHaveLength(4);
    expect(await works(token)).toBe(false);
    const { credentials } = await read(subscriptionId);
    expect(credentials.filter(({ revokedAt }) => revokedAt === null)).toHaveLength(1);
  });

  it("SEC-76: token A dies after seven days, and when another is issued", async () => {
    const { subscriptionId } = await pair("2.2.1");
    const first = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    const second = await issueRegistrationToken(test.context, client.owner, subscriptionId);
    expect(await works(first.token)).toBe(false);
    expect(await works(second.token)).toBe(true);
    test.advance(7 * 86_400 + 1);
    expect(await works(second.token)).toBe(false);
  });

  it("GET answers our credentials with the token that asks", async () => {
    const { provider } = await registered();
    const token = provider.state.connection.outboundToken ?? "";
    const { data } = await call("GET", token);
    expect(data).toMatchObject({
      token,
      url: versionsUrl(),
      roles: [
        { role: "CPO", country_code: "NL", party_id: "AAA" },
        { role: "CPO", country_code: "NL", party_id: "BBB" },
      ],
    });
  });
});

describe("rotation under load", () => {
  it("REL-106: requests in flight during a rotation are never refused", async () => {
    const { provider, subscriptionId } = await registered();
    const before = provider.state.connection.outboundToken ?? "";
    const [rotated, ...answers] = await Promise.all([
      rotateTokens(deps(), client.owner, subscriptionId),
      ...Array.from({ length: 8 }, () => call("GET", before)),
    ]);
    expect(rotated).toMatchObject({ ok: true });
    expect(answers.map(({ http }) => http)).toEqual(Array(8).fill(200));
    expect(await call("GET", provider.state.connection.outboundToken ?? "")).toMatchObject({ http: 200 });
  });

  it("only one of two rotations at once runs, so that tokens do not mix", async () => {
    const { subscriptionId } = await registered();
    const results = await Promise.allSettled([
      rotateTokens(deps(), client.owner, subscriptionId),
      rotateTokens(deps(), client.owner, subscriptionId),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await ourCall(subscriptionId)).toBe(true);
  });

  it("REL-106: both sides rotate at once, again and again: both can always call", async () => {
    const { provider, subscriptionId } = await registered();
    for (let go = 0; go < 5; go += 1) {
      const ended = await Promise.allSettled([
        rotateTokens(deps(), client.owner, subscriptionId),
        rotate(provider),
      ]);
      expect(ended.some(({ status }) => status === "fulfilled")).toBe(true);
      expect(await works(provider.state.connection.outboundToken)).toBe(true);
      expect(await ourCall(subscriptionId)).toBe(true);
      test.advance(11 * 60);
    }
    expect(await works(provider.state.connection.outboundToken)).toBe(true);
    expect((await read(subscriptionId)).row).toMatchObject({ handshakeId: null, handshakeUntil: null });
  });

  it("SEC-78: a partner that refuses the rotation leaves everything as it was", async () => {
    const { provider, subscriptionId } = await registered();
    const before = provider.state.connection.outboundToken;
    const stored = (await read(subscriptionId)).row.peerTokenCipher;
    provider.faults.arm("versionsDown", { times: 1 });
    expect(await rotateTokens(deps(), client.owner, subscriptionId)).toMatchObject({ ok: false });
    const { row, credentials, events } = await read(subscriptionId);
    expect(row).toMatchObject({
      peerTokenCipher: stored,
      state: "CREDENTIALS_EXCHANGED",
      handshakeUntil: null,
    });
    expect(
      credentials.filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt === null),
    ).toHaveLength(1);
    expect(await works(before)).toBe(true);
    expect(events.at(-1)).toMatchObject({ kind: "handshake_failed" });
    expect(events.at(-1)?.data).toMatchObject({ sentence: expect.any(String), advice: expect.any(String) });
  });
});

describe("a partner that has lost its state", () => {
  it("gets a new token A and registers anew; everything from before is dead", async () => {
    const { provider, subscriptionId } = await registered();
    const old = provider.state.connection.outboundToken;
    const { token } = await reissueRegistration(test.context, client.owner, {
      subscriptionId,
      reason: "lost its state",
    });
    expect(await works(old)).toBe(false);
    provider.state.connection.status = "none";
    await register(provider, { versionsUrl: versionsUrl(), token });
    expect((await read(subscriptionId)).row.state).toBe("CREDENTIALS_EXCHANGED");
    expect(await ourCall(subscriptionId)).toBe(true);
  });

  it("a wrong token of the partner fails with words, and nothing of ours stays open", async () => {
    const { provider, subscriptionId } = await pair("2.2.1");
    await enterPeerToken(
      test.context,
      client.owner,
      { subscriptionId, token: "not-the-token", versionsUrl: provider.versionsUrl },
      ANY_HOST,
    );
    const result = await registerAtPartner(deps(), client.owner, subscriptionId);
    expect(result).toMatchObject({ ok: false, sentence: expect.stringContaining("401") });
    const { row, credentials } = await read(subscriptionId);
    expect(row.state).toBe("APPROVED");
    expect(credentials.filter(({ revokedAt }) => revokedAt === null)).toEqual([]);
  });
});

describe("what is kept", () => {
  it("SEC-75, ADM-25: tokens as hashes and sealed, never in history, audit or journal", async () => {
    const { provider, subscriptionId, tokenA } = await registered();
    const secrets = [
      tokenA,
      provider.state.connection.outboundToken ?? "",
      provider.state.connection.inboundTokens[0] ?? "",
    ];
    const text = await test.context.db.withSystem(async (tx) =>
      JSON.stringify(
        [
          await tx.subscription.findMany(),
          await tx.subscriptionEvent.findMany(),
          await tx.ocpiCredential.findMany(),
          await tx.auditEntry.findMany(),
          await tx.journalEntry.findMany({ where: { subscriptionId } }),
        ],
        (_, value) => (typeof value === "bigint" ? String(value) : (value as unknown)),
      ),
    );
    for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  });
});
