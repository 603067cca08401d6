import { afterEach, describe, expect, it } from "vitest";
import { Harness, until } from "./testing/harness";
import { OCPI_VERSIONS } from "./wire/versions.rules";

let harness: Harness;

afterEach(() => harness.stop());

describe.each(OCPI_VERSIONS)("handshake in %s", (version) => {
  it("registers with a token A of the CPO, then reads locations and tariffs", async () => {
    harness = await Harness.connected(version);
    const { connection, counts } = harness.control.view("pay");
    expect(connection).toMatchObject({ status: "connected", version, lastError: null });
    expect(counts).toMatchObject({ locations: 3, tariffs: 2 });
    const [post] = harness.cpo.of("POST", /credentials$/);
    const role = { business_details: { name: "Pay Terminals" }, party_id: "PAY", country_code: "DE" };
    const common = { token: expect.any(String), url: harness.simulator.versionsUrl("pay") };
    expect(post?.body).toEqual(
      version === "2.1.1" ? { ...common, ...role } : { ...common, roles: [{ role: "PTP", ...role }] },
    );
    expect(harness.control.complaints()).toEqual([]);
  });

  it("issues a token A with which the CPO registers, and which is dead afterwards", async () => {
    harness = await Harness.start(version);
    const { token, versionsUrl } = harness.control.issueToken("pay");
    expect(await harness.cpo.register(versionsUrl, token)).toMatchObject({ http: 200, status_code: 1000 });
    expect(harness.control.view("pay").connection).toMatchObject({ status: "connected", version });
    expect(await harness.cpo.call("GET", versionsUrl, undefined, token)).toMatchObject({ http: 401 });
    await until(() => harness.control.view("pay").counts.tariffs === 2);
    expect(harness.control.complaints()).toEqual([]);
  });

  it("gives out nothing but versions and credentials for a token A", async () => {
    harness = await Harness.start(version);
    const { token, versionsUrl } = harness.control.issueToken("pay");
    const root = versionsUrl.replace(/versions$/, version);
    expect(await harness.cpo.call("GET", root, undefined, token)).toMatchObject({ http: 200 });
    expect(await harness.cpo.call("GET", `${root}/tokens`, undefined, token)).toMatchObject({ http: 401 });
    for (const method of ["PUT", "DELETE"]) {
      const answer = await harness.cpo.call(method, `${root}/credentials`, undefined, token);
      expect(answer).toMatchObject({ http: 405 });
    }
  });

  it("rotates tokens from our side", async () => {
    harness = await Harness.connected(version);
    const before = { inbound: harness.cpo.inbound, outbound: harness.cpo.outbound };
    await harness.control.rotate("pay");
    expect(harness.cpo.inbound).not.toBe(before.inbound);
    expect(harness.cpo.outbound).not.toBe(before.outbound);
    expect(await harness.cpo.push("GET", "tokens", [])).toMatchObject({ http: 200 });
    const old = await harness.cpo.call("GET", harness.cpo.endpoint("tokens"), undefined, before.outbound);
    expect(old).toMatchObject({ http: 401 });
    await expect(harness.control.crawl("pay")).resolves.toMatchObject([{ error: null }, { error: null }]);
  });

  it("rotates tokens from the CPO's side; the old one lives until the new one is used", async () => {
    harness = await Harness.connected(version);
    const { outbound } = harness.cpo;
    const answer = await harness.cpo.register(harness.simulator.versionsUrl("pay"), outbound, "PUT");
    expect(answer).toMatchObject({ http: 200, status_code: 1000 });
    const url = harness.cpo.endpoint("tokens");
    expect(await harness.cpo.call("GET", url, undefined, outbound)).toMatchObject({ http: 200 });
    expect(await harness.cpo.call("GET", url)).toMatchObject({ http: 200 });
    expect(await harness.cpo.call("GET", url, undefined, outbound)).toMatchObject({ http: 401 });
  });

  it("lets calls with the old token through while tokens are rotated", async () => {
    harness = await Harness.connected(version);
    const { outbound } = harness.cpo;
    const answers = await Promise.all([
      harness.control.rotate("pay"),
      ...Array.from({ length: 20 }, () =>
        harness.cpo.call("GET", harness.cpo.endpoint("tokens"), undefined, outbound),
      ),
    ]);
    expect(answers.slice(1).map((answer) => answer?.http)).toEqual(Array(20).fill(200));
  });

  it("refuses a second POST with 405, and ends with DELETE from either side", async () => {
    harness = await Harness.connected(version);
    const url = `${harness.simulator.versionsUrl("pay").replace(/versions$/, version)}/credentials`;
    expect(await harness.cpo.call("POST", url, {})).toMatchObject({ http: 405 });
    expect(await harness.cpo.call("GET", url)).toMatchObject({ data: { token: harness.cpo.outbound } });
    expect(await harness.cpo.call("DELETE", url)).toMatchObject({ http: 200, status_code: 1000 });
    expect(harness.control.view("pay").connection.status).toBe("ended");
    expect(await harness.cpo.call("GET", url)).toMatchObject({ http: 401 });
  });

  it("unregisters", async () => {
    harness = await Harness.connected(version);
    await harness.control.unregister("pay");
    expect(harness.cpo.inbound).toBeNull();
    expect(harness.control.view("pay").connection.status).toBe("ended");
  });
});

describe("handshake", () => {
  it("takes the highest common version", async () => {
    harness = await Harness.start("2.2.1", { versions: ["2.1.1", "2.2.1"] });
    await harness.control.register("pay", {
      versionsUrl: harness.cpo.versionsUrl,
      token: harness.cpo.tokenA ?? "",
    });
    expect(harness.control.view("pay").connection.version).toBe("2.2.1");
  });

  it("says why it failed, and leaves no token behind", async () => {
    harness = await Harness.start("2.2.1", { version: "2.1.1" });
    const from = { versionsUrl: harness.cpo.versionsUrl, token: harness.cpo.tokenA ?? "" };
    await expect(harness.control.register("pay", from)).rejects.toThrow("no version in common");
    await expect(harness.control.register("pay", { ...from, token: "wrong" })).rejects.toThrow("HTTP 401");
    expect(harness.control.view("pay").connection).toMatchObject({ status: "failed", inboundTokens: [] });
  });

  it("answers 3001 when it cannot use the CPO's API, and the token A stays good", async () => {
    harness = await Harness.start("2.2.1");
    const { token, versionsUrl } = harness.control.issueToken("pay");
    harness.cpo.failing.set("/versions", 500);
    expect(await harness.cpo.register(versionsUrl, token)).toMatchObject({ http: 200, status_code: 3001 });
    harness.cpo.failing.clear();
    expect(await harness.cpo.register(versionsUrl, token)).toMatchObject({ status_code: 1000 });
  });

  it.each([
    ["auto", "raw"],
    ["auto", "base64"],
    ["raw", "raw"],
    ["base64", "base64"],
  ] as const)("with the encoding %s it reaches a CPO that takes only %s", async (tokenEncoding, accepts) => {
    harness = await Harness.start("2.2.1", { tokenEncoding });
    harness.cpo.accepts = accepts;
    await harness.control.register("pay", {
      versionsUrl: harness.cpo.versionsUrl,
      token: harness.cpo.tokenA ?? "",
    });
    expect(harness.control.view("pay").connection.status).toBe("connected");
  });

  it("sends raw on purpose, and fails where Base64 is wanted", async () => {
    harness = await Harness.start("2.2.1", { tokenEncoding: "raw" });
    harness.cpo.accepts = "base64";
    const from = { versionsUrl: harness.cpo.versionsUrl, token: harness.cpo.tokenA ?? "" };
    await expect(harness.control.register("pay", from)).rejects.toThrow("HTTP 401");
  });

  it("registers at start-up as soon as the CPO is up, and tells it of the terminals", async () => {
    const start = await Harness.start("2.3.0", { id: "unused" });
    const { cpo } = start;
    cpo.failing.set("/versions", 503);
    await start.simulator.stop();
    harness = start;
    const { startTerminalProviderSimulator } = await import("./server");
    const { PROVIDER } = await import("./testing/harness");
    const simulator = await startTerminalProviderSimulator({
      retryMs: 10,
      providers: [
        {
          ...PROVIDER,
          terminals: [...PROVIDER.terminals],
          registrationToken: cpo.tokenA ?? "",
          versionsUrl: cpo.versionsUrl,
        },
      ],
    });
    await until(() => simulator.control.view("pay").connection.status === "failed");
    cpo.failing.clear();
    await until(() => cpo.of("POST", /payments\/terminals$/).length === 1);
    expect(cpo.of("POST", /payments\/terminals$/)[0]?.body).toEqual({
      terminal_id: "T-1",
      reference: "SN-1",
      location_ids: ["L1"],
      last_updated: expect.any(String),
    });
    await simulator.stop();
  });

  it("serves versions without a token only when it is told to", async () => {
    harness = await Harness.start("2.2.1");
    const url = harness.simulator.versionsUrl("pay");
    expect((await fetch(url)).status).toBe(401);
    harness.control.configure("pay", { publicVersions: true });
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url.replace(/versions$/, "2.2.1/credentials"))).status).toBe(401);
  });
});
