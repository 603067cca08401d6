import type { Tx } from "@/lib/db/database";
import type { Tariff } from "./tariff.model";

export type TariffKind = "RETAIL" | "WHOLESALE";

/** Stores a version; the same content is stored once (REL-11). */
export async function insertVersion(tx: Tx, clientId: string, hash: string, content: Tariff): Promise<void> {
  await tx.tariffVersion.createMany({
    data: [{ clientId, hash, content: JSON.parse(JSON.stringify(content)) }],
    skipDuplicates: true,
  });
}

/** Takes the row lock of the CPO's tariff of this code, so that two people who publish take turns. */
export async function lockTariff(
  tx: Tx,
  cpoId: string,
  kind: TariffKind,
  code: string,
): Promise<{ id: string; name: string; currentHash: string } | null> {
  await tx.$executeRaw`SELECT 1 FROM tariffs WHERE cpo_id = ${cpoId}::uuid AND kind = ${kind}::tariff_kind AND code = ${code} FOR UPDATE`;
  return tx.tariff.findUnique({
    where: { cpoId_kind_code: { cpoId, kind, code } },
    select: { id: true, name: true, currentHash: true },
  });
}

/** Makes the version the current one of the CPO's tariff of this code; creates the tariff when it is new. */
export async function upsertTariff(
  tx: Tx,
  row: {
    readonly id: string;
    readonly clientId: string;
    readonly cpoId: string;
    readonly code: string;
    readonly name: string;
    readonly kind: TariffKind;
    readonly currentHash: string;
  },
): Promise<string> {
  const { name, currentHash } = row;
  const tariff = await tx.tariff.upsert({
    where: { cpoId_kind_code: { cpoId: row.cpoId, kind: row.kind, code: row.code } },
    create: row,
    update: { name, currentHash },
    select: { id: true },
  });
  return tariff.id;
}

/** Writes the next entry of the tariff's history. The caller holds the tariff's row lock, or has just created it. */
export async function appendRevision(
  tx: Tx,
  row: {
    readonly clientId: string;
    readonly tariffId: string;
    readonly hash: string;
    readonly publishedAt: Date;
    readonly byUserId: string | null;
    readonly byName: string;
    readonly note: string | null;
  },
): Promise<number> {
  const { _max } = await tx.tariffRevision.aggregate({
    where: { tariffId: row.tariffId },
    _max: { number: true },
  });
  const number = (_max.number ?? 0) + 1;
  await tx.tariffRevision.create({ data: { ...row, number } });
  return number;
}

/** Gives stations a tariff code, for those of their EVSEs that have none of their own. */
export async function setTariffCodeOfStations(
  tx: Tx,
  stationIds: readonly string[],
  tariffCode: string | null,
): Promise<void> {
  await tx.station.updateMany({ where: { id: { in: [...stationIds] } }, data: { tariffCode } });
}

/** Gives EVSEs a tariff code of their own; null: their station's. */
export async function setTariffCodeOfEvses(
  tx: Tx,
  evseIds: readonly string[],
  tariffCode: string | null,
): Promise<void> {
  await tx.evse.updateMany({ where: { id: { in: [...evseIds] } }, data: { tariffCode } });
}
