// Adds the chargers of the end-to-end tests to a database that the demo's seed has filled, and to the station simulator's list.
import { createHmac } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Context } from "@/lib/db/context";
import { closeRuntime, runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { createLocation } from "@/lib/locations/create-location";
import { createStation } from "@/lib/locations/create-station";
import { connectPspAccount } from "@/lib/payments/connect-psp-account";
import { createPspRegistry } from "@/lib/payments/psp/registry";
import { assignTariff } from "@/lib/pricing/assign-tariff";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import { createUser } from "@/lib/tenants/create-user";
import { startMollieSimulator } from "@/simulators/mollie/server";
import { E2E_PASSWORD } from "../support/staff";
import type { ChargerFacts } from "../support/world-file";
import { CHARGER_GROUPS, type ChargerGroup, E2E_CLIENT, E2E_CPOS } from "./e2e-clients";

const ACTOR = { userId: null, name: "e2e seed" };
/** Beyond any car: a driver's few seconds at the charger move kilowatt-hours. */
const POWER_W = { DC: 1_500_000, AC: 300_000 } as const;

type CpoName = keyof typeof E2E_CPOS;
interface SeededCpo {
  readonly cpoId: string;
  readonly tariffId: string;
}

function derived(name: string): string {
  return createHmac("sha256", env().KERBWATT_CODE_KEY).update(`e2e:${name}`).digest("hex").slice(0, 32);
}

async function seedCpos(
  context: Context,
  clientId: string,
  userId: string,
): Promise<Map<CpoName, SeededCpo>> {
  const mollie = await startMollieSimulator({ port: 0 });
  const psp = createPspRegistry({ mollieApiUrl: mollie.apiUrl, allowPlainHttp: true });
  const cpos = new Map<CpoName, SeededCpo>();
  try {
    for (const [name, { facts, tariff, hasPsp }] of Object.entries(E2E_CPOS)) {
      const cpoId = await createCpo(context, { ...facts, clientId }, ACTOR);
      if (hasPsp) {
        const apiKey = `test_${derived(`mollie:${name}`)}`;
        await connectPspAccount(context, psp, { clientId, cpoId, apiKey, userId });
      }
      const { tariffId } = await publishTariff(context, {
        clientId,
        cpoId,
        code: `E2E-${name.toUpperCase()}`,
        name,
        kind: "RETAIL",
        content: tariff,
      });
      cpos.set(name as CpoName, { cpoId, tariffId });
    }
  } finally {
    await mollie.stop();
  }
  return cpos;
}

async function seedGroup(
  context: Context,
  clientId: string,
  cpo: SeededCpo,
  group: ChargerGroup,
  place: number,
): Promise<ChargerFacts[]> {
  const { kind, count, currentType } = group;
  const locationId = await createLocation(context, {
    clientId,
    cpoId: cpo.cpoId,
    name: `Proefplein ${kind}`,
    street: `Proefweg ${place}`,
    postalCode: "3511 AA",
    city: "Utrecht",
    country: "NL",
    timeZone: "Europe/Amsterdam",
    latitude: 52.09,
    longitude: 5.12,
    isPublic: group.isPublic,
  });
  const chargers: ChargerFacts[] = [];
  for (let index = 1; index <= count; index++) {
    const number = `${place}${String(index).padStart(3, "0")}`;
    const identity = `OCPP-CANARY-${number}`;
    const label = `T${number}`;
    const evseId = `NL*${E2E_CPOS[group.cpo].facts.partyId}*E${number}`;
    const { evses } = await createStation(context, {
      clientId,
      locationId,
      identity,
      name: `Proefpaal ${number}`,
      securityProfile: 1,
      password: derived(identity),
      active: true,
      evses: [
        {
          evseId,
          label,
          currentType,
          ocppConnectorId: 1,
          maxPowerW: POWER_W[currentType],
          plugPolicy: group.plugPolicy,
          deployedOn: "2025-03-01",
          connectors: [
            currentType === "DC"
              ? { standard: "IEC_62196_T2_COMBO", format: "CABLE", maxVoltageV: 920, maxAmperageA: 500 }
              : { standard: "IEC_62196_T2", format: "SOCKET", maxVoltageV: 400, maxAmperageA: 32 },
          ],
        },
      ],
    });
    if (group.isPriced) {
      await assignTariff(context, {
        clientId,
        evseIds: evses.map((evse) => evse.evseId),
        tariffId: cpo.tariffId,
        actor: ACTOR,
      });
    }
    chargers.push({ kind, label, evseId, identity, connectorId: 1, code: evses[0]?.code ?? "" });
  }
  return chargers;
}

function simulated({ identity, label, kind }: ChargerFacts): unknown {
  const current = CHARGER_GROUPS.find((group) => group.kind === kind)?.currentType ?? "DC";
  return {
    identity,
    password: derived(identity),
    name: label,
    site: `Proefplein ${kind}`,
    vendor: "Voltara",
    model: "Proef",
    meterIntervalS: 1,
    connectors: [{ id: 1, kind: current, maxPowerW: POWER_W[current], meterWh: 1_000_000 }],
  };
}

async function main(): Promise<void> {
  const context = runtime();
  const folder = process.env.KERBWATT_DEMO_DIR ?? ".data/e2e";
  try {
    const clientId = await createClient(context, { name: E2E_CLIENT.name, slug: E2E_CLIENT.slug }, ACTOR);
    let ownerId = "";
    for (const user of E2E_CLIENT.staff) {
      const actor = { by: "system", clientId, name: ACTOR.name } as const;
      const id = await createUser(context, { ...user, password: E2E_PASSWORD }, actor);
      ownerId ||= id;
    }
    const cpos = await seedCpos(context, clientId, ownerId);
    const chargers: ChargerFacts[] = [];
    for (const [place, group] of CHARGER_GROUPS.entries()) {
      const cpo = cpos.get(group.cpo);
      if (cpo) chargers.push(...(await seedGroup(context, clientId, cpo, group, place + 1)));
    }
    const file = path.join(folder, "stations.json");
    const demo = JSON.parse(readFileSync(file, "utf8")) as unknown[];
    writeFileSync(file, JSON.stringify([...demo, ...chargers.map(simulated)]), { mode: 0o600 });
    writeFileSync(path.join(folder, "chargers.json"), JSON.stringify(chargers), { mode: 0o600 });
  } finally {
    await closeRuntime();
  }
}

await main();
