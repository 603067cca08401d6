import { afterEach, describe, expect, it } from "vitest";
import { Harness, TAP, until } from "./testing/harness";
import { OCPI_VERSIONS } from "./wire/versions.rules";

let harness: Harness;

afterEach(() => harness.stop());

describe.each(OCPI_VERSIONS)("commands in %s", (version) => {
  it("starts with a token of its own for this one transaction, and waits for the result", async () => {
    harness = await Harness.connected(version);
    const tapped = await harness.tapped({ card: "mastercard" });
    const { body, headers } = harness.cpo.of("POST", /START_SESSION$/)[0] ?? {};
    const base = `${harness.simulator.url}/ocpi/pay/${version}`;
    const common = {
      uid: expect.stringMatching(/^PAY-[0-9A-F]{32}$/),
      issuer: "Pay Terminals",
      valid: true,
      whitelist: "NEVER",
      visual_number: "**** **** **** 5100",
      last_updated: expect.stringMatching(version === "2.1.1" ? /:\d\dZ$/ : /\.\d{3}Z$/),
    };
    const place = { location_id: "L1", evse_uid: "L1-E1" };
    expect(body).toEqual(
      version === "2.1.1"
        ? {
            response_url: `${base}/commands/START_SESSION/${tapped.id}`,
            token: { ...common, type: "OTHER", auth_id: tapped.tokenUid },
            ...place,
          }
        : {
            response_url: `${base}/commands/START_SESSION/${tapped.id}`,
            token: {
              ...common,
              country_code: "DE",
              party_id: "PAY",
              type: "AD_HOC_USER",
              contract_id: tapped.tokenUid,
            },
            ...place,
            connector_id: "1",
            authorization_reference: tapped.authorizationReference,
          },
    );
    expect(headers?.["ocpi-to-party-id"]).toBe(version === "2.1.1" ? undefined : "KBW");
    expect(harness.control.transaction("pay", tapped.id)).toMatchObject({
      state: "waiting",
      startResponse: "ACCEPTED",
      startResult: "ACCEPTED",
      // 2.1.1 has no preauthorize_amount: the provider's own.
      holdMinor: version === "2.1.1" ? 5_000 : 4_500,
      releasedMinor: null,
    });
    expect(harness.control.complaints()).toEqual([]);
  });

  it("stops the session that the CPO named", async () => {
    harness = await Harness.connected(version);
    const { id } = await harness.tapped();
    await expect(harness.control.stop("pay", id)).rejects.toThrow("not begun");
    await harness.pushSession("ACTIVE", 1, 100);
    await until(() => harness.control.transaction("pay", id).state === "charging");
    await harness.control.stop("pay", id);
    expect(harness.cpo.of("POST", /STOP_SESSION$/)[0]?.body).toEqual({
      response_url: expect.stringMatching(/STOP_SESSION/),
      session_id: "S1",
    });
    await until(() => harness.control.transaction("pay", id).stopResult === "ACCEPTED");
    expect(harness.control.transaction("pay", id).state).toBe("stopping");
  });

  it("unlocks, and never uses a uid twice", async () => {
    harness = await Harness.connected(version);
    const unlock = { location_id: "L1", evse_uid: "L1-E1", connector_id: "1" };
    const command = { command: "UNLOCK_CONNECTOR", body: unlock } as const;
    expect(await harness.control.command("pay", command)).toMatchObject({ response: "ACCEPTED" });
    const uids = new Set([(await harness.tapped()).tokenUid, (await harness.tapped()).tokenUid]);
    expect(uids.size).toBe(2);
  });
});

describe("commands that do not work", () => {
  it.each(["REJECTED", "NOT_SUPPORTED"])("releases the hold when the CPO answers %s", async (response) => {
    harness = await Harness.connected("2.2.1");
    harness.cpo.commandResponse = response;
    const { id } = await harness.control.tap("pay", TAP);
    expect(harness.control.transaction("pay", id)).toMatchObject({
      state: "refused",
      startResponse: response,
      capturedMinor: 0,
      releasedMinor: 4_500,
    });
  });

  it.each(["FAILED", "EVSE_OCCUPIED", "EVSE_INOPERATIVE", "REJECTED"])(
    "releases the hold when the result is %s",
    async (result) => {
      harness = await Harness.connected("2.3.0");
      harness.cpo.commandResult = result;
      const { id } = await harness.tapped();
      expect(harness.control.transaction("pay", id)).toMatchObject({ state: "refused", startResult: result });
    },
  );

  it("keeps the hold after TIMEOUT, because the session can still come", async () => {
    harness = await Harness.connected("2.3.0");
    harness.cpo.commandResult = "TIMEOUT";
    const { id } = await harness.tapped();
    expect(harness.control.transaction("pay", id)).toMatchObject({ state: "waiting", holdReleased: false });
    await harness.pushSession("ACTIVE", 1, 100);
    await until(() => harness.control.transaction("pay", id).state === "charging");
  });

  it("releases the hold when no session comes, and when the session comes to nothing", async () => {
    harness = await Harness.connected("2.3.0", { noSessionMs: 30 });
    const first = await harness.tapped();
    await until(() => harness.control.transaction("pay", first.id).state === "released");
    const second = await harness.tapped();
    await harness.pushSession("INVALID", 0, 0);
    await until(() => harness.control.transaction("pay", second.id).state === "released");
    expect(harness.control.transaction("pay", second.id).releasedMinor).toBe(4_500);
  });

  it("keeps the hold when nobody knows whether the start arrived", async () => {
    harness = await Harness.connected("2.2.1");
    harness.cpo.failing.set("START_SESSION", 502);
    const { id } = await harness.control.tap("pay", TAP);
    expect(harness.control.transaction("pay", id)).toMatchObject({ state: "waiting", startResponse: null });
  });

  it("goes on charging when the stop is refused", async () => {
    harness = await Harness.connected("2.2.1");
    const { id } = await harness.tapped();
    await harness.pushSession("ACTIVE", 1, 100);
    await until(() => harness.control.transaction("pay", id).state === "charging");
    harness.cpo.commandResponse = "REJECTED";
    expect(await harness.control.stop("pay", id)).toMatchObject({
      state: "charging",
      stopResponse: "REJECTED",
    });
  });

  it("stops by itself at the hold, once, when it is set to", async () => {
    harness = await Harness.connected("2.2.1", { stopAtHold: true });
    await harness.tapped({ holdMinor: 500 });
    await harness.pushSession("ACTIVE", 7, 499);
    await harness.pushSession("ACTIVE", 8, 500);
    await until(() => harness.cpo.of("POST", /STOP_SESSION$/).length === 1);
    await harness.pushSession("ACTIVE", 9, 550);
    expect(harness.cpo.of("POST", /STOP_SESSION$/)).toHaveLength(1);
  });

  it("needs a connection, a terminal in service and a known card", async () => {
    harness = await Harness.start("2.2.1");
    await expect(harness.control.tap("pay", TAP)).rejects.toThrow("not connected");
    await expect(harness.control.tap("pay", { ...TAP, card: "diners" as "visa" })).rejects.toThrow("card");
  });
});
