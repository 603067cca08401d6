// Fills an empty database with the demo's world, and writes what the simulators and the start page need to know.
// May run again: what is there stays as it is.
import { createHmac } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Context } from "@/lib/db/context";
import { closeRuntime, runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { createLocation } from "@/lib/locations/create-location";
import { createStation } from "@/lib/locations/create-station";
import { connectPspAccount } from "@/lib/payments/connect-psp-account";
import type { PspRegistry } from "@/lib/payments/psp/psp.port";
import { createPspRegistry } from "@/lib/payments/psp/registry";
import { assignTariff } from "@/lib/pricing/assign-tariff";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import { createUser } from "@/lib/tenants/create-user";
import { startMollieSimulator } from "@/simulators/mollie/server";
import type { DemoClient, DemoCpo, DemoLocation } from "./demo-parts";
import { seedTerminals } from "./demo-terminals";
import { DEMO_CLIENTS } from "./demo-world";
import { seedWholesale } from "./seed-prices";

const ACTOR = { userId: null, name: "demo seed" };
const PASSWORD = "Charge-at-the-kerb-26";

/** A secret that belongs to this installation and this name: the same at every run, and nowhere stored. */
function derived(name: string, length: number): string {
  return createHmac("sha256", env().KERBWATT_CODE_KEY).update(`demo:${name}`).digest("hex").slice(0, length);
}

async function seedClient(context: Context, psp: PspRegistry, client: DemoClient): Promise<void> {
  const known = await context.db.withSystem((tx) => tx.client.findUnique({ where: { slug: client.slug } }));
  if (known) return;
  const clientId = await createClient(context, { name: client.name, slug: client.slug }, ACTOR);
  let ownerId: string | null = null;
  for (const user of client.staff) {
    const id = await createUser(
      context,
      { ...user, password: PASSWORD },
      { by: "system", clientId, name: ACTOR.name },
    );
    ownerId ??= id;
  }
  for (const cpo of client.cpos) await seedCpo(context, psp, clientId, ownerId ?? "", cpo);
}

async function seedCpo(
  context: Context,
  psp: PspRegistry,
  clientId: string,
  userId: string,
  cpo: DemoCpo,
): Promise<void> {
  const cpoId = await createCpo(context, { ...cpo.facts, clientId }, ACTOR);
  const apiKey = `test_${derived(`mollie:${cpo.facts.partyId}`, 32)}`;
  await connectPspAccount(context, psp, { clientId, cpoId, apiKey, userId });
  const tariffs = new Map<string, string>();
  for (const [code, { name, content }] of Object.entries(cpo.tariffs)) {
    const { tariffId } = await publishTariff(context, {
      clientId,
      cpoId,
      code,
      name,
      kind: "RETAIL",
      content,
    });
    tariffs.set(code, tariffId);
  }
  for (const location of cpo.locations) await seedLocation(context, { clientId, cpoId, tariffs }, location);
}

async function seedLocation(
  context: Context,
  owner: { clientId: string; cpoId: string; tariffs: ReadonlyMap<string, string> },
  { stations, ...place }: DemoLocation,
): Promise<void> {
  const { clientId, cpoId, tariffs } = owner;
  const locationId = await createLocation(context, { clientId, cpoId, ...place });
  for (const station of stations) {
    const created = await createStation(context, {
      clientId,
      locationId,
      identity: station.identity,
      name: station.name,
      // The demo's sockets stay on this machine, hence profile 1; real stations use 2 or 3 (SEC-25).
      securityProfile: 1,
      password: derived(`station:${station.identity}`, 32),
      active: true,
      evses: station.evses.map(({ tariff: _tariff, standard, format, ...evse }, index) => ({
        ...evse,
        ocppConnectorId: index + 1,
        deployedOn: "2025-03-01",
        connectors: [
          {
            standard,
            format,
            maxVoltageV: evse.currentType === "DC" ? 920 : 400,
            maxAmperageA: evse.currentType === "DC" ? 500 : 32,
          },
        ],
      })),
    });
    for (const [index, { evseId }] of created.evses.entries()) {
      const tariffId = tariffs.get(station.evses[index]?.tariff ?? "");
      if (tariffId) await assignTariff(context, { clientId, evseIds: [evseId], tariffId, actor: ACTOR });
    }
  }
}

/** What the station simulator connects as. */
function stationFile(): unknown {
  return DEMO_CLIENTS.flatMap((client) =>
    client.cpos.flatMap((cpo) =>
      cpo.locations.flatMap((location) =>
        location.stations.map((station) => ({
          identity: station.identity,
          password: derived(`station:${station.identity}`, 32),
          name: station.name,
          site: location.name,
          vendor: station.vendor,
          model: station.model,
          meterIntervalS: 5,
          signedMeter: station.evses.some((evse) => evse.eichrecht === true),
          connectors: station.evses.map((evse, index) => ({
            id: index + 1,
            kind: evse.currentType,
            maxPowerW: evse.maxPowerW,
            meterWh: 1_200_000 + index * 345_678,
          })),
        })),
      ),
    ),
  );
}

async function linkFile(context: Context): Promise<unknown> {
  const codes = await context.db.withSystem((tx) =>
    tx.qrCode.findMany({ where: { state: "ACTIVE" }, include: { evse: { include: { location: true } } } }),
  );
  const order = DEMO_CLIENTS.flatMap((client) =>
    client.cpos.flatMap((cpo) =>
      cpo.locations.flatMap((place) => place.stations.flatMap((station) => station.evses)),
    ),
  ).map((evse) => evse.label);
  return {
    driver: codes
      .filter(({ evse }) => order.includes(evse.label))
      .sort((a, b) => order.indexOf(a.evse.label) - order.indexOf(b.evse.label))
      .map(({ code, evse }) => ({
        label: `${evse.location.city} ${evse.label}`,
        evseLabel: evse.label,
        code,
        url: `${env().PUBLIC_URL}/c/${code}`,
      })),
    admin: { url: `${env().PUBLIC_URL}/admin`, email: DEMO_CLIENTS[0]?.staff[0]?.email, password: PASSWORD },
  };
}

async function main(): Promise<void> {
  const folder = process.env.KERBWATT_DEMO_DIR ?? ".data/demo";
  const context = runtime();
  // Keys are checked at the PSP when they are connected; the seed brings a simulator of its own for that.
  const mollie = await startMollieSimulator({ port: 0 });
  try {
    const psp = createPspRegistry({ mollieApiUrl: mollie.apiUrl, allowPlainHttp: true });
    for (const client of DEMO_CLIENTS) {
      await seedClient(context, psp, client);
      await seedWholesale(context, client);
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "stations.json"), JSON.stringify(stationFile(), null, 2), {
      mode: 0o600,
    });
    await seedTerminals({
      context,
      folder,
      publicUrl: env().PUBLIC_URL,
      simulatorUrl: process.env.TERMINAL_SIMULATOR_PUBLIC_URL ?? "http://127.0.0.1:4005",
      derived,
    });
    writeFileSync(path.join(folder, "links.json"), JSON.stringify(await linkFile(context), null, 2), {
      mode: 0o600,
    });
  } finally {
    await mollie.stop();
    await closeRuntime();
  }
}

await main();
