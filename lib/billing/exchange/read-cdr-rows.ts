import type { Context } from "@/lib/db/context";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { Cursor, Page } from "@/lib/tenants/paging.rules";
import type { CdrFilter } from "../admin.model";
import { type CdrRow, listCdrs } from "../cdr.queries";
import { readSignedData } from "../ocmf/get-signed-data";
import type { SignedData } from "../ocmf/signed-data.model";

/** A CDR with all that its line of an export says. */
export interface ExportedCdrRow extends CdrRow {
  /** What the meter has signed; null where it signed nothing. */
  readonly signedData: SignedData | null;
}

/** A page of CDRs for an export, newest first. */
export async function readCdrRows(
  context: Context,
  scope: AdminScope,
  filter: CdrFilter,
  cursor: Cursor | null,
  size: number,
): Promise<Page<ExportedCdrRow>> {
  const page = await listCdrs(context, scope, filter, cursor, size);
  const signed = await context.db.withClient(scope.clientId, (tx) =>
    readSignedData(
      tx,
      page.rows.map(({ session }) => session),
    ),
  );
  return {
    ...page,
    rows: page.rows.map((row) => ({ ...row, signedData: signed.get(row.session.id) ?? null })),
  };
}
