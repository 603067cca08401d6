import { z } from "zod";

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const secret = (what: string) =>
  z
    .string({ error: `${what} is missing` })
    .min(32, `${what} must have at least 32 characters`)
    .refine((value) => new Set(value).size > 8, `${what} looks like a default; generate a random one`);
const key32 = z
  .string()
  .refine((value) => Buffer.from(value, "base64").length === 32, "must be 32 random bytes in base64");

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
    /** `demo` and `test` allow plain-http simulators on this machine; `live` refuses them (SEC-42). */
    KERBWATT_MODE: z.enum(["live", "demo", "test"]).default("live"),
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must be a postgresql:// address"),
    DB_POOL_MAX: z.coerce.number().int().min(2).max(200).default(10),
    /** Where drivers reach us; builds every public link (SEC-61: never the Host header). */
    PUBLIC_URL: z.url(),
    NEXTAUTH_URL: z.url(),
    NEXTAUTH_SECRET: secret("NEXTAUTH_SECRET"),
    /** Seals stored secrets: provider keys, tokens, addresses. */
    KERBWATT_ENCRYPTION_KEY: key32,
    /** Signs the codes on stickers (SEC-3). */
    KERBWATT_CODE_KEY: secret("KERBWATT_CODE_KEY"),
    GATEWAY_HOST: z.string().default("0.0.0.0"),
    GATEWAY_PORT: port(4001),
    GATEWAY_FORWARD_SECRET: secret("GATEWAY_FORWARD_SECRET").optional(),
    /** Only for a Mollie simulator; production uses Mollie's own address. */
    MOLLIE_API_URL: z.url().optional(),
    /** Where the PSP reaches our webhooks, when that differs from PUBLIC_URL. */
    WEBHOOK_URL: z.url().optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\//)
      .optional(),
    /** Mails become files here when no SMTP_URL is set. */
    MAIL_DIR: z.string().default(".data/mail"),
    MAIL_FROM: z.string().default("Kerbwatt <no-reply@localhost>"),
    /** Wire messages are deleted after so many days; they may show what points to a person (LAW-49). */
    JOURNAL_DAYS: z.coerce.number().int().min(7).max(365).default(90),
    WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(8),
    /** How many reverse proxies in front of us may be believed about the client's address (SEC-61). */
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(4).default(0),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  })
  .superRefine((value, context) => {
    if (value.KERBWATT_MODE !== "live") return;
    if (value.MOLLIE_API_URL) {
      context.addIssue({
        code: "custom",
        path: ["MOLLIE_API_URL"],
        message: "a simulator is not allowed in live mode",
      });
    }
    for (const name of ["PUBLIC_URL", "NEXTAUTH_URL"] as const) {
      if (!value[name].startsWith("https://")) {
        context.addIssue({ code: "custom", path: [name], message: "must be https:// in live mode" });
      }
    }
  });

/** The checked environment. */
export type Env = z.infer<typeof schema>;

let cached: Env | undefined;

/**
 * The environment, read and checked once per process. This is the only reader of `process.env` in the product.
 * Throws with one line per fault, so that a wrong value stops the start and not the first request (SEC-68).
 */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** For tests that set variables: the next `env()` reads them anew. */
export function forgetEnv(): void {
  cached = undefined;
}

/** Checks a set of variables; separate from `env()` so that tests can feed their own. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not usable:\n${faults.join("\n")}\nSee .env.example.`);
}
