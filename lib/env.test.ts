import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseEnv } from "./env";

const random = () => randomBytes(32).toString("base64");
const good = () => ({
  KERBWATT_MODE: "live",
  DATABASE_URL: "postgresql://kerbwatt:secret@db.example:5432/kerbwatt",
  PUBLIC_URL: "https://pay.example.com",
  NEXTAUTH_URL: "https://pay.example.com",
  NEXTAUTH_SECRET: random(),
  KERBWATT_ENCRYPTION_KEY: random(),
  KERBWATT_CODE_KEY: random(),
});

describe("environment", () => {
  it("accepts a complete production environment and fills in the defaults", () => {
    const env = parseEnv(good());
    expect(env.GATEWAY_PORT).toBe(4001);
    expect(env.TRUSTED_PROXIES).toBe(0);
  });

  it("SEC-68: live is the mode when nothing is said", () => {
    const { KERBWATT_MODE: _mode, ...rest } = good();
    expect(parseEnv(rest).KERBWATT_MODE).toBe("live");
  });

  it.each([
    ["no database", { DATABASE_URL: undefined }, /DATABASE_URL/],
    ["another database", { DATABASE_URL: "mysql://x" }, /postgresql/],
    ["a missing secret", { NEXTAUTH_SECRET: undefined }, /NEXTAUTH_SECRET/],
    ["a short secret", { NEXTAUTH_SECRET: "short" }, /at least 32/],
    ["a default secret", { KERBWATT_CODE_KEY: "x".repeat(40) }, /looks like a default/],
    [
      "a key of the wrong size",
      { KERBWATT_ENCRYPTION_KEY: randomBytes(16).toString("base64") },
      /32 random bytes/,
    ],
    ["plain http in live mode", { PUBLIC_URL: "http://pay.example.com" }, /https/],
    ["a simulator in live mode", { MOLLIE_API_URL: "http://127.0.0.1:4003/v2/" }, /simulator/],
    ["an impossible port", { GATEWAY_PORT: "70000" }, /GATEWAY_PORT/],
    ["an empty value counts as absent", { DATABASE_URL: "" }, /DATABASE_URL/],
  ])("SEC-68: refuses to start with %s", (_name, change, message) => {
    expect(() => parseEnv({ ...good(), ...change })).toThrow(message);
  });

  it("names every fault at once and no value", () => {
    const secret = "tooshort-but-secret";
    try {
      parseEnv({ ...good(), NEXTAUTH_SECRET: secret, PUBLIC_URL: "nonsense" });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).toMatch(/NEXTAUTH_SECRET/);
      expect(String(error)).toMatch(/PUBLIC_URL/);
      expect(String(error)).not.toContain(secret);
    }
  });
});
