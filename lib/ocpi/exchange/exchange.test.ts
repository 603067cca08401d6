import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  authorizationHeader,
  chooseMatch,
  encodingAfterRefusal,
  isTokenText,
  outgoingEncoding,
  tokenCandidates,
  tokenFromBytes,
} from "./authorization.rules";
import { OCPI_VERSIONS } from "./codec.model";
import { formatDateTime, isWireDateTime, parseDateTime } from "./dates.rules";
import { endpointUrl, pathSegments } from "./endpoint-url.rules";
import { readEnvelope, reply, SITUATIONS } from "./envelope.rules";
import {
  addressee,
  isPartyOfConnection,
  partyOf,
  readContext,
  requestHeaders,
  responseHeaders,
} from "./headers.rules";
import { MAX_DEPTH, parseJson, withoutEmpties } from "./json.rules";
import { agreesWithUrl, applyPatch, pushBody } from "./merge.rules";
import { decodeWith, readPage } from "./read.rules";
import { finishWire } from "./write.rules";

const now = new Date("2026-03-04T05:06:07.089Z");

describe("dates", () => {
  it.each([
    ["2026-03-04T05:06:07Z", "2026-03-04T05:06:07.000Z"],
    ["2026-03-04T05:06:07", "2026-03-04T05:06:07.000Z"],
    ["2026-03-04T05:06:07.1Z", "2026-03-04T05:06:07.100Z"],
    ["2026-03-04T05:06:07.123456789Z", "2026-03-04T05:06:07.123Z"],
    ["2026-03-04T05:06:07+00:00", "2026-03-04T05:06:07.000Z"],
    ["2026-03-04T05:06:07+02:30", "2026-03-04T02:36:07.000Z"],
    ["2026-03-04t05:06:07z", "2026-03-04T05:06:07.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ])("reads %s", (text, instant) => expect(parseDateTime(text)?.toISOString()).toBe(instant));

  it.each([
    "",
    "1970-1-1",
    "2026-03-04",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:60Z",
    "0000-01-01T00:00:00Z",
    "2026-01-01 00:00:00",
    "1767225600",
    "tomorrow",
  ])("refuses %j", (text) => expect(parseDateTime(text)).toBeNull());

  it("writes what it reads, in every version, in at most 25 characters", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        fc.constantFrom(...OCPI_VERSIONS),
        (date, version) => {
          const text = formatDateTime(date, version);
          expect(isWireDateTime(text, version)).toBe(true);
          const step = version === "2.1.1" ? 1000 : 1;
          expect(parseDateTime(text)?.getTime()).toBe(Math.floor(date.getTime() / step) * step);
        },
      ),
    );
    expect(isWireDateTime("2026-03-04T05:06:07.1Z", "2.1.1")).toBe(false);
    expect(isWireDateTime("2026-03-04T05:06:07+00:00", "2.2.1")).toBe(false);
  });
});

describe("envelope", () => {
  it.each(Object.keys(SITUATIONS) as (keyof typeof SITUATIONS)[])(
    "%s: HTTP and OCPI status agree",
    (situation) => {
      const { http, ocpi } = SITUATIONS[situation];
      for (const version of OCPI_VERSIONS) {
        const { http: status, body } = reply(version, situation, now);
        expect(status).toBe(http);
        // 2.1.1 has neither 2004 nor codes of hubs.
        if (version !== "2.1.1") expect(body.status_code).toBe(ocpi);
        else expect([1000, 2000, 2001, 2002, 2003, 3000, 3001, 3002, 3003]).toContain(body.status_code);
        expect(body).not.toHaveProperty("data");
      }
      expect(http < 300 ? ocpi >= 1000 : ocpi >= 2000).toBe(true);
    },
  );

  it("401 and never 403; semantic faults are HTTP 200; lists keep their empty array", () => {
    expect(Object.values(SITUATIONS).some(({ http }) => (http as number) === 403)).toBe(false);
    expect(SITUATIONS.unauthenticated.http).toBe(401);
    expect(SITUATIONS.unknown_location).toEqual({ http: 200, ocpi: 2003 });
    expect(reply("2.2.1", "done", now, { data: [] }).body).toEqual({
      data: [],
      status_code: 1000,
      timestamp: "2026-03-04T05:06:07.089Z",
    });
    expect(reply("2.1.1", "invalid", now, { data: null, message: "no" }).body).toEqual({
      status_code: 2001,
      status_message: "no",
      timestamp: "2026-03-04T05:06:07Z",
    });
  });

  it.each<[number, unknown, unknown]>([
    [200, { data: [1], status_code: 1000, timestamp: "2026-03-04T05:06:07Z" }, { ok: true, data: [1] }],
    [201, { status_code: 1000 }, { ok: true, data: null, timestamp: null }],
    [200, { status_code: "1000", data: "ACCEPTED" }, { ok: true, data: "ACCEPTED" }],
    [
      200,
      { status_code: 2001, status_message: "bad" },
      { ok: false, reason: "status", statusCode: 2001, message: "bad" },
    ],
    [404, { status_code: 2003 }, { ok: false, reason: "http", statusCode: 2003 }],
    [500, null, { ok: false, reason: "http", statusCode: null }],
    [500, { status_code: 1000 }, { ok: false, reason: "http" }],
    [200, [1], { ok: false, reason: "no_envelope" }],
    [200, { data: [] }, { ok: false, reason: "no_envelope" }],
    [200, { status_code: {} }, { ok: false, reason: "no_envelope" }],
  ])("reads HTTP %i %j", (http, body, expected) =>
    expect(readEnvelope(http, body)).toMatchObject(expected as object),
  );
});

describe("Authorization", () => {
  it.each([
    ["Token abc-123", [{ token: "abc-123", encoding: "raw" }]],
    [
      `Token ${btoa("my-token")}`,
      [
        { token: btoa("my-token"), encoding: "raw" },
        { token: "my-token", encoding: "base64" },
      ],
    ],
    [
      `token ${btoa("example-token\n")}`,
      [
        { token: btoa("example-token\n"), encoding: "raw" },
        { token: "example-token", encoding: "base64" },
      ],
    ],
    [
      `Token ${btoa("a-token1").replace("=", "")} `,
      [
        { token: btoa("a-token1").replace("=", ""), encoding: "raw" },
        { token: "a-token1", encoding: "base64" },
      ],
    ],
    ["Bearer abc", []],
    ["Token", []],
    ["Token a b", []],
    [`Token ${"a".repeat(201)}`, []],
    [null, []],
  ])("%j", (header, candidates) => expect(tokenCandidates(header)).toEqual(candidates));

  it("SEC-77: fixed encodings are kept, and a header with two owners has none", () => {
    const match = (connection: string, encoding: "raw" | "base64", setting: "raw" | "base64" | "auto") => ({
      connection,
      encoding,
      setting,
    });
    expect(chooseMatch([match("a", "raw", "auto")])?.connection).toBe("a");
    expect(chooseMatch([match("a", "raw", "base64")])).toBeNull();
    expect(chooseMatch([match("a", "raw", "base64"), match("b", "base64", "base64")])?.connection).toBe("b");
    expect(chooseMatch([match("a", "raw", "auto"), match("b", "base64", "auto")])).toBeNull();
    expect(chooseMatch([])).toBeNull();
  });

  it("SEC-75: tokens of 32 random bytes come back from either spelling", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 48 }),
        fc.constantFrom("raw" as const, "base64" as const),
        (bytes, encoding) => {
          const token = tokenFromBytes(bytes);
          expect(isTokenText(token)).toBe(true);
          expect(token.length).toBeGreaterThanOrEqual(43);
          expect(tokenCandidates(authorizationHeader(token, encoding))).toContainEqual({ token, encoding });
        },
      ),
    );
    expect(() => tokenFromBytes(new Uint8Array(31))).toThrow(RangeError);
    expect(() => authorizationHeader("a\r\nHost: evil", "raw")).toThrow(RangeError);
    expect(isTokenText("a".repeat(65))).toBe(false);
  });

  it("writes as configured, as remembered, or as the version says", () => {
    expect(outgoingEncoding("auto", "2.1.1", null)).toBe("raw");
    expect(outgoingEncoding("auto", "2.3.0", null)).toBe("base64");
    expect(outgoingEncoding("auto", "2.3.0", "raw")).toBe("raw");
    expect(outgoingEncoding("base64", "2.1.1", "raw")).toBe("base64");
    expect(encodingAfterRefusal("auto", "raw")).toBe("base64");
    expect(encodingAfterRefusal("raw", "raw")).toBeNull();
  });
});

describe("message ids and routing", () => {
  const own = { countryCode: "NL", partyId: "KWT" };
  const peer = { countryCode: "DE", partyId: "PTX" };
  const headers = new Headers({
    "x-request-id": "req-1",
    "x-correlation-id": "cor-1",
    "ocpi-from-country-code": "de",
    "ocpi-from-party-id": "ptx",
    "OCPI-to-country-code": "NL",
    "OCPI-to-party-id": "KWT",
  });

  it("echoes ids and turns sender and receiver round", () => {
    const context = readContext("2.2.1", headers, () => "new");
    expect(context).toEqual({ requestId: "req-1", correlationId: "cor-1", from: peer, to: own });
    expect(responseHeaders("2.2.1", "functional", context, null)).toEqual({
      "X-Request-ID": "req-1",
      "X-Correlation-ID": "cor-1",
      "OCPI-to-party-id": "PTX",
      "OCPI-to-country-code": "DE",
      "OCPI-from-party-id": "KWT",
      "OCPI-from-country-code": "NL",
    });
    expect(responseHeaders("2.3.0", "configuration", context, own)).toEqual({
      "X-Request-ID": "req-1",
      "X-Correlation-ID": "cor-1",
    });
  });

  it("an open request is answered by our own party; 2.1.1 has none of it", () => {
    const context = readContext("2.3.0", new Headers(), () => "new");
    expect(context).toEqual({ requestId: "new", correlationId: "new", from: null, to: null });
    expect(responseHeaders("2.3.0", "functional", context, own)).toMatchObject({
      "OCPI-from-party-id": "KWT",
    });
    expect(readContext("2.1.1", headers, () => "new")).toEqual({
      requestId: "new",
      correlationId: "new",
      from: null,
      to: null,
    });
    expect(requestHeaders("2.1.1", "functional", { ...context, from: own, to: peer })).toEqual({});
  });

  it("ids that would not fit a header are replaced", () => {
    const bad = { get: (name: string) => (name.startsWith("X-") ? "a b\u0000" : "N!") };
    expect(readContext("2.2.1", bad, () => "new")).toEqual({
      requestId: "new",
      correlationId: "new",
      from: null,
      to: null,
    });
  });

  it("SEC-79: finds the addressee and refuses foreign parties", () => {
    const other = { countryCode: "BE", partyId: "KWB" };
    expect(addressee(null, [own])).toEqual({ kind: "one", party: own });
    expect(addressee(null, [own, other])).toEqual({ kind: "all" });
    expect(addressee(other, [own, other])).toEqual({ kind: "one", party: other });
    expect(addressee(peer, [own, other])).toEqual({ kind: "unknown" });
    expect(isPartyOfConnection(null, [peer])).toBe(true);
    expect(isPartyOfConnection(own, [peer])).toBe(false);
    expect(partyOf("nl", "kwt")).toEqual(own);
    expect(partyOf("NLD", "KWT")).toBeNull();
    expect(partyOf("NL", "K'T")).toBeNull();
  });
});

describe("JSON", () => {
  it("SEC: too deep is refused before it is built; brackets in texts do not count", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(parseJson(nested(MAX_DEPTH))).not.toBeNull();
    expect(parseJson(nested(MAX_DEPTH + 1))).toBeNull();
    expect(parseJson(`{"a":"${"[{".repeat(100)}\\"${"[".repeat(100)}"}`)).not.toBeNull();
    for (const text of ["", "{", "{'a':1}", "NaN", "[1,]"]) expect(parseJson(text)).toBeNull();
  });

  it("removes nulls and empty arrays, keeps what has a meaning, and lets nobody reach the prototype", () => {
    const wire = {
      a: null,
      b: [],
      c: { d: [], e: undefined },
      f: [null, { g: null }, 0],
      charging_periods: [],
      h: false,
      i: "",
    };
    expect(withoutEmpties(wire, ["charging_periods"])).toEqual({
      f: [0],
      charging_periods: [],
      h: false,
      i: "",
    });
    const hostile = JSON.parse('{"__proto__":{"admin":true},"x":1}') as Record<string, unknown>;
    const cleaned = withoutEmpties(hostile);
    expect(cleaned.admin).toBeUndefined();
    expect(Object.getPrototypeOf(cleaned)).toBe(Object.prototype);
  });

  it("nothing empty is ever left, at any depth", () => {
    const isClean = (value: unknown): boolean =>
      value !== null &&
      value !== undefined &&
      (typeof value !== "object" || (Object.keys(value).length > 0 && Object.values(value).every(isClean)));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (wire) => {
        expect(Object.values(withoutEmpties(wire)).every(isClean)).toBe(true);
      }),
    );
  });
});

describe("PUT and PATCH", () => {
  const stored = { uid: "T1", valid: true, issuer: "X", group_id: "G", last_updated: "2026-01-01T00:00:00Z" };
  const patch = { valid: false, group_id: null, last_updated: "2026-01-02T00:00:00Z" };

  it("replaces, removes, and leaves the rest", () => {
    expect(applyPatch("2.2.1", stored, patch, ["uid"])).toEqual({
      ok: true,
      object: { uid: "T1", valid: false, issuer: "X", last_updated: "2026-01-02T00:00:00Z" },
    });
    expect(applyPatch("2.2.1", stored, { ...patch, uid: "t1" }, ["uid"])).toMatchObject({
      ok: true,
      object: { uid: "T1" },
    });
  });

  it.each([
    ["2.2.1", {}, "empty"],
    ["2.2.1", { valid: false }, "last_updated_missing"],
    ["2.3.0", { valid: false, last_updated: "yesterday" }, "last_updated_missing"],
    ["2.2.1", { ...patch, uid: "T2" }, "identity_changed"],
    ["2.2.1", { ...patch, uid: 7 }, "identity_changed"],
  ] as const)("%s refuses %j: %s", (version, body, reason) => {
    expect(applyPatch(version, stored, body, ["uid"])).toEqual({ ok: false, reason });
  });

  it("2.1.1 needs no last_updated", () => {
    expect(applyPatch("2.1.1", stored, { valid: false }, ["uid"])).toMatchObject({ ok: true });
  });

  it("ids of URL and body must agree, without regard to case", () => {
    expect(agreesWithUrl({ country_code: "NL", id: "a*1" }, { country_code: "nl", id: "A*1", x: 1 })).toBe(
      true,
    );
    expect(agreesWithUrl({ id: "a" }, {})).toBe(true);
    expect(agreesWithUrl({ id: "a" }, { id: "b" })).toBe(false);
    expect(agreesWithUrl({ id: "1" }, { id: 1 })).toBe(false);
  });

  it("a push says what changed, or everything where a PATCH can not say it", () => {
    const before = { id: "E", status: "AVAILABLE", connectors: [{ id: 1 }], last_updated: "a" };
    expect(pushBody(null, before)).toEqual({ kind: "put", body: before });
    expect(pushBody(before, { ...before, last_updated: "b" })).toEqual({ kind: "nothing" });
    const after = { ...before, status: "CHARGING", last_updated: "b" };
    expect(pushBody(before, after)).toEqual({
      kind: "patch",
      body: { status: "CHARGING", last_updated: "b" },
    });
    const { connectors: _, ...less } = after;
    expect(pushBody(before, less)).toEqual({ kind: "put", body: less });
    const periods = { ...before, charging_periods: [1] };
    expect(pushBody(before, periods)).toEqual({ kind: "put", body: periods });
  });

  it("a patch applied to what the receiver has gives what we have", () => {
    const object = fc.dictionary(
      fc.constantFrom("a", "b", "c", "d"),
      fc.jsonValue().filter((v) => v !== null),
    );
    fc.assert(
      fc.property(object, object, (a, b) => {
        const before = { ...a, last_updated: "2026-01-01T00:00:00Z" };
        const after = { ...b, last_updated: "2026-01-02T00:00:00Z" };
        const push = pushBody(before, after);
        if (push.kind !== "patch") return;
        const patched = applyPatch("2.2.1", before, push.body, []);
        expect(patched.ok && JSON.parse(JSON.stringify(patched.object))).toEqual(
          JSON.parse(JSON.stringify(after)),
        );
      }),
    );
  });
});

describe("URLs", () => {
  it.each([
    ["https://p.example/ocpi/sessions", ["NL", "KWT", "S1"], "https://p.example/ocpi/sessions/NL/KWT/S1"],
    [
      "https://p.example/ocpi/sessions//",
      ["a/b", "c#d", "e f*"],
      "https://p.example/ocpi/sessions/a%2Fb/c%23d/e%20f*",
    ],
    ["https://p.example/ocpi/sessions/?key=1", [], "https://p.example/ocpi/sessions?key=1"],
  ])("%s + %j", (endpoint, ids, url) => {
    expect(endpointUrl(endpoint, ids)).toBe(url);
  });

  it("ids come back from their path; dots never climb", () => {
    expect(endpointUrl("https://p.example/t", ["x"], { type: "RFID" })).toBe(
      "https://p.example/t/x?type=RFID",
    );
    expect(() => endpointUrl("https://p.example/t", [".."])).toThrow(RangeError);
    expect(pathSegments("/NL/KWT/a%2Fb%20*/")).toEqual(["NL", "KWT", "a/b *"]);
    expect(pathSegments("/")).toEqual([]);
    for (const path of ["/a//b", "/%", "/%00"]) expect(pathSegments(path)).toBeNull();
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, unit: "grapheme-ascii" }), { minLength: 1, maxLength: 4 }),
        (ids) => {
          fc.pre(ids.every((id) => !/^\.{1,2}$/.test(id) && !id.includes("\0")));
          const { pathname } = new URL(endpointUrl("https://p.example/m", ids));
          expect(pathSegments(pathname.slice(2))).toEqual(ids);
        },
      ),
    );
  });
});

describe("lenient reader, strict writer", () => {
  const decode = (wire: unknown) =>
    decodeWith(wire, [], (reader) => ({
      id: reader.requiredText("id", 5),
      count: reader.integer("count"),
      on: reader.flag("on"),
      kind: reader.word("kind", ["ONE", "TWO"] as const, "ONE" as const),
      names: reader.texts("names", 3),
    }));

  it("one bad object never spoils a page", () => {
    const page = readPage(
      [
        { id: "a" },
        null,
        7,
        { id: "toolong" },
        { id: "b", kind: "three", count: "x", names: ["ok", 1, "long"] },
        { id: 12, count: "7", on: "true", kind: "two" },
      ],
      "id",
      decode,
    );
    expect(page.values.map(({ id }) => id)).toEqual(["a", "b", "12"]);
    expect(page.values[2]).toEqual({ id: "12", count: 7, on: true, kind: "TWO", names: [] });
    expect(page.problems.map(({ index, id, used }) => [index, id, used])).toEqual([
      [1, null, false],
      [2, null, false],
      [3, "toolong", false],
      [4, "b", true],
    ]);
    expect(page.problems[3]?.notes.map(({ path, code }) => `${path} ${code}`)).toEqual([
      "count not_a_number",
      "kind unknown_word",
      "names not_a_text",
      "names not_a_text",
    ]);
    expect(readPage({ id: "only" }, "id", decode).values).toHaveLength(1);
    expect(readPage("nonsense", "id", decode)).toMatchObject({ values: [], problems: [{ used: false }] });
  });

  it("reads any JSON without throwing, and never members of the prototype", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readPage(value, "id", decode)).toBeDefined();
      }),
    );
    const proto = decodeWith({}, [], (reader) => [
      reader.text("constructor", 99),
      reader.raw("toString"),
      reader.object("__proto__"),
    ]);
    expect(proto.ok && proto.value).toEqual([undefined, undefined, undefined]);
  });

  it("nothing leaves that its schema refuses", () => {
    const schema = z.strictObject({
      id: z.string(),
      list: z
        .array(z.object({ n: z.number() }))
        .min(1)
        .optional(),
    });
    expect(finishWire(schema, { id: "a", list: [], extra: null }, [])).toEqual({
      ok: true,
      wire: { id: "a" },
      notes: [],
    });
    const refused = finishWire(schema, { id: "a", list: [{ n: "1" }], more: 1 }, []);
    expect(refused.ok).toBe(false);
    expect(refused.notes.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      " unknown_member",
      "list[0].n schema",
    ]);
  });
});
