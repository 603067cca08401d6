import { createHmac, timingSafeEqual } from "node:crypto";
import { CROCKFORD, encodeCrockford, normaliseCrockford } from "@/lib/core/base32";
import type { Random } from "@/lib/core/ports";

/**
 * The code on a sticker (SEC-3): one character that names the key, 13 random characters (65 bits), and four characters of
 * an HMAC over them. An invented code fails without a look into the database; a new key does not kill old stickers.
 */
const RANDOM_LENGTH = 13;
const TAG_LENGTH = 4;
const CODE_LENGTH = 1 + RANDOM_LENGTH + TAG_LENGTH;

/** Key ids are 0–31, one Crockford character. */
export interface CodeKeys {
  /** The key that signs new codes. */
  readonly current: number;
  readonly keys: ReadonlyMap<number, string>;
}

/** The installation's keys. One key today; a second one is added when the first must be replaced. */
export function codeKeys(secret: string): CodeKeys {
  return { current: 1, keys: new Map([[1, secret]]) };
}

/** A new code of 18 characters, upper case, without separators. */
export function createStickerCode(random: Random, keys: CodeKeys): { code: string; keyId: number } {
  const secret = keys.keys.get(keys.current);
  if (secret === undefined) throw new RangeError(`no sticker key ${keys.current}`);
  const body = CROCKFORD[keys.current] + encodeCrockford(random.bytes(9), RANDOM_LENGTH);
  return { code: body + tag(body, secret), keyId: keys.current };
}

/**
 * The canonical form of what was scanned or typed, when its tag is right; null otherwise. Lower case, separators and
 * look-alike letters are forgiven (UX-1).
 */
export function readStickerCode(text: string, keys: CodeKeys): string | null {
  if (text.length > 64) return null;
  const code = normaliseCrockford(text);
  if (code?.length !== CODE_LENGTH) return null;
  const secret = keys.keys.get(CROCKFORD.indexOf(code.charAt(0)));
  if (secret === undefined) return null;
  const body = code.slice(0, -TAG_LENGTH);
  return timingSafeEqual(Buffer.from(tag(body, secret)), Buffer.from(code.slice(-TAG_LENGTH))) ? code : null;
}

/** As printed under the QR code: three groups of six. */
export function printStickerCode(code: string): string {
  return code.replace(/(.{6})(?=.)/g, "$1-");
}

/** What the QR code holds: upper case throughout, so that it fits QR's alphanumeric mode (UX-1). */
export function stickerUrl(publicUrl: string, code: string): string {
  return `${publicUrl.replace(/\/$/, "")}/C/${code}`.toUpperCase();
}

function tag(body: string, secret: string): string {
  return encodeCrockford(createHmac("sha256", secret).update(`sticker:${body}`).digest(), TAG_LENGTH);
}
