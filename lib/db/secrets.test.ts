import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecrets, hashToken, newToken } from "./secrets";

const key = () => randomBytes(32).toString("base64");

describe("sealed secrets", () => {
  it("SEC-75: opens what it sealed, and every seal is different", () => {
    const secrets = createSecrets(key());
    const text = "test_4Xk… Łódź 🚗";
    const first = secrets.seal(text);
    expect(secrets.open(first)).toBe(text);
    expect(secrets.seal(text)).not.toBe(first);
    expect(first).toMatch(/^k1\./);
    expect(first).not.toContain("test_");
  });

  it("refuses an altered, foreign or malformed seal", () => {
    const secrets = createSecrets(key());
    const sealed = secrets.seal("secret");
    const parts = sealed.split(".");
    const flipped = [
      ...parts.slice(0, 3),
      `${parts[3]?.slice(0, -1)}${parts[3]?.endsWith("A") ? "B" : "A"}`,
    ].join(".");
    expect(() => secrets.open(flipped)).toThrow();
    expect(() => createSecrets(key()).open(sealed)).toThrow();
    for (const bad of ["", "k1", "k2.a.b.c", "k1.a.b", "plain text"])
      expect(() => secrets.open(bad)).toThrow();
  });

  it("pseudonyms are stable for one key and differ between keys", () => {
    const base64 = key();
    expect(createSecrets(base64).pseudonym("203.0.113.7")).toBe(
      createSecrets(base64).pseudonym("203.0.113.7"),
    );
    expect(createSecrets(base64).pseudonym("203.0.113.7")).not.toBe(
      createSecrets(key()).pseudonym("203.0.113.7"),
    );
  });
});

describe("tokens", () => {
  it("SEC-11: have 256 random bits and are stored as SHA-256", () => {
    const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
    const tokens = new Set(Array.from({ length: 1000 }, () => newToken(random)));
    expect(tokens.size).toBe(1000);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(hashToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
