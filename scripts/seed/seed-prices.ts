import { toDecimalString } from "@/lib/core/money";
import type { Context } from "@/lib/db/context";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { saveBillingRule } from "@/lib/pricing/save-billing-rule";
import { saveLocationGroup } from "@/lib/pricing/save-location-group";
import type { DemoClient, DemoCpo } from "./demo-parts";

const ACTOR = { userId: null, name: "demo seed" };

/**
 * What terminals show and by which rule it is sold there: a wholesale tariff for each code, at the retail price, and one rule
 * per CPO with a factor of 1. May run again: what is there stays as it is.
 */
export async function seedWholesale(context: Context, client: DemoClient): Promise<void> {
  const { id: clientId } = await context.db.withSystem((tx) =>
    tx.client.findUniqueOrThrow({ where: { slug: client.slug }, select: { id: true } }),
  );
  for (const cpo of client.cpos) await seedCpoWholesale(context, clientId, cpo);
  await seedGroup(context, clientId, client);
}

async function seedCpoWholesale(context: Context, clientId: string, cpo: DemoCpo): Promise<void> {
  const { countryCode, partyId } = cpo.facts;
  const known = await context.db.withClient(clientId, async (tx) => {
    const { id } = await tx.cpo.findUniqueOrThrow({
      where: { countryCode_partyId: { countryCode, partyId } },
    });
    const tariffs = await tx.tariff.findMany({ where: { cpoId: id, kind: "WHOLESALE" } });
    const rules = await tx.billingRule.count({ where: { cpoId: id, channel: "OCPI_TERMINAL" } });
    return { cpoId: id, codes: tariffs.map(({ code }) => code), hasRule: rules > 0 };
  });
  const { cpoId } = known;
  for (const [code, { name, content }] of Object.entries(cpo.tariffs)) {
    if (known.codes.includes(code)) continue;
    const wholesale = { ...content, preauthorizeAmount: holdOf(cpo, code) };
    await publishTariff(context, {
      clientId,
      cpoId,
      code,
      name,
      kind: "WHOLESALE",
      content: wholesale,
      actor: ACTOR,
    });
  }
  if (known.hasRule) return;
  await saveBillingRule(context, {
    clientId,
    ruleId: null,
    draft: {
      name: `${cpo.facts.name}: payment terminals`,
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

/** What a terminal reserves by this tariff: as much as the operator's own page proposes at the chargers that have it. */
export function holdOf({ facts, locations }: DemoCpo, code: string): string {
  const isFast = locations.some(({ stations }) =>
    stations.some(({ evses }) => evses.some((evse) => evse.tariff === code && evse.currentType === "DC")),
  );
  const minor = isFast
    ? facts.holdPresetsDcMinor[facts.holdDefaultDcIndex]
    : facts.holdPresetsAcMinor[facts.holdDefaultAcIndex];
  if (minor === undefined) throw new RangeError(`${facts.name} proposes no hold`);
  return toDecimalString({ minor, currency: facts.currency });
}

/** One group of locations per client that has several places: those of its first CPO. */
async function seedGroup(context: Context, clientId: string, client: DemoClient): Promise<void> {
  const names = client.cpos[0]?.locations.map(({ name }) => name) ?? [];
  if (names.length < 2) return;
  const locationIds = await context.db.withClient(clientId, async (tx) => {
    if ((await tx.locationGroup.count({ where: { clientId } })) > 0) return null;
    const found = await tx.location.findMany({ where: { name: { in: names } }, select: { id: true } });
    return found.map(({ id }) => id);
  });
  if (!locationIds) return;
  const name = `${client.cpos[0]?.facts.name}, all places`;
  await saveLocationGroup(context, { clientId, groupId: null, name, locationIds, actor: ACTOR });
}
