import { randomBytes } from "node:crypto";
import { hashToken } from "@/lib/db/secrets";
import { authorizationHeader } from "@/lib/ocpi/exchange/authorization.rules";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { saveBillingRule } from "@/lib/pricing/save-billing-rule";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import type { Shop, Site } from "./scene";
import type { Stage } from "./stage";

/** A connected provider of terminals, as it calls us. */
export interface Provider {
  readonly subscriptionId: string;
  readonly authorization: string;
  readonly mark: string;
}

const VERSION = "2.2.1";
/** What a partner calls; `path` begins below the version. */
export const moduleUrl = (stage: Stage, path: string): string =>
  `${stage.env.PUBLIC_URL}/api/ocpi/${VERSION}/${path}`;

/** A wholesale tariff, and the rule by which terminals sell it. */
export async function sellOnTerminals({ context }: Stage, shop: Shop): Promise<void> {
  const { clientId, cpoId } = shop;
  const content = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.49" });
  const price = { clientId, cpoId, code: "BENCH", name: "Wholesale", kind: "WHOLESALE" as const, content };
  await publishTariff(context, price);
  await saveBillingRule(context, {
    clientId,
    ruleId: null,
    draft: {
      name: "Terminals",
      cpoId,
      locationGroupId: null,
      evseId: null,
      channel: "OCPI_TERMINAL",
      tariffCode: null,
      validFrom: context.clock.now(),
      validTo: null,
      windows: null,
      price: { kind: "WHOLESALE_FACTOR", factor: "1" },
      justification: null,
    },
    actor: { userId: null, name: "benchmark" },
  });
}

/** A live connection with this partner, as a finished handshake leaves it. */
export async function connectProvider(
  { context }: Stage,
  { clientId, cpoId }: Shop,
  number: number,
  partnerUrl: string,
): Promise<Provider> {
  const subscriptionId = context.ids.next();
  const token = randomBytes(32).toString("base64url");
  const now = context.clock.now();
  const prefix = `T${String(number).padStart(2, "0")}`;
  const endpoints = ["sessions", "cdrs"].map((identifier) => ({
    identifier,
    role: "RECEIVER",
    url: `${partnerUrl}/${identifier}`,
  }));
  await context.db.withClient(clientId, async (tx) => {
    await tx.subscription.create({
      data: {
        id: subscriptionId,
        clientId,
        name: `Provider ${number}`,
        provider: "other",
        environment: "ACCEPTANCE",
        state: "LIVE",
        countryCode: "DE",
        partyId: prefix,
        tokenPrefix: prefix,
        tokenSeparator: "-",
        version: VERSION,
        modules: ["locations", "tariffs", "sessions", "cdrs", "commands"],
        settings: { startWithoutTerminal: true },
        approvedHosts: [],
        peerEndpoints: endpoints,
        peerTokenCipher: context.secrets.seal(randomBytes(32).toString("base64url")),
        createdAt: now,
        updatedAt: now,
      },
    });
    await tx.subscriptionCpo.create({ data: { clientId, subscriptionId, cpoId, addedAt: now } });
    await tx.ocpiCredential.create({
      data: {
        id: context.ids.next(),
        clientId,
        subscriptionId,
        purpose: "PARTNER",
        tokenHash: hashToken(token),
        hint: token.slice(-4),
        createdAt: now,
      },
    });
  });
  return { subscriptionId, authorization: authorizationHeader(token, "base64"), mark: `${prefix}-` };
}

/**
 * Many locations, each with some EVSEs of one connector, like a given one. Written as a restore writes: triggers and foreign
 * keys of rows are not run again. The owner must be a superuser.
 */
export async function storePlaces(
  { owner }: Stage,
  shop: Shop,
  like: Site,
  size: { readonly locations: number; readonly evsesEach: number },
): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query(
      "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off",
    );
    await client.query(PLAN_SQL, [size.locations, size.evsesEach]);
    await client.query(LOCATIONS_SQL, [shop.locationId]);
    await client.query(STATIONS_SQL, [like.stationId]);
    await client.query(EVSES_SQL, [like.evseId]);
    await client.query(CONNECTORS_SQL, [like.evseId]);
    await client.query("COMMIT");
    await client.query("VACUUM ANALYZE locations, stations, evses, connectors");
  } finally {
    client.release();
  }
}

/** The sockets of stations that `createSites` has made in bulk. */
export async function storeConnectors({ owner }: Stage, like: Site, sites: readonly Site[]): Promise<void> {
  await owner.query(
    `INSERT INTO connectors SELECT r.* FROM connectors k, unnest($2::uuid[]) evse,
       jsonb_populate_record(k, jsonb_build_object('id', gen_random_uuid(), 'evse_id', evse)) r WHERE k.evse_id = $1`,
    [like.evseId, sites.map(({ evseId }) => evseId)],
  );
}

const PLAN_SQL = `
  CREATE TEMP TABLE places ON COMMIT DROP AS
  SELECT l, n, l * $2 + n AS serial, md5('location ' || l)::uuid AS location, md5('station ' || l || ' ' || n)::uuid AS station,
    md5('evse ' || l || ' ' || n)::uuid AS evse, now() - interval '300 days' + l * interval '10 minutes' AS at
  FROM generate_series(1, $1::int) l, generate_series(1, $2::int) n`;

const LOCATIONS_SQL = `
  INSERT INTO locations SELECT r.* FROM locations like_it, places p,
    jsonb_populate_record(like_it, jsonb_build_object('id', location, 'name', 'Plein ' || l, 'street', 'Laan ' || l,
      'latitude', 50 + l % 4000 * 0.001, 'longitude', 4 + l % 3000 * 0.001, 'created_at', at, 'updated_at', at)) r
  WHERE like_it.id = $1 AND n = 1`;

const STATIONS_SQL = `
  INSERT INTO stations SELECT r.* FROM stations like_it, places p,
    jsonb_populate_record(like_it, jsonb_build_object('id', station, 'location_id', location, 'identity', 'PLACE-' || serial,
      'name', 'Place ' || serial, 'gateway_id', 'elsewhere', 'last_seen_at', now(), 'heartbeat_interval_s', 86400,
      'connected_at', at, 'created_at', at, 'updated_at', at)) r
  WHERE like_it.id = $1`;

const EVSES_SQL = `
  INSERT INTO evses SELECT r.* FROM evses like_it, places p,
    jsonb_populate_record(like_it, jsonb_build_object('id', evse, 'location_id', location, 'station_id', station,
      'evse_id', 'NL*BNC*EP' || serial, 'label', 'P-' || serial, 'status', 'AVAILABLE', 'created_at', at, 'updated_at', at)) r
  WHERE like_it.id = $1`;

const CONNECTORS_SQL = `
  INSERT INTO connectors SELECT r.* FROM connectors like_it, places p,
    jsonb_populate_record(like_it, jsonb_build_object('id', gen_random_uuid(), 'evse_id', evse)) r
  WHERE like_it.evse_id = $1`;
