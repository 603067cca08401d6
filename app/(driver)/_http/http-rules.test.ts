import { describe, expect, it } from "vitest";
import { isSameOrigin } from "@/app/_http/same-origin.rules";
import { clientAddress } from "./client-address.rules";
import { createCookieJar } from "./cookie-jar";

describe("SEC-14: only our own pages may post", () => {
  const https = "https://pay.example";
  it.each([
    [{ origin: null, secFetchSite: "same-origin" }, https, true],
    [{ origin: "null", secFetchSite: "same-origin" }, https, true],
    [{ origin: https, secFetchSite: null }, https, true],
    [{ origin: https, secFetchSite: "cross-site" }, https, false],
    [{ origin: https, secFetchSite: "same-site" }, https, false],
    [{ origin: null, secFetchSite: "none" }, https, false],
    [{ origin: "https://pay.example.evil", secFetchSite: null }, https, false],
    [{ origin: "http://pay.example", secFetchSite: null }, https, false],
    [{ origin: "null", secFetchSite: null }, https, false],
    [{ origin: null, secFetchSite: null }, https, false],
    [{ origin: "null", secFetchSite: null }, "http://192.168.1.5:4000", true],
    [{ origin: null, secFetchSite: null }, "http://192.168.1.5:4000", false],
  ])("%j for %s: %s", (headers, publicUrl, allowed) => {
    expect(isSameOrigin(headers, publicUrl)).toBe(allowed);
  });
});

describe("SEC-61: the client's address", () => {
  it.each([
    ["203.0.113.7", 0, "203.0.113.7"],
    ["1.2.3.4, 203.0.113.7", 1, "203.0.113.7"],
    ["1.2.3.4, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"],
    ["203.0.113.7", 3, "203.0.113.7"],
    ["2001:db8::1", 1, "2001:db8::1"],
    ["<script>, ,", 1, "unknown"],
    [null, 1, "unknown"],
  ] as const)("%s behind %i proxies is %s", (header, proxies, address) => {
    expect(clientAddress(header, proxies)).toBe(address);
  });
});

describe("SEC-13: cookies", () => {
  const TOKEN = "t".repeat(43);
  const jar = (all: Record<string, string>, secure = true) => {
    const list = Object.entries(all).map(([name, value]) => ({ name, value }));
    return createCookieJar(
      { get: (name) => list.find((one) => one.name === name), getAll: () => list },
      secure,
    );
  };

  it("are HttpOnly, SameSite and, on https, bound to the host", () => {
    const fresh = jar({});
    fresh.rememberSession("7KQ2-M4XD", TOKEN);
    expect(fresh.changes).toEqual([
      `__Host-kw-s-7KQ2-M4XD=${TOKEN}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure`,
    ]);
    const local = jar({}, false);
    local.rememberCharger("1ABC");
    expect(local.changes[0]).toBe("kw-at=1ABC; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax");
  });

  it("a session is found by its reference only, and only when the value looks like a token", () => {
    const known = jar({
      "__Host-kw-s-7KQ2-M4XD": TOKEN,
      "__Host-kw-s-AAAA-BBBB": "short",
      "kw-s-CCCC-DDDD": TOKEN,
    });
    expect(known.session("7KQ2-M4XD")).toBe(TOKEN);
    expect(known.session("AAAA-BBBB")).toBeNull();
    expect(known.session("CCCC-DDDD")).toBeNull();
    expect(known.session("../../etc")).toBeNull();
    expect(known.sessions()).toEqual([{ reference: "7KQ2-M4XD", token: TOKEN }]);
  });

  it("makes a device's mark once, random and long", () => {
    const first = jar({}).ensureDevice();
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(jar({}).ensureDevice()).not.toBe(first);
    expect(jar({ "__Host-kw-device": first }).ensureDevice()).toBe(first);
    expect(jar({ "__Host-kw-device": "x; Path=/evil" }).device).toBeNull();
  });

  it("drops the oldest sessions so that the header can not grow for ever", () => {
    const many = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`__Host-kw-s-AAAA-000${i}`, TOKEN]),
    );
    const full = jar(many);
    full.rememberSession("7KQ2-M4XD", TOKEN);
    expect(full.changes.filter((line) => line.includes("Max-Age=0"))).toHaveLength(2);
  });
});
