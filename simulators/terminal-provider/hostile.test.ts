import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Harness } from "./testing/harness";
import { OCPI_VERSIONS } from "./wire/versions.rules";

let harness: Harness;

afterEach(() => harness.stop());

describe.each(OCPI_VERSIONS)("hostile input in %s", (version) => {
  it("answers 400 to what is not JSON, in an envelope", async () => {
    harness = await Harness.connected(version);
    for (const body of ["{", "nope", '{"id":']) {
      const answer = await harness.cpo.push("POST", "cdrs", [], body);
      expect(answer).toMatchObject({ http: 400, status_code: 2000, timestamp: expect.any(String) });
    }
  });

  it("takes a CDR that is no object, or has no id, as invalid, not as a crash", async () => {
    harness = await Harness.connected(version);
    for (const body of ["[]", "null", "7", '"text"', "{}", '{"id":7}']) {
      const answer = await harness.cpo.push("POST", "cdrs", [], body);
      expect(answer).toMatchObject({ http: 200, status_code: 2001 });
    }
  });

  it("survives objects of the wrong types everywhere", async () => {
    harness = await Harness.connected(version);
    const odd = {
      evses: "x",
      elements: 7,
      connectors: {},
      kwh: "much",
      total_cost: [],
      cdr_token: 1,
      id: "L1",
    };
    for (const [module, id] of [
      ["locations", "L1"],
      ["tariffs", "L1"],
      ["sessions", "L1"],
    ] as const) {
      expect(await harness.cpo.push("PUT", module, [id], odd)).toMatchObject({ status_code: 1000 });
    }
    expect(await harness.cpo.push("PUT", "locations", ["L1", "E"], { uid: "E" })).toMatchObject({
      http: 201,
    });
    expect(await harness.cpo.push("PUT", "tariffs", ["L1"], null)).toMatchObject({ status_code: 2001 });
    expect(await harness.cpo.push("PUT", "locations", ["__proto__"], { id: "__proto__" })).toMatchObject({
      http: 201,
    });
    expect(harness.control.complaints().length).toBeGreaterThan(0);
  });

  it("answers 401 without, with a wrong and with an odd token", async () => {
    harness = await Harness.connected(version);
    const url = harness.cpo.endpoint("cdrs");
    const odd = ["", "Token", "Token ", "Token wrong", "Bearer x", "Token a b", `Token ${"x".repeat(5_000)}`];
    for (const authorization of odd) {
      const answer = await fetch(url, { method: "POST", headers: { authorization }, body: "{}" });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ status_code: 2000 });
    }
    expect((await fetch(url)).status).toBe(401);
  });

  it("takes the right token raw, in Base64, and in Base64 with a newline inside", async () => {
    harness = await Harness.connected(version);
    const { outbound } = harness.cpo;
    for (const sent of [outbound, btoa(outbound), btoa(`${outbound}\n`), btoa(outbound).replace(/=+$/, "")]) {
      const headers = { authorization: `token ${sent}` };
      expect((await fetch(harness.cpo.endpoint("tokens"), { headers })).status).toBe(200);
    }
  });
});

describe("hostile input", () => {
  it("refuses a body that is too large without reading it all", async () => {
    harness = await Harness.connected("2.2.1");
    const body = JSON.stringify({ id: "C", padding: "x".repeat(5 * 1_024 * 1_024) });
    const answer = await harness.cpo.push("POST", "cdrs", [], body).catch(() => ({ http: 413 }));
    expect(answer).toMatchObject({ http: 413 });
    expect(harness.control.objects("pay", "cdrs")).toEqual([]);
  });

  it("answers 404 and 405 where there is nothing", async () => {
    harness = await Harness.connected("2.2.1");
    const root = `${harness.simulator.url}/ocpi/pay/2.2.1`;
    for (const [method, path, http] of [
      ["GET", "/nothing", 404],
      ["GET", "/toString", 404],
      ["GET", "/payments/terminals", 404],
      ["DELETE", "/cdrs/x", 405],
      ["PUT", "/commands/START_SESSION/x", 405],
      ["POST", "/commands/START_SESSION", 404],
      ["POST", "/locations/NL/KBW/L1", 405],
      ["PATCH", "/credentials", 405],
    ] as const) {
      expect(await harness.cpo.call(method, root + path, method === "GET" ? undefined : {})).toMatchObject({
        http,
      });
    }
    expect((await fetch(`${harness.simulator.url}/ocpi/nobody/versions`)).status).toBe(404);
    expect((await fetch(`${harness.simulator.url}/ocpi/%zz`)).status).toBe(400);
  });

  it("takes a command result raw, wrapped, for an unknown command, and refuses nonsense", async () => {
    harness = await Harness.connected("2.2.1");
    harness.cpo.commandResult = null;
    const { id } = await harness.tapped();
    const url = `${harness.simulator.url}/ocpi/pay/2.2.1/commands/START_SESSION`;
    expect(await harness.cpo.call("POST", `${url}/unknown`, { result: "ACCEPTED" })).toMatchObject({
      http: 200,
    });
    expect(await harness.cpo.call("POST", `${url}/${id}`, { result: 7 })).toMatchObject({
      status_code: 2001,
    });
    expect(await harness.cpo.call("POST", `${url}/${id}`, { data: { result: "ACCEPTED" } })).toMatchObject({
      status_code: 1000,
    });
    expect(harness.control.transaction("pay", id).startResult).toBe("ACCEPTED");
    expect(harness.control.complaints()).toMatchObject([{ complaint: expect.stringContaining("wrapped") }]);
  });

  it("survives bytes that are no HTTP, and a request that breaks off", async () => {
    harness = await Harness.connected("2.2.1");
    const port = Number(new URL(harness.simulator.url).port);
    for (const bytes of [
      "\x00\x01\x02\r\n\r\n",
      "POST /ocpi/pay/2.2.1/cdrs HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{",
    ]) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.resume().end(bytes);
      await new Promise((resolve) => socket.on("close", resolve));
    }
    expect(await harness.cpo.push("GET", "tokens", [])).toMatchObject({ http: 200 });
  });

  it("follows no Link to another origin, and survives a CPO that answers nonsense", async () => {
    harness = await Harness.connected("2.2.1");
    harness.cpo.failing.set("/locations", 500);
    expect(await harness.control.crawl("pay", { modules: ["locations"] })).toMatchObject([
      { error: expect.stringContaining("HTTP 500") },
    ]);
    expect(harness.control.view("pay").counts.locations).toBe(3);
  });

  it("keeps tokens out of its log and its views", async () => {
    harness = await Harness.connected("2.2.1");
    await harness.control.rotate("pay");
    const { inbound, outbound } = harness.cpo;
    const seen = JSON.stringify([harness.control.messages(), harness.control.view("pay")]);
    for (const token of [inbound, outbound, btoa(outbound), btoa(inbound ?? "")]) {
      expect(seen).not.toContain(token);
    }
  });
});
