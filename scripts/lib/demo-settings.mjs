import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DATA_DIR } from "./paths.mjs";

/** What the demo keeps between two starts: its secrets, the stations and terminals that the seed made, and the links. */
export const DEMO_DIR = path.join(DATA_DIR, "demo");
export const STATIONS_FILE = path.join(DEMO_DIR, "stations.json");
export const TERMINALS_FILE = path.join(DEMO_DIR, "terminals.json");
export const MAIL_DIR = path.join(DATA_DIR, "mail");
const LINKS_FILE = path.join(DEMO_DIR, "links.json");
const SECRETS_FILE = path.join(DEMO_DIR, "env.json");

/**
 * @typedef {object} DemoLinks written by the seed
 * @property {{ label: string, url: string }[]} driver
 * @property {{ url: string, email: string, password: string }} admin
 */

/**
 * The secrets of this installation. Random, made once: what the database holds is sealed with them.
 * @returns {Record<string, string>}
 */
export function demoSecrets() {
  if (existsSync(SECRETS_FILE)) return JSON.parse(readFileSync(SECRETS_FILE, "utf8"));
  const secrets = {
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    KERBWATT_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    KERBWATT_CODE_KEY: randomBytes(32).toString("base64"),
    GATEWAY_FORWARD_SECRET: randomBytes(32).toString("base64"),
  };
  mkdirSync(DEMO_DIR, { recursive: true });
  writeFileSync(SECRETS_FILE, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

/** @returns {DemoLinks} */
export function readLinks() {
  return JSON.parse(readFileSync(LINKS_FILE, "utf8"));
}

/** This machine's address in the local network, so that a phone can follow the QR code. */
export function lanAddress() {
  const addresses = Object.values(os.networkInterfaces()).flat();
  const found = addresses.find((entry) => entry && entry.family === "IPv4" && !entry.internal);
  if (!found) throw new Error("--lan: this machine has no address in a local network");
  return found.address;
}
