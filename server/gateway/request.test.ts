import { describe, expect, it } from "vitest";
import { readStationRequest } from "./request.rules";

const read = (url: string, headers: Record<string, string> = {}, proxies = 0) =>
  readStationRequest({ url, headers, remoteAddress: "10.0.0.9", encrypted: false }, proxies);

describe("readStationRequest", () => {
  it("decodes the identity", () => {
    expect(read("/ocpp/CP%201%2FA%C3%A9")).toMatchObject({ identity: "CP 1/Aé" });
    expect(read("/ocpp/CP-1/?x=1")).toMatchObject({ identity: "CP-1" });
  });

  it.each(["/", "/ocpp", "/ocpp/", "/ocpp/a/b", "/ocpp/%E0%A4%A", "/other/CP-1", `/ocpp/${"a".repeat(500)}`])(
    "knows no station at %s",
    (url) => {
      expect(read(url)).toBeNull();
    },
  );

  it("reads the offered subprotocols in order", () => {
    expect(read("/ocpp/a", { "sec-websocket-protocol": "ocpp2.0.1, ocpp1.6 ," })?.protocols).toEqual([
      "ocpp2.0.1",
      "ocpp1.6",
    ]);
    expect(read("/ocpp/a")?.protocols).toEqual([]);
  });

  it("SEC-61: believes forwarded headers only of trusted proxies, counted from the end", () => {
    const headers = { "x-forwarded-for": "6.6.6.6, 1.2.3.4, 10.0.0.1", "x-forwarded-proto": "https" };
    expect(read("/ocpp/a", headers)).toMatchObject({ address: "10.0.0.9", encrypted: false });
    expect(read("/ocpp/a", headers, 1)).toMatchObject({ address: "10.0.0.1", encrypted: true });
    expect(read("/ocpp/a", headers, 2)).toMatchObject({ address: "1.2.3.4" });
    expect(read("/ocpp/a", headers, 4)).toMatchObject({ address: "10.0.0.9" });
  });
});
