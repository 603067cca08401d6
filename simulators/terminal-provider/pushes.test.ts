import { afterEach, describe, expect, it } from "vitest";
import { Harness } from "./testing/harness";
import { AT, location, session, tariff } from "./testing/sample-objects";
import { isRecord } from "./wire/envelope.rules";
import { OCPI_VERSIONS } from "./wire/versions.rules";

let harness: Harness;

afterEach(() => harness.stop());

const LATER = "2026-03-01T11:00:00Z";

const stored = (id: string) => harness.control.objects("pay", "locations").find((one) => one.id === id);

describe.each(OCPI_VERSIONS)("pushes in %s", (version) => {
  it("takes a location, an EVSE, a connector and a status", async () => {
    harness = await Harness.connected(version);
    const { cpo } = harness;
    expect(await cpo.push("PUT", "locations", ["L9"], location("L9", version))).toMatchObject({ http: 201 });
    expect(await cpo.push("PUT", "locations", ["L9"], location("L9", version))).toMatchObject({ http: 200 });
    const status = { status: "OUTOFORDER", last_updated: LATER };
    expect(await cpo.push("PATCH", "locations", ["L9", "L9-E1"], status)).toMatchObject({ http: 200 });
    expect(stored("L9")).toMatchObject({
      last_updated: LATER,
      evses: [{ uid: "L9-E1", status: "OUTOFORDER" }, { uid: "L9-E2" }],
    });
    const [evse] = (stored("L9")?.evses ?? []) as Record<string, unknown>[];
    const third = { ...evse, uid: "L9-E3", last_updated: LATER };
    expect(await cpo.push("PUT", "locations", ["L9", "L9-E3"], third)).toMatchObject({ http: 201 });
    const [connector] = (evse?.connectors ?? []) as Record<string, unknown>[];
    const socket = { ...connector, id: "9" };
    expect(await cpo.push("PUT", "locations", ["L9", "L9-E3", "9"], socket)).toMatchObject({ http: 201 });
    expect(await cpo.push("GET", "locations", ["L9", "L9-E3", "9"])).toMatchObject({ data: socket });
    expect(harness.control.complaints()).toEqual([]);
  });

  it("takes tariffs and forgets deleted ones; PATCH exists only in 2.1.1", async () => {
    harness = await Harness.connected(version);
    const { cpo } = harness;
    expect(await cpo.push("PUT", "tariffs", ["T-9"], tariff("T-9", version))).toMatchObject({ http: 201 });
    const patch = await cpo.push("PATCH", "tariffs", ["T-9"], { currency: "SEK" });
    expect(patch).toMatchObject({ http: version === "2.1.1" ? 200 : 405 });
    expect(await cpo.push("DELETE", "tariffs", ["T-9"])).toMatchObject({ http: 200 });
    expect(await cpo.push("DELETE", "tariffs", ["T-9"])).toMatchObject({ http: 404 });
    expect(harness.control.complaints()).toEqual([]);
  });

  it("follows a session by PUT and PATCH; charging periods are appended", async () => {
    harness = await Harness.connected(version);
    const { id } = await harness.tapped();
    expect(await harness.pushSession("PENDING", 0, 0)).toMatchObject({ http: 201 });
    expect(harness.control.transaction("pay", id)).toMatchObject({ state: "waiting", sessionId: "S1" });
    expect(await harness.pushSession("ACTIVE", 4.2, 248)).toMatchObject({ http: 200 });
    const period = { start_date_time: AT, dimensions: [{ type: "ENERGY", volume: 1 }] };
    const patch = { kwh: 5.5, charging_periods: [period], last_updated: LATER };
    for (let times = 0; times < 2; times++) {
      expect(await harness.cpo.push("PATCH", "sessions", ["S1"], patch)).toMatchObject({ http: 200 });
    }
    expect(harness.control.objects("pay", "sessions")).toMatchObject([
      { kwh: 5.5, charging_periods: [period, period] },
    ]);
    expect(harness.control.transaction("pay", id)).toMatchObject({
      state: "charging",
      kwh: 5.5,
      costMinor: 248,
      startedAt: AT,
    });
    expect(await harness.cpo.push("PATCH", "sessions", ["S404"], patch)).toMatchObject({ http: 404 });
    expect(harness.control.complaints()).toEqual([]);
  });

  it("answers a CDR with its address, from which it can be read", async () => {
    harness = await Harness.connected(version);
    await harness.tapped();
    const answer = await harness.pushCdr(1_310);
    const address = (answer.headers as Headers).get("location") ?? "";
    expect(address).toBe(`${harness.cpo.endpoint("cdrs")}/CDR-S1`);
    expect(await harness.cpo.call("GET", address)).toMatchObject({ data: { id: "CDR-S1" } });
    expect(await harness.cpo.call("GET", `${harness.cpo.endpoint("cdrs")}/unknown`)).toMatchObject({
      http: 404,
    });
  });

  it("never lists a token and authorises none", async () => {
    harness = await Harness.connected(version);
    const { tokenUid } = await harness.tapped();
    const list = await harness.cpo.push("GET", "tokens", []);
    expect(list).toMatchObject({ data: [] });
    expect((list.headers as Headers).get("x-total-count")).toBe("0");
    const code = version === "2.1.1" ? 2001 : 2004;
    const answer = await harness.cpo.push("POST", "tokens", [tokenUid, "authorize"]);
    expect(answer).toMatchObject({ http: 404, status_code: code });
    expect(harness.control.complaints()).toMatchObject([
      { complaint: "an ad-hoc token must not be authorised in real time" },
    ]);
  });

  it("refuses a path that does not fit the body, and a party that is not there", async () => {
    harness = await Harness.connected(version);
    const { cpo } = harness;
    const body = location("L1", version);
    expect(await cpo.push("PUT", "locations", ["L2"], body)).toMatchObject({ http: 200, status_code: 2001 });
    const foreign = `${cpo.endpoint("locations")}/FR/ABC/L1`;
    expect(await cpo.call("PUT", foreign, body)).toMatchObject({ http: 404 });
    const lower = `${cpo.endpoint("locations")}/nl/kbw/L1/`;
    expect(await cpo.call("PUT", lower, body)).toMatchObject({ http: 200, status_code: 1000 });
  });

  it("echoes message ids and swaps the parties", async () => {
    harness = await Harness.connected(version);
    const ids = { "x-request-id": "r-1", "x-correlation-id": "c-1" };
    const { headers } = await harness.cpo.call(
      "GET",
      harness.cpo.endpoint("tokens"),
      undefined,
      undefined,
      ids,
    );
    const got = (name: string) => (headers as Headers).get(name);
    expect([got("x-request-id"), got("x-correlation-id")]).toEqual(["r-1", "c-1"]);
    const parties = ["ocpi-from-party-id", "ocpi-to-party-id", "ocpi-to-country-code"].map(got);
    expect(parties).toEqual(version === "2.1.1" ? [null, null, null] : ["PAY", "KBW", "NL"]);
  });

  it("crawls by Link and fetches one location, EVSE or connector", async () => {
    harness = await Harness.connected(version);
    const [report] = await harness.control.crawl("pay", { modules: ["locations"] });
    expect(report).toMatchObject({ pages: 2, totalCount: 3, error: null });
    await harness.control.fetch("pay", "locations", ["L1", "L1-E1", "1"]);
    expect(harness.cpo.of("GET", /locations\/L1\/L1-E1\/1$/)).toHaveLength(1);
  });
});

describe("complaints", () => {
  it("names what an object breaks, and keeps the object", async () => {
    harness = await Harness.connected("2.2.1");
    await harness.tapped();
    const started = harness.lastStarted();
    const { country_code: _, ...wrong } = session(started, "2.2.1", "ACTIVE", 1, 100);
    await harness.cpo.push("PUT", "sessions", [started.id], {
      ...wrong,
      auth_id: "old",
      total_cost: 1.21,
      end_date_time: null,
      last_updated: "2026-03-01T10:00:00+00:00",
    });
    expect(
      harness.control
        .complaints()
        .map(({ complaint }) => complaint)
        .sort(),
    ).toEqual([
      "auth_id does not exist in 2.2.1",
      "country_code is missing",
      "end_date_time is no DateTime of OCPI",
      "end_date_time is null",
      "last_updated is no DateTime of OCPI",
      "total_cost has not the shape of 2.2.1",
    ]);
    expect(harness.control.objects("pay", "sessions").filter(isRecord)).toHaveLength(1);
  });

  it("notices missing headers and a PATCH without last_updated", async () => {
    harness = await Harness.connected("2.3.0");
    await fetch(`${harness.cpo.endpoint("locations")}/NL/KBW/L1/L1-E1`, {
      method: "PATCH",
      headers: { authorization: `Token ${btoa(harness.cpo.outbound)}`, "content-type": "application/json" },
      body: JSON.stringify({ status: "BLOCKED", floor_level: null }),
    });
    const complaints = harness.control.complaints("pay").map(({ complaint }) => complaint);
    expect(complaints).toContain("x-request-id is missing");
    expect(complaints).toContain("ocpi-to-party-id is missing");
    expect(complaints).toContain("PATCH without last_updated");
    expect(complaints).toContain("floor_level is null");
  });
});
