import { readSignedData } from "@/lib/billing/ocmf/get-signed-data";
import type { SignedData } from "@/lib/billing/ocmf/signed-data.model";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { PricingInput } from "@/lib/pricing/pricing.model";
import { findPricingInputs } from "@/lib/sessions/pricing-input.queries";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Cdr } from "../canonical/session.model";
import { type FrozenPlace, placeAt } from "./build-usage.rules";
import { placesOf, sellersOf } from "./sessions.queries";

/** What is read of a CDR to say it in OCPI's words. */
export const CDR_ROW = {
  session: true,
  credits: { select: { number: true } },
} as const satisfies Prisma.CdrInclude;
export type CdrRow = Prisma.CdrGetPayload<{ include: typeof CDR_ROW }>;

/** What stands around a CDR; the place is null and the party undefined when they are gone. */
export interface CdrSurroundings {
  readonly place: Cdr["place"] | null;
  readonly party: { readonly countryCode: string; readonly partyId: string } | undefined;
  readonly input: PricingInput | undefined;
  /** What the meter has signed. */
  readonly signedData: SignedData | undefined;
}

/** The surroundings of some CDRs, from a fixed number of statements and two per session with signed values. `hashOf` names the tariff version that a CDR is told by. */
export async function readSurroundings(
  tx: Tx,
  connection: Pick<Connection, "settings">,
  rows: readonly CdrRow[],
  now: Date,
  hashOf: (row: CdrRow) => string,
): Promise<(row: CdrRow) => CdrSurroundings> {
  const locations = await placesOf(
    tx,
    connection,
    rows.map(({ session }) => session),
    now,
  );
  const sellers = await sellersOf(
    tx,
    rows.map(({ cpoId }) => cpoId),
  );
  const inputs = await findPricingInputs(
    tx,
    rows.map((row) => ({
      session: row.session,
      until: row.endedAt,
      zeroEnergyWh: 0,
      tariffHash: hashOf(row),
    })),
  );
  const signed = await readSignedData(
    tx,
    rows.map(({ session }) => session),
  );
  return ({ session, evseId, cpoId }) => {
    const frozen = session.place as unknown as FrozenPlace;
    const seller = sellers.get(cpoId);
    return {
      place: placeAt(locations.get(session.locationId), evseId, session.connectorId, frozen),
      party: seller && { countryCode: seller.countryCode, partyId: seller.partyId },
      input: inputs.get(session.id),
      signedData: signed.get(session.id),
    };
  };
}
