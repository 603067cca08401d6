import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { MessageContext } from "../headers.rules";
import type { OutboundPolicy } from "./approved-url.rules";
import type { PeerAccess } from "./call-peer";
import { callPeer, crawlList } from "./call-peer";
import { systemDns, systemSockets } from "./node-network";
import type { OutboundLimits } from "./outbound.model";
import { DEFAULT_LIMITS } from "./outbound.model";
import { createOutboundClient } from "./outbound-client";
import { PeerGate } from "./peer-gate";

/** A partner on loopback that misbehaves (SEC-45, SEC-47, SEC-48). */

const POLICY: OutboundPolicy = { mode: "test", allowLoopback: true, hosts: [] };
const CONTEXT: MessageContext = { requestId: "r", correlationId: "c", from: null, to: null };
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clientWith = (limits: Partial<OutboundLimits> = {}) =>
  createOutboundClient({
    dns: systemDns,
    sockets: systemSockets,
    gate: new PeerGate(),
    limits: { ...DEFAULT_LIMITS, ...limits },
  });

const get = (url: string, limits: Partial<OutboundLimits> = {}) =>
  clientWith(limits).send({
    peer: "p",
    policy: POLICY,
    method: "GET",
    url,
    authorization: null,
    headers: {},
  });

const json = { "content-type": "application/json; charset=utf-8" };

describe("against a partner on loopback", () => {
  it("sends and reads JSON, plain and packed", async () => {
    const url = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += String(chunk);
      });
      request.on("end", () => {
        const answer = JSON.stringify({
          method: request.method,
          url: request.url,
          body,
          host: request.headers.host,
        });
        response.writeHead(200, { ...json, "content-encoding": "gzip", "x-total-count": "3" });
        response.end(gzipSync(answer));
      });
    });
    const result = await clientWith().send({
      peer: "p",
      policy: POLICY,
      method: "PUT",
      url: `${url}/a%20b?c=d`,
      authorization: "Token t",
      headers: {},
      body: { name: "Zürich" },
    });
    expect(result).toMatchObject({
      ok: true,
      status: 200,
      body: { method: "PUT", url: "/a%20b?c=d", body: '{"name":"Zürich"}', host: url.slice(7) },
    });
    expect(result.ok && result.header("X-Total-Count")).toBe("3");
  });

  it("SEC-45: 307 with a body is an error, and the target is never asked", async () => {
    let asked = 0;
    const target = await serve((_, response) => {
      asked += 1;
      response.writeHead(200, json).end("{}");
    });
    const url = await serve((_, response) => {
      response.writeHead(307, { ...json, location: target }).end('{"a":1}');
    });
    expect(await get(url)).toMatchObject({ ok: false, fault: "redirect" });
    expect(asked).toBe(0);
  });

  it.each<[string, RequestListener, string]>([
    [
      "a gzip bomb",
      (_, r) =>
        r
          .writeHead(200, { ...json, "content-encoding": "gzip" })
          .end(gzipSync(Buffer.alloc(30_000_000, 0x20))),
      "too_large",
    ],
    ["a body over 1 MiB", (_, r) => r.writeHead(200, json).end(`"${"a".repeat(1_048_576)}"`), "too_large"],
    [
      "a body that never ends",
      (_, r) => {
        r.writeHead(200, json);
        const more = () => {
          while (!r.destroyed && r.write("[".repeat(65_536)));
          if (!r.destroyed) r.once("drain", more);
        };
        more();
      },
      "too_large",
    ],
    [
      "a lie about its length",
      (_, r) => r.writeHead(200, { ...json, "content-length": "9999999" }).flushHeaders(),
      "too_large",
    ],
    [
      "another encoding",
      (_, r) => r.writeHead(200, { ...json, "content-encoding": "br" }).end("{}"),
      "encoding",
    ],
    [
      "broken gzip",
      (_, r) => r.writeHead(200, { ...json, "content-encoding": "gzip" }).end("no gzip"),
      "encoding",
    ],
    ["HTML", (_, r) => r.writeHead(200, { "content-type": "text/html" }).end("<p>"), "not_json"],
    ["JSON that is none", (_, r) => r.writeHead(200, json).end("{"), "not_json"],
    [
      "deep nesting",
      (_, r) => r.writeHead(200, json).end("[".repeat(50_000) + "]".repeat(50_000)),
      "not_json",
    ],
    ["invalid UTF-8", (_, r) => r.writeHead(200, json).end(Buffer.from([0x22, 0xff, 0x22])), "not_json"],
    ["a hang-up", (request) => request.socket.destroy(), "network"],
    ["something that is not HTTP", (request) => request.socket.end("220 mail.example ESMTP\r\n"), "network"],
  ])("%s ends as a fault", async (_, listener, fault) => {
    expect(await get(await serve(listener))).toMatchObject({ ok: false, fault });
  });

  it("errors without JSON keep their status, and their text is dropped (SEC-46)", async () => {
    const url = await serve((_, response) => {
      response.writeHead(502, { "content-type": "text/html" }).end("<h1>internal host 10.1.1.1</h1>");
    });
    expect(await get(url)).toMatchObject({ ok: true, status: 502, body: null });
  });

  it("an empty answer is no JSON error", async () => {
    expect(await get(await serve((_, response) => response.writeHead(204).end()))).toMatchObject({
      ok: true,
      status: 204,
      body: null,
    });
  });

  it("SEC-45: a partner that does not answer, or only drips, ends at the total limit", async () => {
    const silent = await serve(() => undefined);
    expect(await get(silent, { totalMs: 150 })).toMatchObject({ ok: false, fault: "timeout" });
    const dripping = await serve((_, response) => {
      response.writeHead(200, json);
      const timer = setInterval(() => response.write(" "), 20);
      response.once("close", () => clearInterval(timer));
    });
    expect(await get(dripping, { totalMs: 150 })).toMatchObject({ ok: false, fault: "timeout" });
  });

  it("SEC-45: a connection that does not get through TLS ends at its own limit", async () => {
    const sockets: Socket[] = [];
    const mute = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      sockets.push(socket);
    });
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(mute.address() as AddressInfo).port}/`;
    expect(await get(url, { connectMs: 100 })).toMatchObject({ ok: false, fault: "timeout" });
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => mute.close(resolve));
  });

  it("a closed port is a network fault", async () => {
    const url = await serve(() => undefined);
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    expect(await get(url)).toMatchObject({ ok: false, fault: "network" });
  });

  it("a DNS query that never ends is bounded too", async () => {
    const client = createOutboundClient({
      dns: { addresses: () => new Promise<never>(() => undefined) },
      sockets: systemSockets,
      gate: new PeerGate(),
      limits: { ...DEFAULT_LIMITS, totalMs: 50 },
    });
    const policy: OutboundPolicy = {
      mode: "live",
      allowLoopback: false,
      hosts: [{ host: "a.example", port: 443 }],
    };
    const result = await client.send({
      peer: "p",
      policy,
      method: "GET",
      url: "https://a.example/",
      authorization: null,
      headers: {},
    });
    expect(result).toMatchObject({ ok: false, fault: "timeout" });
  });
});

const access = (overrides: Partial<PeerAccess> = {}): PeerAccess => ({
  connectionId: "p",
  version: "2.2.1",
  policy: POLICY,
  token: "secret-token",
  encoding: "auto",
  rememberedEncoding: null,
  ...overrides,
});

describe("calling a partner", () => {
  const BASE64 = `Token ${btoa("secret-token")}`;

  it.each<[Partial<PeerAccess>, string, readonly string[], string | null]>([
    [{}, BASE64, [BASE64], "base64"],
    [{}, "Token secret-token", [BASE64, "Token secret-token"], "raw"],
    [{ version: "2.1.1" }, "Token secret-token", ["Token secret-token"], "raw"],
    [{ rememberedEncoding: "raw" }, "Token secret-token", ["Token secret-token"], "raw"],
    [{ encoding: "base64" }, "Token secret-token", [BASE64], null],
    [{}, "nothing fits", [BASE64, "Token secret-token"], null],
  ])("the token's encoding is found: %j", async (overrides, wanted, sent, encoding) => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(request.headers.authorization === wanted ? 200 : 401, json).end("{}");
    });
    const answer = await callPeer(clientWith(), access(overrides), {
      method: "GET",
      url,
      kind: "functional",
      context: CONTEXT,
    });
    expect(seen).toEqual(sent);
    expect(answer.encoding).toBe(encoding);
  });

  it.each<[string, (base: string, n: number) => string | undefined, readonly string[]]>([
    [
      "to the last page",
      (base, n) => (n < 3 ? `<${base}/list?offset=${n}>; rel="next"` : undefined),
      ["page", "page", "page"],
    ],
    ["until a loop", (base) => `<${base}/list?offset=1>; rel="next"`, ["page", "page", "loop"]],
    ["until another host", () => '<http://127.0.0.1:1/list>; rel="next"', ["page", "other_host"]],
    ["until another path", (base) => `<${base}/other>; rel="next"`, ["page", "other_path"]],
  ])("a list is read %s", async (_, link, expected) => {
    let n = 0;
    let base = "";
    base = await serve((_request, response) => {
      n += 1;
      const next = link(base, n);
      response
        .writeHead(200, { ...json, "x-total-count": "1", ...(next === undefined ? {} : { link: next }) })
        .end('{"data":[1]}');
    });
    const steps: string[] = [];
    const first = `${base}/list?offset=0`;
    for await (const step of crawlList(
      clientWith(),
      access(),
      `${base}/list`,
      first,
      () => CONTEXT,
      () => false,
    ))
      steps.push(step.kind === "page" ? "page" : step.fault);
    expect(steps).toEqual(expected);
  });

  it("an empty page ends a list that never ends", async () => {
    let n = 0;
    const url = await serve((_, response) => {
      n += 1;
      response.writeHead(200, { ...json, link: `<?offset=${n}>; rel=next` }).end('{"data":[]}');
    });
    const steps: string[] = [];
    for await (const step of crawlList(
      clientWith(),
      access(),
      url,
      url,
      () => CONTEXT,
      () => n >= 2,
    ))
      steps.push(step.kind);
    expect(steps).toEqual(["page", "page"]);
  });
});
