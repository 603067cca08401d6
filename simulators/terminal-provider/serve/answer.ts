import type { Provider } from "../provider";
import type { Json } from "../wire/envelope.rules";
import type { OcpiVersion } from "../wire/versions.rules";

/** What a handler decides; the server wraps it into the envelope. */
export interface Answer {
  readonly http: number;
  readonly code: number;
  readonly message?: string;
  readonly data?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Runs when the answer has left. */
  readonly after?: () => Promise<void>;
  /** Faults: no answer at all, or two. */
  readonly wire?: "close" | "twice";
  readonly faults?: readonly string[];
  /** What the request breaks in the specification. */
  readonly complaints?: readonly string[];
}

/** A call of the CPO after authentication. */
export interface Call {
  readonly provider: Provider;
  readonly version: OcpiVersion;
  readonly method: string;
  readonly module: string;
  /** What follows the module in the path, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown;
  /** Which token the caller used. */
  readonly token: { readonly value: string; readonly kind: "issued" | "peer" };
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

export const done = (parts: Partial<Answer> = {}): Answer => ({ http: 200, code: 1000, ...parts });
export const created = (parts: Partial<Answer> = {}): Answer => ({ http: 201, code: 1000, ...parts });
/** Semantic problems are answered with HTTP 200 (status_codes 5). */
export const invalid = (message: string, code = 2001): Answer => ({ http: 200, code, message });
export const notFound = (message: string, code = 2001): Answer => ({ http: 404, code, message });
export const notAllowed = (message = "method not allowed"): Answer => ({ http: 405, code: 2000, message });
export const unauthorised = (message = "unknown token"): Answer => ({ http: 401, code: 2000, message });

/** A page of a list, with the headers of transport_and_format 4.1.4. */
export function page(call: Call, objects: readonly Json[], url: string): Answer {
  const whole = (name: string, standard: number) => {
    const value = call.query.get(name);
    return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : standard;
  };
  const from = Date.parse(call.query.get("date_from") ?? "");
  const to = Date.parse(call.query.get("date_to") ?? "");
  const matching = objects.filter(({ last_updated: at }) => {
    const time = Date.parse(String(at));
    return !(time < from) && !(time >= to);
  });
  const offset = whole("offset", 0);
  const limit = Math.min(Math.max(1, whole("limit", MOST_PER_PAGE)), MOST_PER_PAGE);
  const next = new URL(url);
  for (const [name, value] of call.query) next.searchParams.set(name, value);
  next.searchParams.set("offset", String(offset + limit));
  next.searchParams.set("limit", String(limit));
  return done({
    data: matching.slice(offset, offset + limit),
    headers: {
      "X-Total-Count": String(matching.length),
      "X-Limit": String(MOST_PER_PAGE),
      ...(offset + limit < matching.length && { Link: `<${next.href}>; rel="next"` }),
    },
  });
}

const MOST_PER_PAGE = 50;
