import type { CdrContent } from "@/lib/billing/cdr-row.rules";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { pricePeriods } from "@/lib/pricing/price-periods.rules";
import type { PricedSession, PricingInput } from "@/lib/pricing/pricing.model";
import { findFrozenTariff } from "@/lib/sessions/frozen-tariff.queries";
import { findPricingInputs } from "@/lib/sessions/pricing-input.queries";
import { connectionSettingsSchema } from "@/lib/subscriptions/connection.model";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { Cdr } from "../canonical/session.model";
import {
  chargingPeriods,
  type FrozenPlace,
  hasFlat,
  partialCosts,
  placeAt,
  tokenOf,
  totalCost,
} from "./build-usage.rules";
import { placesOf, sellersOf } from "./sessions.queries";

/** An export goes to no partner in particular: nobody's quirks. */
const NO_QUIRKS = { settings: connectionSettingsSchema.parse({}) };

const WITH_SESSION = {
  session: true,
  credits: { select: { number: true } },
} as const satisfies Prisma.CdrInclude;
type Row = Prisma.CdrGetPayload<{ include: typeof WITH_SESSION }>;

/** One CDR of an export; null when its place is gone, so that no OCPI object can be made of it. */
export interface ExportedCdr {
  readonly number: string;
  readonly cdr: Cdr | null;
}

/**
 * A page of all CDRs of the scope in canonical words, oldest first: those of terminals by the wholesale tariff, as their
 * provider has them; the others by what the driver paid, with the session's reference as token.
 */
export async function exportCdrPage(
  context: Context,
  scope: AdminScope,
  since: Date | null,
  after: { readonly createdAt: Date; readonly id: string } | null,
  size: number,
): Promise<{ readonly cdrs: readonly ExportedCdr[]; readonly next: { createdAt: Date; id: string } | null }> {
  return context.db.withClient(scope.clientId, async (tx) => {
    const rows = await tx.cdr.findMany({
      where: {
        clientId: scope.clientId,
        cpoId: { in: [...scope.cpoIds] },
        AND: [
          since === null ? {} : { createdAt: { gte: since } },
          after === null
            ? {}
            : {
                OR: [
                  { createdAt: { gt: after.createdAt } },
                  { createdAt: after.createdAt, id: { gt: after.id } },
                ],
              },
        ],
      },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: size,
      include: WITH_SESSION,
    });
    const cdrs = await build(tx, rows, context.clock.now());
    const last = rows.at(-1);
    return { cdrs, next: rows.length < size || !last ? null : { createdAt: last.createdAt, id: last.id } };
  });
}

/** What the CDR says it cost, and the version that made it so. */
function billedBy({ session, content, wholesaleHash, tariffHash }: Row) {
  const { wholesale, priced } = content as unknown as CdrContent;
  const isTerminal = session.channel !== "QR" && wholesale !== undefined && wholesaleHash !== null;
  return isTerminal
    ? { priced: wholesale, hash: wholesaleHash, code: session.wholesaleCode ?? wholesaleHash.slice(0, 36) }
    : { priced, hash: tariffHash, code: tariffHash.slice(0, 36) };
}

async function build(tx: Tx, rows: readonly Row[], now: Date): Promise<ExportedCdr[]> {
  if (rows.length === 0) return [];
  const sessions = rows.map(({ session }) => session);
  const locations = await placesOf(tx, NO_QUIRKS, sessions, now);
  const sellers = await sellersOf(
    tx,
    rows.map(({ cpoId }) => cpoId),
  );
  const questions = rows.map((row) => ({
    session: row.session,
    until: row.endedAt,
    zeroEnergyWh: 0,
    tariffHash: billedBy(row).hash,
  }));
  const inputs = await findPricingInputs(tx, questions);
  const cdrs: ExportedCdr[] = [];
  for (const row of rows) {
    const { session } = row;
    const frozen = session.place as unknown as FrozenPlace;
    const place = placeAt(locations.get(session.locationId), row.evseId, session.connectorId, frozen);
    const seller = sellers.get(row.cpoId);
    const { priced, hash, code } = billedBy(row);
    const isWhole = place !== null && seller !== undefined && priced !== undefined;
    const tariff = isWhole ? await findFrozenTariff(tx, row.clientId, hash) : null;
    cdrs.push({
      number: row.number,
      cdr:
        isWhole && tariff !== null
          ? cdrOf(row, { place, seller, priced, tariff, code, input: inputs.get(session.id) })
          : null,
    });
  }
  return cdrs;
}

interface Facts {
  readonly place: Cdr["place"];
  readonly seller: { readonly countryCode: string; readonly partyId: string };
  readonly priced: PricedSession;
  readonly tariff: Cdr["tariffs"][number]["tariff"];
  readonly code: string;
  readonly input: PricingInput | undefined;
}

function cdrOf(row: Row, { place, seller, priced, tariff, code, input }: Facts): Cdr {
  const { session } = row;
  const { countryCode, partyId } = seller;
  const { authorizationReference, reference } = session;
  const own = { uid: reference, type: "AD_HOC_USER" as const, contractId: reference, countryCode, partyId };
  return {
    countryCode,
    partyId,
    id: row.number,
    start: row.startedAt,
    end: row.endedAt,
    sessionId: session.id,
    token: tokenOf(session.token) ?? own,
    authMethod: "COMMAND",
    ...(authorizationReference === null ? {} : { authorizationReference }),
    place,
    currency: row.currency,
    tariffs: [{ tariff, identity: { countryCode, partyId, id: code, lastUpdated: row.startedAt } }],
    periods: periodsOf(row, priced, input, code),
    totalCost: totalCost(priced),
    ...partialCosts(priced),
    energyWh: row.energyWh,
    totalSeconds: priced.durationS,
    ...(priced.idleS > 0 ? { parkingSeconds: priced.idleS } : {}),
    ...(row.credits === null ? {} : { credits: row.credits.number }),
    lastUpdated: row.createdAt,
  };
}

/** The measured periods when they add up to what was billed; one period with the totals otherwise. */
function periodsOf(row: Row, priced: PricedSession, input: PricingInput | undefined, code: string) {
  const measured = input ? pricePeriods(input) : [];
  const sum = measured.reduce((wh, period) => wh + period.energyWh, 0);
  const isBilled = measured.length > 0 && Math.abs(sum - row.energyWh) < 1;
  const { chargingS, idleS } = priced;
  const whole = [{ from: row.startedAt, energyWh: row.energyWh, chargingS, parkingS: idleS }];
  return chargingPeriods(isBilled ? measured : whole, code, hasFlat(priced));
}
