import { isJsonObject, type JsonObject } from "../exchange/codec.model";

/** What a message is about: read from its first line and body. */
export interface ExplainedMessage {
  readonly direction: "IN" | "OUT";
  readonly method: string;
  readonly module: string;
  /** Path behind the module, decoded. */
  readonly segments: readonly string[];
  readonly body: unknown;
}

/** Names that people know, by our ids: EVSE labels, location names, session references. */
export type Names = ReadonlyMap<string, string>;

/** The path of a URL behind its module; empty when the module does not stand in it. */
export function segmentsBehind(url: string, module: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const parts = new URL(url).pathname.split("/").filter((part) => part !== "");
  const at = parts.lastIndexOf(module);
  if (at < 0) return [];
  return parts.slice(at + 1).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}

type Explain = (message: ExplainedMessage, name: (id: unknown) => string, body: JsonObject) => string | null;

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "?";

function priceText(price: unknown, currency: unknown): string {
  if (typeof price === "number") return `${price} ${text(currency)} net`;
  if (!isJsonObject(price)) return "no price yet";
  const taxes = Array.isArray(price.taxes) ? price.taxes.filter(isJsonObject) : [];
  const tax = taxes.reduce((sum, { amount }) => sum + (typeof amount === "number" ? amount : 0), 0);
  const net = price.before_taxes ?? price.excl_vat;
  const gross = price.incl_vat ?? (typeof net === "number" ? Math.round((net + tax) * 100) / 100 : undefined);
  return gross === undefined ? "no price yet" : `${text(gross)} ${text(currency)}`;
}

const usage = (body: JsonObject): string => {
  const energy = body.kwh ?? body.total_energy;
  return `${energy === undefined ? "" : `${text(energy)} kWh, `}${priceText(body.total_cost, body.currency)}`;
};

const locations: Explain = ({ direction, method, segments }, name, body) => {
  if (direction === "IN")
    return segments.length === 0 ? "Reads our locations" : `Reads ${name(segments.at(-1))}`;
  const [, , locationId, evseUid] = segments;
  if (evseUid === undefined) return `Location ${name(locationId)}, whole`;
  return method === "PATCH" ? `${name(evseUid)} is ${text(body.status)}` : `Charging point ${name(evseUid)}`;
};

const tariffs: Explain = ({ direction, method, segments }) => {
  if (direction === "IN") return "Reads our tariffs";
  return method === "DELETE" ? `Tariff ${text(segments[2])} is gone` : `Tariff ${text(segments[2])}`;
};

const sessions: Explain = ({ direction, method, segments }, name, body) => {
  if (direction === "IN" && method === "GET") return "Reads its sessions";
  if (segments.at(-1) === "charging_preferences") return `Preferences for session ${name(segments[0])}`;
  const status = body.status === undefined ? "" : ` is ${text(body.status)}`;
  return `Session ${name(segments[2])}${status}: ${usage(body)}`;
};

const cdrs: Explain = ({ direction, method }, _, body) =>
  direction === "IN" && method === "GET" ? "Reads its CDRs" : `CDR ${text(body.id)}: ${usage(body)}`;

const commands: Explain = ({ segments }, name, body) => {
  const token = isJsonObject(body.token) ? text(body.token.uid) : "?";
  switch (segments[0]) {
    case "START_SESSION":
      return `Start session at ${name(body.evse_uid ?? body.location_id)} with token ${token}`;
    case "STOP_SESSION":
      return `Stop session ${name(body.session_id)}`;
    case "UNLOCK_CONNECTOR":
      return `Unlock ${name(body.evse_uid)}`;
    case "RESERVE_NOW":
      return `Reserve ${name(body.evse_uid ?? body.location_id)} with token ${token}`;
    default:
      return null;
  }
};

const chargingProfiles: Explain = ({ direction, method, segments }, name) => {
  const session = name(segments[0]);
  if (direction === "OUT") return `What session ${session} may draw`;
  if (method === "PUT") return `Charging profile for session ${session}`;
  return method === "DELETE"
    ? `Clear the charging profile of session ${session}`
    : `Ask what session ${session} may draw`;
};

const payments: Explain = ({ direction, method, segments }, _, body) => {
  const [part, id, act] = segments;
  if (part === "terminals") {
    if (id === "activate") return `Put terminal ${text(body.reference ?? body.terminal_id)} into service`;
    if (act === "deactivate") return `Take terminal ${text(id)} out of service`;
    if (method === "PATCH") return `Terminal ${text(id)}: where it serves`;
    if (method === "POST") return `Terminal ${text(body.terminal_id)} reported`;
    if (method === "PUT") return `Terminal ${text(id)}: its data`;
    return id === undefined ? "Read the list of terminals" : `Read terminal ${id}`;
  }
  if (method === "POST") {
    const price = priceText(body.total_costs, body.currency);
    return `Capture of ${price} for ${text(body.authorization_reference)}: ${text(body.capture_status_code)}`;
  }
  return direction === "OUT" ? "Read the confirmations of captures" : "Reads back a confirmation";
};

const credentials: Explain = ({ direction, method }) => {
  const verb = { GET: "Read", POST: "Exchange", PUT: "Renew", DELETE: "End" }[method];
  if (verb === undefined) return null;
  const who = direction === "IN" ? "the partner's wish" : "our wish";
  return `${verb} credentials, ${who}`;
};

const EXPLAIN: Readonly<Record<string, Explain>> = {
  locations,
  tariffs,
  sessions,
  cdrs,
  commands,
  chargingprofiles: chargingProfiles,
  payments,
  credentials,
  versions: () => "Read which versions there are",
  details: () => "Read the endpoints of a version",
  response_url: (_, __, body) => `Result of a command: ${text(body.result)}`,
  tokens: ({ method }, _, body) => (method === "GET" ? "Read tokens" : `Token ${text(body.uid)}`),
};

/** A request in plain words; method and path when there are none for it (ADM-6). */
export function explainMessage(message: ExplainedMessage, names: Names): string {
  const name = (id: unknown) => (typeof id === "string" ? (names.get(id) ?? id) : "?");
  const body = isJsonObject(message.body) ? message.body : {};
  const words = EXPLAIN[message.module]?.(message, name, body);
  return words ?? `${message.method} ${[message.module, ...message.segments].join("/")}`;
}
