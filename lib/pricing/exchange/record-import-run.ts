import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import type { ExchangeFormat, ImportReport } from "./import-report.model";
import { insertImportRun } from "./import-run.store";
import { clipped } from "./remarks.rules";

/** Whose file it is and who brought it. */
export interface ImportFile {
  readonly clientId: string;
  readonly cpo: {
    readonly id: string;
    readonly countryCode: string;
    readonly partyId: string;
    readonly currency: string;
  };
  readonly format: ExchangeFormat;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly dryRun: boolean;
  readonly actor: AuditActor;
}

/** Writes a run with its report, and into the audit log when something may have changed (ADM-24). Returns its id. */
export async function recordImportRun(
  tx: Tx,
  context: Context,
  file: Omit<ImportFile, "bytes">,
  kind: "TARIFF" | "CDR",
  report: ImportReport,
): Promise<string> {
  const { clientId, cpo, format, dryRun, actor } = file;
  const id = context.ids.next();
  const at = context.clock.now();
  const { NEW, CHANGED, UNCHANGED, REFUSED } = report.counts;
  const fileName = clipped(file.fileName);
  await insertImportRun(tx, {
    id,
    clientId,
    cpoId: cpo.id,
    kind,
    format,
    fileName,
    dryRun,
    rows: NEW + CHANGED + UNCHANGED + REFUSED,
    accepted: NEW + CHANGED,
    refused: REFUSED,
    report: JSON.parse(JSON.stringify(report)),
    at,
    byUserId: actor.userId,
    byName: actor.name,
  });
  if (!dryRun)
    await recordAudit(tx, {
      clientId,
      at,
      actor,
      action: "import.made",
      objectType: "import",
      objectId: id,
      after: { kind, format, fileName, accepted: NEW + CHANGED, refused: REFUSED },
    });
  return id;
}
