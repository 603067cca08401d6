import { createLocation } from "@/lib/locations/create-location";
import { createStation } from "@/lib/locations/create-station";
import { connectPspAccount } from "@/lib/payments/connect-psp-account";
import { assignTariff } from "@/lib/pricing/assign-tariff";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { saveBillingRule } from "@/lib/pricing/save-billing-rule";
import { type SimpleTariffInput, simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import type { Shop } from "./site.model";
import { TestStation } from "./station";
import type { World } from "./world";

export interface ShopOptions {
  readonly price?: Partial<SimpleTariffInput>;
  readonly parameters?: Readonly<Record<string, number | string>>;
  readonly holds?: readonly number[];
  /** False: no wholesale tariff, and no rule that sells it on OCPI terminals. */
  readonly wholesale?: boolean;
}

export interface SiteOptions {
  readonly currentType?: "AC" | "DC";
  readonly maxPowerW?: number;
  readonly plugPolicy?: "PLUG_FIRST" | "PAY_FIRST" | "EITHER";
  readonly tariffId?: string | null;
}

const ACTOR = { userId: null, name: "test" };
let serial = 0;

/**
 * A client with one CPO in test mode, 0.50 EUR per kWh and 21 % VAT unless told otherwise: retail and wholesale alike, code
 * `MAIN`, the latter sold on OCPI terminals by a factor of 1.
 */
export async function createShop(world: World, options: ShopOptions = {}): Promise<Shop> {
  serial += 1;
  const number = serial.toString(36).toUpperCase().padStart(2, "0");
  const { context } = world;
  const clientId = await createClient(context, { name: `Client ${number}`, slug: `client-${serial}` }, ACTOR);
  const holds = [...(options.holds ?? [1_000, 3_000, 6_000])];
  const cpoId = await createCpo(
    context,
    {
      clientId,
      countryCode: "NL",
      partyId: `K${number}`,
      name: "Kade Laden",
      legalName: "Kade Laden B.V.",
      street: "Kade 1",
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
      holdPresetsAcMinor: holds,
      holdPresetsDcMinor: holds,
      holdDefaultAcIndex: 0,
      holdDefaultDcIndex: 0,
      parameters: { ...options.parameters },
      receiptPrefix: `K${number}`,
    },
    ACTOR,
  );
  const apiKey = `test_${"K".repeat(28)}${String(serial).padStart(4, "0")}`;
  await connectPspAccount(context, world.psp, { clientId, cpoId, apiKey, userId: "test" });
  const content = simpleTariff({
    currency: "EUR",
    vatPercent: "21",
    taxIncluded: true,
    perKwh: "0.50",
    ...options.price,
  });
  const price = { clientId, cpoId, code: "MAIN", name: "Main", kind: "RETAIL" as const, content };
  const { tariffId } = await publishTariff(context, price);
  if (options.wholesale !== false) {
    await publishTariff(context, { ...price, name: "Main wholesale", kind: "WHOLESALE" });
    await saveFactorRule(world, { clientId, cpoId });
  }
  const locationId = await createLocation(context, {
    clientId,
    cpoId,
    name: "Kade",
    street: "Kade 1",
    postalCode: "1011 AA",
    city: "Amsterdam",
    country: "NL",
    timeZone: "Europe/Amsterdam",
    latitude: 52.37,
    longitude: 4.9,
  });
  return { clientId, cpoId, locationId, tariffId, apiKey };
}

/** The wholesale tariff as it is, on the OCPI terminals of a CPO. */
async function saveFactorRule(
  { context }: World,
  { clientId, cpoId }: { clientId: string; cpoId: string },
): Promise<void> {
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
    actor: ACTOR,
  });
}

/** A station with `count` EVSEs, online and free. */
export async function createSites(
  world: World,
  shop: Shop,
  count: number,
  options: SiteOptions = {},
): Promise<TestStation[]> {
  serial += 1;
  const { currentType = "AC", maxPowerW = 22_000, plugPolicy = "EITHER" } = options;
  const connectorIds = Array.from({ length: count }, (_, index) => index + 1);
  const created = await createStation(world.context, {
    clientId: shop.clientId,
    locationId: shop.locationId,
    identity: `CP-${serial}`,
    name: `CP ${serial}`,
    password: "0123456789abcdef0123",
    active: true,
    evses: connectorIds.map((ocppConnectorId) => ({
      evseId: `NL*KRB*E${String(serial).padStart(4, "0")}*${ocppConnectorId}`,
      label: `${serial}-${ocppConnectorId}`,
      ocppConnectorId,
      currentType,
      maxPowerW,
      plugPolicy,
      deployedOn: "2026-01-01",
      connectors: [{ standard: "IEC_62196_T2", format: "SOCKET", maxVoltageV: 400, maxAmperageA: 32 }],
    })),
  });
  const tariffId = options.tariffId === undefined ? shop.tariffId : options.tariffId;
  if (tariffId !== null) {
    const evseIds = created.evses.map(({ evseId }) => evseId);
    await assignTariff(world.context, { clientId: shop.clientId, evseIds, tariffId, actor: ACTOR });
  }
  const stations = created.evses.map(
    ({ evseId, code }, index) =>
      new TestStation(world, {
        shop,
        clientId: shop.clientId,
        stationId: created.stationId,
        evseId,
        code,
        connectorId: index + 1,
        maxPowerW,
      }),
  );
  world.stations.push(...stations);
  for (const station of stations) {
    await station.connect();
    await station.report("AVAILABLE");
  }
  return stations;
}

/** A shop of its own with one EVSE. */
export async function createSite(
  world: World,
  options: ShopOptions & SiteOptions = {},
): Promise<TestStation> {
  const shop = await createShop(world, options);
  const [station] = await createSites(world, shop, 1, options);
  if (!station) throw new Error("no station was made");
  return station;
}
