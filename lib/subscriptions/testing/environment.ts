import { randomBytes } from "node:crypto";

/** The environment that use-cases read; each test file is a process of its own. */
export function setTestEnvironment(databaseUrl: string, publicUrl = "https://charge.example"): void {
  Object.assign(process.env, {
    KERBWATT_MODE: "test",
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: publicUrl,
    NEXTAUTH_URL: publicUrl,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    KERBWATT_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    KERBWATT_CODE_KEY: randomBytes(32).toString("base64"),
  });
}
