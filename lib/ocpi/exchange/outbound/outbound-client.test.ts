import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLoopback, isPublicAddress, parseIpv4, parseIpv6 } from "./address.rules";
import type { OutboundPolicy } from "./approved-url.rules";
import { approvalFault, checkUrl, normaliseHost, policyFault } from "./approved-url.rules";
import { followLink, MAX_PAGES } from "./follow-link.rules";
import type { Dns, OutboundRequest, SocketRequest, SocketResponse } from "./outbound.model";
import { DEFAULT_LIMITS, isPassing } from "./outbound.model";
import { createOutboundClient } from "./outbound-client";
import { PeerGate } from "./peer-gate";

const LIVE: OutboundPolicy = {
  mode: "live",
  allowLoopback: false,
  hosts: [{ host: "approved.example", port: 443 }],
};

function jsonResponse(body: string, status = 200, headers: Record<string, string> = {}): SocketResponse {
  const all = new Map(Object.entries({ "content-type": "application/json", ...headers }));
  return {
    status,
    header: (name) => all.get(name.toLowerCase()) ?? null,
    body: (async function* () {
      yield new TextEncoder().encode(body);
    })(),
    close: () => undefined,
  };
}

/** A client whose network only remembers what was asked of it. */
function build(dns: Dns, respond: (request: SocketRequest) => SocketResponse = () => jsonResponse("{}")) {
  const opened: SocketRequest[] = [];
  const asked: string[] = [];
  const client = createOutboundClient({
    dns: {
      addresses(host) {
        asked.push(host);
        return dns.addresses(host);
      },
    },
    sockets: {
      async request(request) {
        opened.push(request);
        return respond(request);
      },
    },
    gate: new PeerGate(),
    limits: DEFAULT_LIMITS,
  });
  return { client, opened, asked };
}

const dnsOf = (...answers: readonly (readonly string[])[]): Dns => {
  let turn = 0;
  return { addresses: async () => answers[Math.min(turn++, answers.length - 1)] ?? [] };
};

const request = (url: string, policy = LIVE): OutboundRequest => ({
  peer: "peer-1",
  policy,
  method: "POST",
  url,
  authorization: "Token secret",
  headers: {},
  body: { a: 1 },
});

describe("SEC-91: addresses that must be refused", () => {
  it.each([
    "http://approved.example/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://metadata.google.internal/",
    "https://localhost./",
    "https://a@127.0.0.1/",
    "https://approved.example@evil.example/",
    "https://a:b@approved.example/",
    "https://@approved.example/",
    "https://approved.example.evil.example/",
    "https://evil.example/?approved.example",
    "https://approved.example:22/",
    "https://approved.example#@evil",
    "https://approved.example/#",
    "https://ⓔvil/",
    "https://approved%2eexample.evil/",
    "https://approved.example\\@evil.example/",
    "https://approved.exa\tmple/",
    "https://approved.example\n.evil.example/",
    " https://approved.example/",
    "https:///approved.example@evil.example/",
    "https://approved.example../",
    "https://xn--/",
    "gopher://approved.example/",
    "file:///etc/passwd",
    "ftp://approved.example/",
    "javascript:alert(1)",
    "//approved.example/",
    "",
    `https://approved.example/${"a".repeat(2_000)}`,
  ])("%j: no DNS query, no connection, no token", async (url) => {
    const { client, opened, asked } = build(dnsOf(["93.184.216.34"]));
    const result = await client.send(request(url));
    expect(result).toMatchObject({ ok: false, mayHaveArrived: false });
    expect(asked).toEqual([]);
    expect(opened).toEqual([]);
  });

  it.each([
    ["public A and private AAAA", ["93.184.216.34", "fd00::1"]],
    ["a CNAME that ends inside", ["10.0.0.5"]],
    ["the metadata service", ["169.254.169.254"]],
    ["mapped loopback", ["::ffff:127.0.0.1"]],
    ["no answer at all", []],
    ["something that is no address", ["approved.example"]],
  ])("SEC-43: a name with %s is refused", async (_, addresses) => {
    const { client, opened } = build(dnsOf(addresses));
    expect(await client.send(request("https://approved.example/"))).toMatchObject({ ok: false });
    expect(opened).toEqual([]);
  });

  it("SEC-43: connects to the very address that was checked, and checks every connection anew (rebinding)", async () => {
    const { client, opened, asked } = build(dnsOf(["93.184.216.34"], ["127.0.0.1"]));
    expect(await client.send(request("https://approved.example/a%20b?x=1"))).toMatchObject({
      ok: true,
      status: 200,
    });
    expect(await client.send(request("https://approved.example/"))).toEqual({
      ok: false,
      fault: "address",
      mayHaveArrived: false,
    });
    expect(asked).toHaveLength(2);
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatchObject({
      address: "93.184.216.34",
      host: "approved.example",
      port: 443,
      tls: true,
    });
  });

  it.each([301, 302, 303, 307, 308])("SEC-45: %i is an error and is not followed", async (status) => {
    const { client, opened } = build(dnsOf(["93.184.216.34"]), () =>
      jsonResponse("{}", status, { location: "https://127.0.0.1/" }),
    );
    expect(await client.send(request("https://approved.example/"))).toMatchObject({
      ok: false,
      fault: "redirect",
    });
    expect(opened).toHaveLength(1);
  });

  it("a caller can not replace the headers that are ours", async () => {
    const { client, opened } = build(dnsOf(["93.184.216.34"]));
    await client.send({
      ...request("https://approved.example/"),
      headers: { authorization: "Token other", HOST: "evil", cookie: "a=b", "X-Request-ID": "1" },
    });
    expect(opened[0]?.headers).toEqual({
      Accept: "application/json",
      "Accept-Encoding": "gzip",
      Authorization: "Token secret",
      "Content-Type": "application/json",
      "Content-Length": "7",
      "X-Request-ID": "1",
    });
  });
});

describe("approved hosts", () => {
  it.each([
    ["https://APPROVED.example/x", "approved.example"],
    ["https://approved.example./x", "approved.example"],
    ["https://approved.example:443/x", "approved.example"],
    ["https://approved。example/x", "approved.example"],
  ])("%s is the approved host", (url, host) => {
    const checked = checkUrl(url, LIVE);
    expect(checked.ok && checked.target.host).toBe(host);
  });

  it("SEC-42: loopback is for the test mode with its flag, and never in live mode", () => {
    const test: OutboundPolicy = { mode: "test", allowLoopback: true, hosts: [] };
    for (const url of [
      "http://127.0.0.1:4010/",
      "http://localhost:4010/",
      "http://[::1]:4010/",
      "https://127.0.0.1/",
    ]) {
      expect(checkUrl(url, test)).toMatchObject({ ok: true, target: { loopback: true } });
      expect(checkUrl(url, { ...test, allowLoopback: false }).ok).toBe(false);
      expect(checkUrl(url, { ...test, mode: "live" })).toEqual({ ok: false, fault: "loopback_in_live_mode" });
    }
    expect(checkUrl("http://10.0.0.1/", test).ok).toBe(false);
    expect(policyFault({ ...test, mode: "live" })).toBe("loopback_in_live_mode");
    expect(policyFault(test)).toBeNull();
    expect(policyFault(LIVE)).toBeNull();
  });

  it("a name of the test mode that leads elsewhere is refused", async () => {
    const policy: OutboundPolicy = { mode: "test", allowLoopback: true, hosts: [] };
    const { client, opened } = build(dnsOf(["127.0.0.1", "10.0.0.1"]));
    expect(await client.send(request("http://localhost:1/", policy))).toMatchObject({ fault: "address" });
    expect(opened).toEqual([]);
  });

  it.each([
    ["partner.example", 443, null],
    ["partner.example", 0, "port"],
    ["partner.example", 70_000, "port"],
    ["Partner.example", 443, "host_form"],
    ["10.0.0.1", 443, "host_form"],
    ["intranet", 443, "host_form"],
    ["db.internal", 443, "host_form"],
    ["a.localhost", 443, "host_form"],
    ["a/b", 443, "host_form"],
  ])("approving %s:%i gives %s", (host, port, fault) => {
    expect(approvalFault({ host, port })).toBe(fault);
  });

  it("proposes the normal form", () => {
    expect(normaliseHost("Bücher.Example.")).toBe("xn--bcher-kva.example");
    expect(normaliseHost("a b")).toBeNull();
  });
});

describe("SEC-44: blocked ranges", () => {
  it.each([
    "0.1.2.3",
    "10.9.8.7",
    "100.64.0.1",
    "100.127.255.255",
    "127.9.9.9",
    "169.254.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.9",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:808:808::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "ff02::1",
    "fe80::1%eth0",
    "127.1",
    "010.0.0.1",
    "1.2.3",
    "1.2.3.256",
    "",
    "::1::2",
    "1:2:3:4:5:6:7:8:9",
    ":::",
  ])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.0",
    "172.32.0.1",
    "198.20.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
  ])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

  it("random addresses: an IPv4 address is public exactly when a second reading of the table says so", () => {
    const isBlocked = ([a = 0, b = 0, c = 0]: readonly number[]): boolean =>
      [0, 10, 127].includes(a) ||
      a >= 224 ||
      (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 0 && (c === 0 || c === 2)) ||
      (a === 192 && b === 88 && c === 99) ||
      (a === 192 && b === 168) ||
      (a === 198 && (b === 18 || b === 19)) ||
      (a === 198 && b === 51 && c === 100) ||
      (a === 203 && b === 0 && c === 113);
    const byte = fc.oneof(
      fc.nat(255),
      fc.constantFrom(0, 10, 18, 51, 64, 88, 100, 113, 127, 168, 172, 192, 198, 203, 254),
    );
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), (bytes) => {
        const text = bytes.join(".");
        expect(parseIpv4(text)).toEqual(bytes);
        expect(isPublicAddress(text)).toBe(!isBlocked(bytes));
        // No wrapping makes an address public.
        expect(isPublicAddress(`::ffff:${text}`)).toBe(false);
        expect(isPublicAddress(`64:ff9b::${text}`)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it("random addresses: IPv6 spellings of the same bytes are one address, and only 2000::/3 can be public", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), (groups) => {
        const full = groups.map((group) => group.toString(16).padStart(4, "0")).join(":");
        const short = new URL(`http://[${full}]/`).hostname.slice(1, -1);
        expect(parseIpv6(short)).toEqual(parseIpv6(full));
        expect(parseIpv6(full)).toHaveLength(16);
        if (((groups[0] ?? 0) & 0xe000) !== 0x2000) expect(isPublicAddress(full)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it("knows loopback", () => {
    expect(["127.0.0.1", "127.255.0.1", "::1"].every(isLoopback)).toBe(true);
    expect(["::ffff:127.0.0.1", "128.0.0.1", "::2", "localhost"].some(isLoopback)).toBe(false);
  });
});

describe("SEC-47: one partner does not slow down another", () => {
  it("at most five at once, in order, and a bounded queue", async () => {
    const gate = new PeerGate();
    const running: string[] = [];
    const releases: (() => void)[] = [];
    const start = (name: string) =>
      gate.run("slow", async () => {
        running.push(name);
        await new Promise<void>((resolve) => releases.push(resolve));
        return name;
      });
    const works = Array.from({ length: 105 }, (_, i) => start(`w${i}`));
    expect(await start("one too many")).toBeNull();
    expect(running).toHaveLength(5);
    expect(await gate.run("other", async () => "done")).toBe("done");
    while (releases.length > 0) {
      releases.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(works)).toEqual(Array.from({ length: 105 }, (_, i) => `w${i}`));
    expect(running).toHaveLength(105);
    expect(await gate.run("slow", async () => "free again")).toBe("free again");
  });

  it("a failure gives its place back", async () => {
    const gate = new PeerGate();
    for (let i = 0; i < 12; i++)
      await expect(gate.run("p", () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await gate.run("p", async () => 1)).toBe(1);
  });

  it("only what may pass is tried again", () => {
    expect(["busy", "dns", "timeout", "network"].every((fault) => isPassing(fault as "busy"))).toBe(true);
    expect(
      ["redirect", "host_not_approved", "address", "not_json"].some((fault) => isPassing(fault as "busy")),
    ).toBe(false);
  });
});

describe("SEC-48: Link", () => {
  const endpoint = "https://p.example:8443/ocpi/2.2.1/tokens/";
  const page = `${endpoint}?offset=0`;
  it.each([
    [`${endpoint}?offset=50`, `${endpoint}?offset=50`],
    ["?offset=50", `${endpoint}?offset=50`],
    ["/ocpi/2.2.1/tokens?offset=50#x", "https://p.example:8443/ocpi/2.2.1/tokens?offset=50"],
  ])("%s is followed", (link, url) => {
    expect(followLink(endpoint, page, link, new Set([page]))).toEqual({ ok: true, url });
  });

  it.each([
    ["https://evil.example/ocpi/2.2.1/tokens/?offset=50", "other_host"],
    ["https://p.example/ocpi/2.2.1/tokens/?offset=50", "other_host"],
    ["http://p.example:8443/ocpi/2.2.1/tokens/?offset=50", "other_host"],
    ["https://a@p.example:8443/ocpi/2.2.1/tokens/", "malformed"],
    ["../credentials", "other_path"],
    ["/ocpi/2.2.1/tokensX", "other_path"],
    ["/ocpi/2.2.1/tokens/%2e%2e/credentials", "other_path"],
    ["/ocpi/2.2.1/tokens/..%2fcredentials", "other_path"],
    [page, "loop"],
    ["?offset=0#again", "loop"],
    ["https://[bad", "malformed"],
    [`?x=${"a".repeat(3_000)}`, "malformed"],
  ])("%s is refused: %s", (link, fault) => {
    expect(followLink(endpoint, page, link, new Set([page]))).toEqual({ ok: false, fault });
  });

  it("ends after a thousand pages", () => {
    const visited = new Set(Array.from({ length: MAX_PAGES }, (_, i) => `${endpoint}?offset=${i}`));
    expect(followLink(endpoint, page, "?offset=5000", visited)).toEqual({
      ok: false,
      fault: "too_many_pages",
    });
  });
});
