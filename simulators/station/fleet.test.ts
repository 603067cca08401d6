import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StationFleet, startStationFleet } from "./fleet";
import { frameSummary } from "./frame-summary.rules";
import type { Frame, StationSnapshot } from "./station.model";
import { CentralSystem } from "./testing/central-system";

let central: CentralSystem;
let fleet: StationFleet;

beforeEach(async () => {
  central = await CentralSystem.start();
  fleet = await startStationFleet({
    gatewayUrl: central.url,
    controlPort: 0,
    speed: 3_600,
    stations: [
      {
        identity: "NL-1",
        name: "<script>alert(1)</script>",
        site: "Haarlem",
        waitSpeed: 200,
        connectors: [{ id: 1, kind: "AC", maxPowerW: 11_000 }],
      },
      {
        identity: "DE 2/ß",
        site: "Köln",
        waitSpeed: 200,
        connectors: [{ id: 1, kind: "DC", maxPowerW: 300_000 }],
      },
    ],
  });
  await Promise.all(fleet.stations.map((station) => station.waitFor(({ accepted }) => accepted)));
});

afterEach(async () => {
  await fleet.stop();
  await central.stop();
});

const post = (path: string, body?: string, headers: Record<string, string> = {}) =>
  fetch(`${fleet.url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
  });

async function state(path: string): Promise<StationSnapshot> {
  const response = await fetch(`${fleet.url}${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as StationSnapshot;
}

describe("control API", () => {
  it("lists stations, presses buttons of connectors and of stations", async () => {
    const list = (await (await fetch(`${fleet.url}/api/stations`)).json()) as StationSnapshot[];
    expect(list.map(({ identity }) => identity)).toEqual(["NL-1", "DE 2/ß"]);
    const plugged = await post("/api/stations/NL-1/connectors/1/plug-in", '{"socPercent":50}');
    expect(plugged.status).toBe(200);
    expect(await plugged.json()).toMatchObject({
      connectors: [{ plugged: true, socPercent: 50, status: "Preparing" }],
    });
    await post("/api/stations/NL-1/connectors/1/start-locally", '{"idTag":"CARD"}');
    expect((await central.waitFor("StartTransaction")).payload.idTag).toBe("CARD");
    await post("/api/stations/NL-1/refuse-next-start", '{"times":3}');
    expect((await state("/api/stations/NL-1")).armedFaults).toEqual(["refuseStart ×3"]);
    await post("/api/stations/NL-1/connectors/1/go-offline");
    expect(fleet.station("NL-1").snapshot().online).toBe(false);
  });

  it("finds a station whose identity needs encoding", async () => {
    const path = `/api/stations/${encodeURIComponent("DE 2/ß")}`;
    await post(`${path}/connectors/1/plug-in`);
    expect((await state(path)).connectors[0]?.plugged).toBe(true);
  });

  it.each([
    ["/api/stations/NOBODY/reboot", "{}", 404],
    ["/api/stations/NL-1/explode", "{}", 404],
    ["/api/stations/NL-1/connectors/9/plug-in", "{}", 404],
    ["/api/stations/NL-1/connectors/x/plug-in", "{}", 404],
    ["/api/stations/NL-1/connectors/1/plug-in/more", "{}", 404],
    ["/api/stations/NL-1/plug-in", "{}", 400],
    ["/api/stations/NL-1/connectors/1/plug-in", '{"socPercent":900}', 400],
    ["/api/stations/NL-1/connectors/1/start-locally", "{}", 400],
    ["/api/stations/NL-1/connectors/1/start-locally", '{"idTag":"123456789012345678901"}', 400],
    ["/api/stations/NL-1/connectors/1/fault", '{"code":"NoError"}', 400],
    ["/api/stations/NL-1/reboot", "[]", 400],
    ["/api/stations/NL-1/reboot", "{", 400],
    ["/api/stations/%E0%A4%A/reboot", "{}", 400],
    ["/elsewhere", "{}", 404],
  ])("refuses %s %s with %i", async (path, body, status) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty("error");
    expect(fleet.station("NL-1").snapshot()).toMatchObject({ online: true, armedFaults: [] });
  });

  it("refuses other methods, oversized bodies and pages of other sites", async () => {
    const remove = await fetch(`${fleet.url}/api/stations/NL-1`, { method: "DELETE" });
    expect(remove.status).toBe(405);
    const large = await post("/api/stations/NL-1/reboot", JSON.stringify({ filler: "x".repeat(20_000) }));
    expect(large.status).toBe(413);
    const foreign = await post("/api/stations/NL-1/reboot", "{}", { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    const own = await post("/api/stations/NL-1/clear-faults", "{}", { origin: fleet.url });
    expect(own.status).toBe(200);
  });

  it("keeps the last frames of a station", async () => {
    const response = await fetch(`${fleet.url}/api/stations/NL-1/frames`);
    const frames = (await response.json()) as Frame[];
    expect(frames[0]).toMatchObject({ action: "BootNotification", direction: "sent" });
    expect(new Set(frames.map(({ identity }) => identity))).toEqual(new Set(["NL-1"]));
  });
});

describe("page", () => {
  it("shows every station, escapes what others wrote, and works by plain form", async () => {
    const page = await fetch(fleet.url);
    const text = await page.text();
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&lt;script&gt;alert(1)");
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const pressed = await post("/stations/NL-1/connectors/1/fault", "code=OverVoltage", form);
    expect(pressed.status).toBe(303);
    expect(pressed.headers.get("location")).toBe("/?site=Haarlem#station-NL-1");
    expect(fleet.station("NL-1").snapshot().connectors[0]?.errorCode).toBe("OverVoltage");
  });

  it("every button on the page leads to a known action with valid input", async () => {
    fleet.station("NL-1").plugIn(1);
    const text = await (await fetch(fleet.url)).text();
    const buttons = [...text.matchAll(/formaction="([^"]+)"/g)].map(([, path = ""]) =>
      path.replaceAll("&amp;", "&"),
    );
    expect(buttons.length).toBeGreaterThan(60);
    for (const path of buttons) expect([path, (await post(`/api${path}`)).status]).toEqual([path, 200]);
  });

  it("shows one site when asked for it, and all when the site is unknown", async () => {
    const one = await (await fetch(`${fleet.url}/?site=Haarlem`)).text();
    expect(one).toContain('id="station-NL-1"');
    expect(one).not.toContain('id="station-DE');
    const all = await (await fetch(`${fleet.url}/?site=Nowhere`)).text();
    expect(all).toContain('id="station-DE');
  });

  it("streams cards and frames", async () => {
    const stream = await fetch(`${fleet.url}/events`);
    fleet.station("NL-1").plugIn(1);
    let seen = "";
    for await (const chunk of stream.body ?? []) {
      seen += new TextDecoder().decode(chunk as Uint8Array);
      if (seen.includes("event: frame") && seen.includes("Waiting for a start")) break;
    }
    expect(seen).toContain("event: card");
    expect(seen).toContain("StatusNotification");
  });
});

describe("fleet", () => {
  it("refuses an identity that occurs twice", async () => {
    const station = { identity: "A", connectors: [] };
    const start = startStationFleet({
      gatewayUrl: central.url,
      controlPort: 0,
      stations: [station, station],
    });
    await expect(start).rejects.toThrow("occurs twice");
  });

  it("refuses a taken port without leaving stations behind", async () => {
    const before = central.connections;
    const stations = [{ identity: "A", connectors: [] }];
    const start = startStationFleet({ gatewayUrl: central.url, controlPort: fleet.port, stations });
    await expect(start).rejects.toThrow("EADDRINUSE");
    expect(central.connections).toBe(before);
  });

  it("has no station that was not configured", () => {
    expect(() => fleet.station("NOBODY")).toThrow(RangeError);
  });
});

describe("frame summary", () => {
  const frame = (payload: unknown, action = "MeterValues"): Frame => ({
    at: new Date(0),
    identity: "A",
    direction: "received",
    kind: "call",
    messageId: "1",
    raw: "",
    action,
    payload,
  });

  it("names what matters", () => {
    const sampledValue = [{ measurand: "Energy.Active.Import.Register", value: "5", unit: "Wh" }];
    expect(frameSummary(frame({ connectorId: 1, meterValue: [{ sampledValue }] }))).toBe(
      "connector 1 · 5 Wh",
    );
    expect(
      frameSummary(frame({ transactionId: 7, idTagInfo: { status: "Blocked" } }, "StartTransaction")),
    ).toBe("transaction 7 · Blocked");
  });

  it.each([null, 5, "x", [], {}, { meterValue: 3 }, { meterValue: [] }, { meterValue: [{}] }])(
    "survives %j",
    (payload) => {
      expect(frameSummary(frame(payload))).toBe("");
    },
  );
});
