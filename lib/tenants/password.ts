import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { AppError } from "@/lib/core/errors";

/** Cost: 2^15 × 8 × 128 bytes = 32 MiB, three times; stored with every hash, so that it can be raised later. */
const COST = { log2N: 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;

/** Shortest accepted password (SEC-55). */
export const PASSWORD_MIN = 12;
const PASSWORD_MAX = 256;

/** Openings of the long passwords that lead every list of stolen ones. */
const COMMON = [
  "password",
  "passw0rd",
  "123456789",
  "qwertyuiop",
  "iloveyou",
  "letmein",
  "welcome",
  "changeme",
];

/**
 * Throws `AppError` "password_weak" with `details.why` for a password that is short, monotonous, of the kind that heads
 * the breach lists, or made of the person's own address (SEC-55).
 */
export function checkPassword(password: string, email: string): void {
  const lower = password.toLowerCase();
  const own = email.split("@")[0] ?? "";
  const fault =
    password.length < PASSWORD_MIN
      ? `Use at least ${PASSWORD_MIN} characters.`
      : password.length > PASSWORD_MAX
        ? `Use at most ${PASSWORD_MAX} characters.`
        : new Set(lower).size < 6
          ? "Use more different characters."
          : COMMON.some((word) => lower.startsWith(word))
            ? "This is among the passwords that are tried first."
            : own.length > 3 && lower.includes(own.toLowerCase())
              ? "Do not use your own address."
              : null;
  if (fault) throw new AppError("validation", "password_weak", "the password is too weak", { why: fault });
}

/** Hash to store: `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST.log2N, COST.r, COST.p);
  const { log2N, r, p } = COST;
  return ["scrypt", log2N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Compares in constant time. A hash that can not be read never matches. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [name, log2N, r, p, salt, key] = stored.split("$");
  if (name !== "scrypt" || !salt || !key) return false;
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), Number(log2N), Number(r), Number(p));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

let decoy: Promise<string> | undefined;

/** A hash that nobody's password has, to spend the same time on an unknown address as on a known one (SEC-55). */
export function decoyHash(): Promise<string> {
  decoy ??= hashPassword(randomBytes(32).toString("base64url"));
  return decoy;
}

function derive(password: string, salt: Buffer, log2N: number, r: number, p: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** log2N, r, p, maxmem: 128 * 2 ** log2N * r * 2 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
