import { createLocation } from "@/lib/locations/create-location";
import { createStation } from "@/lib/locations/create-station";
import { connectPspAccount } from "@/lib/payments/connect-psp-account";
import { createPspRegistry } from "@/lib/payments/psp/registry";
import { assignTariff } from "@/lib/pricing/assign-tariff";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import { startMollieSimulator } from "@/simulators/mollie/server";
import type { Stage } from "./stage";

/** The seller and the place that all stations of the benchmark share. */
export interface Shop {
  readonly clientId: string;
  readonly cpoId: string;
  readonly locationId: string;
  readonly tariffId: string;
}

/** A station with one EVSE. */
export interface Site {
  readonly identity: string;
  readonly stationId: string;
  readonly evseId: string;
  /** Sticker code; empty for stations that were made in bulk. */
  readonly code: string;
}

export const STATION_PASSWORD = "bench-0123456789abcdef";
const ACTOR = { userId: null, name: "benchmark" };
const HOLDS_MINOR = [3_000, 6_000, 9_000];

/** One client with one CPO, an account at the payment simulator, one tariff and one location, made by the product itself. */
export async function createShop(stage: Stage): Promise<Shop> {
  const { context } = stage;
  const clientId = await createClient(context, { name: "Bench", slug: "bench" }, ACTOR);
  const cpoId = await createCpo(context, { clientId, ...SELLER }, ACTOR);
  const mollie = await startMollieSimulator({ port: stage.ports.mollie });
  try {
    const psp = createPspRegistry({ mollieApiUrl: mollie.url, allowPlainHttp: true, deadlineMs: 5_000 });
    await connectPspAccount(context, psp, {
      clientId,
      cpoId,
      apiKey: `test_${"B".repeat(32)}`,
      userId: "bench",
    });
  } finally {
    await mollie.stop();
  }
  const content = simpleTariff({
    currency: "EUR",
    vatPercent: "21",
    taxIncluded: true,
    perKwh: "0.49",
    idle: { perMinute: "0.10", graceMinutes: 15, capMinor: 1_200 },
  });
  const price = { clientId, cpoId, code: "BENCH", name: "Bench", kind: "RETAIL" as const, content };
  const { tariffId } = await publishTariff(context, price);
  const locationId = await createLocation(context, { clientId, cpoId, ...PLACE });
  return { clientId, cpoId, locationId, tariffId };
}

/** One station with one EVSE of 22 kW and a sticker, made by the product itself. */
export async function createSite(stage: Stage, shop: Shop, number: number): Promise<Site> {
  const identity = `BENCH-QR-${number}`;
  const { stationId, evses } = await createStation(stage.context, {
    clientId: shop.clientId,
    locationId: shop.locationId,
    identity,
    name: identity,
    securityProfile: 1,
    password: STATION_PASSWORD,
    active: true,
    evses: [
      {
        evseId: `NL*BNC*E${String(number).padStart(6, "0")}`,
        label: `B-${number}`,
        ocppConnectorId: 1,
        currentType: "AC",
        maxPowerW: 22_000,
        deployedOn: "2026-01-01",
        connectors: [{ standard: "IEC_62196_T2", format: "SOCKET", maxVoltageV: 400, maxAmperageA: 32 }],
      },
    ],
  });
  const [evse] = evses;
  if (!evse) throw new Error("the station has no EVSE");
  await assignTariff(stage.context, {
    clientId: shop.clientId,
    evseIds: [evse.evseId],
    tariffId: shop.tariffId,
    actor: { userId: null, name: "bench" },
  });
  return { identity, stationId, evseId: evse.evseId, code: evse.code };
}

/** Copies of one station with its EVSE, in two statements instead of thousands. They have no sticker. */
export async function createSites(stage: Stage, like: Site, prefix: string, count: number): Promise<Site[]> {
  const { rows } = await stage.owner.query<Site>(
    `WITH fresh AS (
       SELECT n, gen_random_uuid() AS station, gen_random_uuid() AS evse FROM generate_series(1, $4::int) n
     ), stations_made AS (
       INSERT INTO stations SELECT (jsonb_populate_record(s, jsonb_build_object(
         'id', station, 'identity', $3 || '-' || n, 'name', $3 || '-' || n))).*
       FROM stations s, fresh WHERE s.id = $1
     ), evses_made AS (
       INSERT INTO evses SELECT (jsonb_populate_record(e, jsonb_build_object(
         'id', evse, 'station_id', station, 'evse_id', e.evse_id || '*' || $3 || n, 'label', $3 || '-' || n))).*
       FROM evses e, fresh WHERE e.id = $2
     )
     SELECT $3 || '-' || n AS identity, station AS "stationId", evse AS "evseId", '' AS code FROM fresh ORDER BY n`,
    [like.stationId, like.evseId, prefix, count],
  );
  return rows;
}

const SELLER = {
  countryCode: "NL",
  partyId: "BNC",
  name: "Bench Laden",
  legalName: "Bench Laden B.V.",
  street: "Meetlaan 1",
  postalCode: "1011 AA",
  city: "Amsterdam",
  country: "NL",
  vatId: "NL000000000B01",
  registrationNumber: null,
  supportPhone: "+31 20 000 0000",
  supportEmail: "help@example.com",
  supportHours: "24/7",
  termsUrl: null,
  privacyUrl: null,
  imprintUrl: null,
  brandAccent: null,
  mode: "TEST",
  currency: "EUR",
  vatPercent: "21",
  holdPresetsAcMinor: HOLDS_MINOR,
  holdPresetsDcMinor: HOLDS_MINOR,
  holdDefaultAcIndex: 1,
  holdDefaultDcIndex: 1,
  parameters: {},
  receiptPrefix: "BNC",
} as const;

const PLACE = {
  name: "Meetplein",
  street: "Meetlaan 1",
  postalCode: "1011 AA",
  city: "Amsterdam",
  country: "NL",
  timeZone: "Europe/Amsterdam",
  latitude: 52.37,
  longitude: 4.9,
};
