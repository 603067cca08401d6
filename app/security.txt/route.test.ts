import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";

describe("SEC-74: /.well-known/security.txt", () => {
  it("names a contact and a date that is still to come (RFC 9116)", async () => {
    Object.assign(process.env, {
      KERBWATT_MODE: "test",
      DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
      PUBLIC_URL: "https://pay.example",
      NEXTAUTH_URL: "https://pay.example",
      NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
      KERBWATT_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      KERBWATT_CODE_KEY: randomBytes(32).toString("base64"),
    });
    const { GET } = await import("./route");
    const text = await GET().text();
    expect(text).toContain("Contact: https://pay.example/help\n");
    expect(text).toContain("Canonical: https://pay.example/.well-known/security.txt\n");
    const expires = Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? "");
    expect(expires).toBeGreaterThan(Date.now());
    expect(expires).toBeLessThan(Date.now() + 365 * 86_400_000);
  });
});
