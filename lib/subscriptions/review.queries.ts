import type { Tx } from "@/lib/db/database";
import { encodeOcpiTariff } from "@/lib/pricing/exchange/encode-ocpi-tariff.rules";
import { findSaleAt } from "@/lib/pricing/sale.queries";
import type { Connection, ConnectionVersion } from "./connection.model";
import { findConnection } from "./connection.queries";
import type { HostJudge } from "./request.model";
import type { ReviewFacts, TerminalSales } from "./review.model";

/** Tariff codes that are looked at per operator; a terminal estate has a handful. */
const CODES_MAX = 50;

/**
 * What the operators of a connection sell at OCPI terminals, judged at one EVSE per tariff code: rules hold for codes as a
 * rule, and an estate may have a hundred thousand EVSEs.
 */
async function findTerminalSales(
  tx: Tx,
  connection: Pick<Connection, "cpos" | "version">,
  at: Date,
): Promise<TerminalSales[]> {
  const sales: TerminalSales[] = [];
  for (const { cpoId, name } of connection.cpos) {
    const places = await tx.$queryRaw<{ id: string; code: string | null }[]>`
      SELECT DISTINCT ON (coalesce(e.tariff_code, s.tariff_code)) e.id, coalesce(e.tariff_code, s.tariff_code) AS code
      FROM evses e JOIN stations s ON s.id = e.station_id JOIN locations l ON l.id = e.location_id
      WHERE l.cpo_id = ${cpoId}::uuid
      ORDER BY coalesce(e.tariff_code, s.tariff_code), e.id LIMIT ${CODES_MAX}`;
    sales.push(await judgeSales(tx, name, places, connection.version, at));
  }
  return sales;
}

async function judgeSales(
  tx: Tx,
  cpo: string,
  places: readonly { readonly id: string; readonly code: string | null }[],
  version: ConnectionVersion | null,
  at: Date,
): Promise<TerminalSales> {
  const soldCodes: string[] = [];
  const otherCodes: string[] = [];
  const unpublishable: string[] = [];
  for (const { id, code } of places) {
    const sale = await findSaleAt(tx, id, { channel: "OCPI_TERMINAL", at });
    const isSold = sale?.sellable === true && sale.rule.kind === "WHOLESALE_FACTOR";
    (isSold ? soldCodes : otherCodes).push(code ?? "no code");
    const wholesale = isSold ? sale.wholesale : null;
    if (wholesale === null || version === null) continue;
    const identity = { countryCode: "XX", partyId: "XXX", id: wholesale.code, lastUpdated: at };
    if (!encodeOcpiTariff(version, wholesale.tariff, identity).publishable)
      unpublishable.push(wholesale.code);
  }
  return { cpo, soldCodes, otherCodes, unpublishable };
}

/** The facts of a review, at one moment. `knownVersions` come from the provider's profile. */
export async function findReviewFacts(
  tx: Tx,
  subscriptionId: string,
  about: {
    readonly at: Date;
    readonly judgeHost: HostJudge;
    readonly knownVersions: readonly string[];
    readonly prefixTaken: boolean;
  },
): Promise<ReviewFacts | null> {
  const connection = await findConnection(tx, subscriptionId);
  const row = await tx.subscription.findUnique({
    where: { id: subscriptionId },
    select: { proposedHosts: true, acceptanceId: true },
  });
  if (!connection || !row) return null;
  const { countryCode, partyId, environment } = connection;
  const others = await tx.subscription.count({
    where: {
      id: { not: subscriptionId },
      environment,
      countryCode: countryCode ?? "--",
      partyId: partyId ?? "---",
      state: { notIn: ["REJECTED", "TERMINATED"] },
    },
  });
  return {
    ...connection,
    prefixTaken: about.prefixTaken,
    partyTaken: others > 0,
    knownVersions: about.knownVersions,
    proposedHosts: row.proposedHosts.map((host) => ({ host, fault: about.judgeHost(host) })),
    hasAcceptance: row.acceptanceId !== null,
    sales: await findTerminalSales(tx, connection, about.at),
  };
}
