import { createCipheriv, createDecipheriv, createHmac, hash, randomBytes } from "node:crypto";
import { AppError } from "@/lib/core/errors";
import type { Random } from "@/lib/core/ports";

/** Seals what must be stored and used again; see `hashToken` for what must only be recognised. */
export interface Secrets {
  /** AES-256-GCM, with the key's id in front: `k1.<iv>.<tag>.<text>` (SEC-75). */
  seal(text: string): string;
  /** Opens a sealed text; throws when it was altered or sealed with another key. */
  open(sealed: string): string;
  /** Keyed hash for pseudonyms of addresses and devices, which plain hashes would not protect. */
  pseudonym(text: string): string;
}

const KEY_ID = "k1";

/** The sealing functions for one key of 32 bytes, base64. */
export function createSecrets(base64Key: string): Secrets {
  const key = Buffer.from(base64Key, "base64");
  return {
    seal(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return [
        KEY_ID,
        iv.toString("base64url"),
        cipher.getAuthTag().toString("base64url"),
        body.toString("base64url"),
      ].join(".");
    },
    open(sealed) {
      const [id, iv, tag, body] = sealed.split(".");
      if (id !== KEY_ID || !iv || !tag || body === undefined) {
        throw new AppError("internal", "secret_unreadable", "a stored secret was sealed with an unknown key");
      }
      const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"));
      decipher.setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString(
        "utf8",
      );
    },
    pseudonym: (text) =>
      createHmac("sha256", key).update(`pseudonym:${text}`).digest("base64url").slice(0, 24),
  };
}

/** SHA-256 in hex: how bearer tokens are stored and found (SEC-11, SEC-75). Only for secrets of at least 128 bits. */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}

/** A new public bearer token: 256 random bits, base64url (SEC-11, SEC-75). Never a UUID. */
export function newToken(random: Random): string {
  return Buffer.from(random.bytes(32)).toString("base64url");
}
