import { randomBytes } from "node:crypto";

/** The part of Next's request cookies that we read. */
interface RequestCookies {
  get(name: string): { readonly value: string } | undefined;
  getAll(): readonly { readonly name: string; readonly value: string }[];
}

/**
 * The cookies of a driver's browser, all strictly necessary (LAW-50): a random mark of the device for limits and for finding
 * an own try again, the charger last looked at, and one cookie per session that holds its token (SEC-13).
 */
export interface CookieJar {
  /** True when this browser has sent one of our cookies before: it keeps them. */
  readonly works: boolean;
  readonly device: string | null;
  readonly charger: string | null;
  /** The token of a session, by its reference. */
  session(reference: string): string | null;
  /** All session tokens of this browser. */
  sessions(): readonly { readonly reference: string; readonly token: string }[];
  /** The device's mark; made and remembered when there is none. */
  ensureDevice(): string;
  rememberCharger(code: string): void;
  rememberSession(reference: string, token: string): void;
  /** `Set-Cookie` lines for the response. */
  readonly changes: readonly string[];
}

const DAY_S = 86_400;
const TOKEN = /^[A-Za-z0-9_-]{22,64}$/;
const REFERENCE = /^[0-9A-Z]{4}-[0-9A-Z]{4}$/;
const MOST_SESSIONS = 8;

/** Reads a request's cookies. On https the names carry `__Host-`: no other host and no path can set them. */
export function createCookieJar(cookies: RequestCookies, secure: boolean): CookieJar {
  const prefix = secure ? "__Host-kw-" : "kw-";
  const changes: string[] = [];
  const read = (name: string, pattern: RegExp): string | null => {
    const value = cookies.get(`${prefix}${name}`)?.value;
    return value !== undefined && pattern.test(value) ? value : null;
  };
  const write = (name: string, value: string, days: number): void => {
    const flags = `Path=/; Max-Age=${days * DAY_S}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
    changes.push(`${prefix}${name}=${value}; ${flags}`);
  };
  const sessions = () =>
    cookies.getAll().flatMap(({ name, value }) => {
      const reference = name.startsWith(`${prefix}s-`) ? name.slice(prefix.length + 2) : "";
      return REFERENCE.test(reference) && TOKEN.test(value) ? [{ reference, token: value }] : [];
    });
  let device = read("device", TOKEN);
  return {
    works: cookies.getAll().some(({ name }) => name.startsWith(prefix)),
    device,
    charger: read("at", /^[0-9A-Z]{4,32}$/),
    session: (reference) => (REFERENCE.test(reference) ? read(`s-${reference}`, TOKEN) : null),
    sessions,
    ensureDevice() {
      device ??= randomBytes(32).toString("base64url");
      write("device", device, 30);
      return device;
    },
    rememberCharger: (code) => write("at", code, 1),
    rememberSession(reference, token) {
      for (const old of sessions().slice(0, -MOST_SESSIONS)) write(`s-${old.reference}`, "", 0);
      write(`s-${reference}`, token, 90);
    },
    changes,
  };
}
