import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { connectPspAccount } from "../connect-psp-account";
import type { PspRegistry } from "../psp/psp.port";

/** One client with one CPO in test mode, one EVSE to quote for, and a key at the simulator. */
export interface Shop {
  readonly clientId: string;
  readonly cpoId: string;
  readonly evseId: string;
  readonly apiKey: string;
}

export const TARIFF_HASH = "a".repeat(64);

let serial = 0;

/** Makes a shop; each has its own key and so its own profile at the simulator. */
export async function seedShop(context: Context, psp: PspRegistry): Promise<Shop> {
  serial += 1;
  const shop: Shop = {
    clientId: context.ids.next(),
    cpoId: context.ids.next(),
    evseId: context.ids.next(),
    apiKey: `test_${"K".repeat(28)}${String(serial).padStart(4, "0")}`,
  };
  await context.db.withSystem(async (tx) => {
    const { clientId, cpoId } = shop;
    await tx.client.create({ data: { id: clientId, name: "Client", slug: `client-${clientId}` } });
    await tx.cpo.create({ data: cpoRow(cpoId, clientId, serial) });
    await seedEvse(tx, context, shop);
  });
  await connectPspAccount(context, psp, {
    clientId: shop.clientId,
    cpoId: shop.cpoId,
    apiKey: shop.apiKey,
    userId: "seed",
  });
  return shop;
}

async function seedEvse(tx: Tx, { ids }: Context, { clientId, cpoId, evseId }: Shop): Promise<void> {
  const locationId = ids.next();
  const stationId = ids.next();
  const place = { street: "Kade 1", postalCode: "1011 AA", city: "Amsterdam", country: "NL" };
  const spot = { timeZone: "Europe/Amsterdam", latitude: 52, longitude: 4 };
  await tx.location.create({ data: { ...place, ...spot, id: locationId, clientId, cpoId, name: "Kade" } });
  await tx.station.create({
    data: { id: stationId, clientId, locationId, identity: `station-${stationId}`, name: "Station" },
  });
  const hardware = { ocppConnectorId: 1, currentType: "AC" as const, maxPowerW: 22_000, label: "1" };
  const deployedOn = new Date("2026-01-01");
  await tx.evse.create({
    data: {
      ...hardware,
      id: evseId,
      clientId,
      locationId,
      stationId,
      evseId: `NL*KRB*E${evseId}`,
      deployedOn,
    },
  });
  await tx.tariffVersion.create({ data: { clientId, hash: TARIFF_HASH, content: {} } });
}

function cpoRow(id: string, clientId: string, number: number) {
  return {
    id,
    clientId,
    countryCode: "NL",
    partyId: `K${String(number).padStart(2, "0")}`,
    name: "Kade Laden",
    legalName: "Kade Laden B.V.",
    street: "Kade 1",
    postalCode: "1011 AA",
    city: "Amsterdam",
    country: "NL",
    vatId: "NL000000000B01",
    supportPhone: "+31200000000",
    supportEmail: "help@example.com",
    supportHours: "24/7",
    currency: "EUR",
    vatPercent: "21.00",
    holdPresetsAcMinor: [3_000],
    holdPresetsDcMinor: [6_000],
    receiptPrefix: `K${number}`,
  };
}

/** A fresh quote for the shop's EVSE. */
export async function seedQuote(context: Context, shop: Shop): Promise<string> {
  const id = context.ids.next();
  const now = context.clock.now();
  await context.db.withSystem((tx) =>
    tx.quote.create({
      data: {
        id,
        clientId: shop.clientId,
        evseId: shop.evseId,
        tariffHash: TARIFF_HASH,
        currency: "EUR",
        holdOptionsMinor: [3_000],
        defaultHoldIndex: 0,
        timeZone: "Europe/Amsterdam",
        createdAt: now,
        expiresAt: new Date(now.getTime() + 600_000),
      },
    }),
  );
  return id;
}
