import { randomBytes } from "node:crypto";
import { forgetEnv } from "@/lib/env";

/** What one test file may set and the next one must not find. */
const OPTIONAL = ["MAIL_DIR", "WEBHOOK_URL"] as const;

/** The environment that use-cases read, with keys of its own. A process may run one test file after another. */
export function setTestEnvironment(
  databaseUrl: string,
  more: Readonly<Partial<Record<"PUBLIC_URL" | "NEXTAUTH_URL" | (typeof OPTIONAL)[number], string>>> = {},
): void {
  for (const name of OPTIONAL) delete process.env[name];
  Object.assign(process.env, {
    KERBWATT_MODE: "test",
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: "https://charge.example",
    NEXTAUTH_URL: "https://charge.example",
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    KERBWATT_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    KERBWATT_CODE_KEY: randomBytes(32).toString("base64"),
    ...more,
  });
  forgetEnv();
}
