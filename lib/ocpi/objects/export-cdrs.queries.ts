import type { CdrContent } from "@/lib/billing/cdr-row.rules";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { findFrozenTariff } from "@/lib/sessions/frozen-tariff.queries";
import { connectionSettingsSchema } from "@/lib/subscriptions/connection.model";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { Cdr } from "../canonical/session.model";
import { buildCdr, type CdrFacts } from "./build-cdr.rules";
import { tokenOf } from "./build-usage.rules";
import { CDR_ROW, type CdrRow, readSurroundings } from "./cdr-rows.queries";

/** An export goes to no partner in particular: nobody's quirks. */
const NO_QUIRKS = { settings: connectionSettingsSchema.parse({}) };

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
      include: CDR_ROW,
    });
    const cdrs = await build(tx, rows, context.clock.now());
    const last = rows.at(-1);
    return { cdrs, next: rows.length < size || !last ? null : { createdAt: last.createdAt, id: last.id } };
  });
}

/** What the CDR says it cost, and the version that made it so. */
function billedBy({ session, content, wholesaleHash, tariffHash }: CdrRow) {
  const { wholesale, priced } = content as unknown as CdrContent;
  const isTerminal = session.channel !== "QR" && wholesale !== undefined && wholesaleHash !== null;
  return isTerminal
    ? { priced: wholesale, hash: wholesaleHash, code: session.wholesaleCode ?? wholesaleHash.slice(0, 36) }
    : { priced, hash: tariffHash, code: tariffHash.slice(0, 36) };
}

async function build(tx: Tx, rows: readonly CdrRow[], now: Date): Promise<ExportedCdr[]> {
  if (rows.length === 0) return [];
  const around = await readSurroundings(tx, NO_QUIRKS, rows, now, (row) => billedBy(row).hash);
  const cdrs: ExportedCdr[] = [];
  for (const row of rows) {
    const { place, party, input, signedData } = around(row);
    const { priced, hash, code } = billedBy(row);
    let cdr: Cdr | null = null;
    if (place && party && priced !== undefined) {
      const tariff = await findFrozenTariff(tx, row.clientId, hash);
      const token = tokenOf(row.session.token) ?? ownToken(row.session.reference, party);
      const driverCode = row.session.reference;
      cdr = buildCdr(row, { party, place, token, priced, input, tariff, code, driverCode, signedData });
    }
    cdrs.push({ number: row.number, cdr });
  }
  return cdrs;
}

/** A driver who paid by QR has no token; the session's reference stands for it. */
function ownToken(reference: string, party: CdrFacts["party"]): Cdr["token"] {
  return { uid: reference, type: "AD_HOC_USER", contractId: reference, ...party };
}
