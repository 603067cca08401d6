import { createLocation } from "@/lib/locations/create-location";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import type { TestContext } from "@/lib/tenants/testing/context";
import { newCpo } from "@/lib/tenants/testing/samples";
import { listEvsesOfCpo } from "../prices.queries";

const SYSTEM = { userId: null, name: "test" };

/** A client with one CPO and one location with a station of two EVSEs. */
export interface PriceSite {
  readonly clientId: string;
  readonly cpoId: string;
  readonly locationId: string;
  readonly stationId: string;
  readonly scope: { clientId: string; mode: "TEST"; cpoIds: string[] };
  /** 22 kW AC, label A1. */
  readonly ac: string;
  /** 150 kW DC, label D1. */
  readonly dc: string;
}

/** Makes a site of its own for a test. `slug` is three letters or more, unique in the database. */
export async function createPriceSite(test: TestContext, slug: string): Promise<PriceSite> {
  const clientId = await createClient(test.context, { name: slug, slug }, SYSTEM);
  const partyId = slug.slice(0, 3).toUpperCase();
  const cpoId = await createCpo(
    test.context,
    { ...newCpo(clientId), partyId, receiptPrefix: partyId },
    SYSTEM,
  );
  const locationId = await createLocation(test.context, {
    clientId,
    cpoId,
    name: "Depot",
    street: "Kade 1",
    postalCode: "1011 AB",
    city: "Amsterdam",
    country: "NL",
    timeZone: "Europe/Amsterdam",
    latitude: 52.37,
    longitude: 4.9,
  });
  const stationId = test.context.ids.next();
  const evse = (label: string, currentType: "AC" | "DC", maxPowerW: number, ocppConnectorId: number) => ({
    id: test.context.ids.next(),
    clientId,
    locationId,
    stationId,
    evseId: `NL*${partyId}*E${label}`,
    label,
    ocppConnectorId,
    currentType,
    maxPowerW,
    deployedOn: new Date("2025-03-01"),
  });
  await test.context.db.withClient(clientId, async (tx) => {
    await tx.station.create({ data: { id: stationId, clientId, locationId, identity: slug, name: "One" } });
    await tx.evse.createMany({ data: [evse("A1", "AC", 22_000, 1), evse("D1", "DC", 150_000, 2)] });
  });
  const scope = { clientId, mode: "TEST" as const, cpoIds: [cpoId] };
  const evses = await listEvsesOfCpo(test.context, scope, cpoId);
  const id = (label: string) => evses.find((row) => row.label === label)?.id ?? "";
  return { clientId, cpoId, locationId, stationId, scope, ac: id("A1"), dc: id("D1") };
}
