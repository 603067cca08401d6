import type { Tx } from "@/lib/db/database";
import { OPEN_STATES } from "@/lib/subscriptions/connection.model";

/** A confirmation of this connection as its provider sent it, by the provider's id; null when there is none. */
export async function findAdvice(
  tx: Tx,
  subscriptionId: string,
  adviceId: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  const row = await tx.financialAdvice.findFirst({
    where: { subscriptionId, adviceId: { equals: adviceId, mode: "insensitive" } },
    select: { content: true },
  });
  return row ? (row.content as Record<string, unknown>) : null;
}

/** Which of these confirmations we have. */
export async function findKnownAdvices(
  tx: Tx,
  subscriptionId: string,
  adviceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.financialAdvice.findMany({
    where: { subscriptionId, adviceId: { in: [...adviceIds] } },
    select: { adviceId: true },
  });
  return new Set(rows.map((row) => row.adviceId));
}

/** Open connections whose partner has told an endpoint for payments; whether it may be used is looked at again then. */
export async function findPaymentConnections(
  tx: Tx,
): Promise<readonly { readonly clientId: string; readonly subscriptionId: string }[]> {
  const rows = await tx.subscription.findMany({
    where: {
      state: { in: [...OPEN_STATES] },
      peerTokenCipher: { not: null },
      peerEndpoints: { array_contains: [{ identifier: "payments" }] },
    },
    select: { id: true, clientId: true },
  });
  return rows.map(({ id, clientId }) => ({ clientId, subscriptionId: id }));
}

/** The EVSEs that a terminal serves, with the wholesale tariff that their connectors name. */
export async function findServedEvses(
  tx: Tx,
  places: { readonly locationIds: readonly string[]; readonly evseUids: readonly string[] },
): Promise<
  readonly {
    readonly label: string;
    readonly cpoId: string;
    readonly currentType: "AC" | "DC";
    readonly tariffCode: string | null;
  }[]
> {
  const rows = await tx.evse.findMany({
    where: { OR: [{ locationId: { in: [...places.locationIds] } }, { id: { in: [...places.evseUids] } }] },
    orderBy: { label: "asc" },
    select: {
      label: true,
      currentType: true,
      tariffCode: true,
      station: { select: { tariffCode: true } },
      location: { select: { cpoId: true } },
    },
  });
  const known = await tx.tariff.findMany({
    where: { kind: "WHOLESALE", cpoId: { in: rows.map(({ location }) => location.cpoId) } },
    select: { cpoId: true, code: true },
  });
  const codes = new Set(known.map(({ cpoId, code }) => `${cpoId} ${code}`));
  return rows.map(({ label, currentType, tariffCode, station, location }) => {
    const code = tariffCode ?? station.tariffCode;
    const isKnown = code !== null && codes.has(`${location.cpoId} ${code}`);
    return { label, currentType, cpoId: location.cpoId, tariffCode: isKnown ? code : null };
  });
}
