import { createHash } from "node:crypto";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { BREATH_EVERY, breathe } from "@/lib/pricing/exchange/breathe";
import {
  IMPORT_ROWS_MAX,
  type ImportReport,
  type Outcome,
  type Progress,
  type Remark,
} from "@/lib/pricing/exchange/import-report.model";
import { type ImportFile, recordImportRun } from "@/lib/pricing/exchange/record-import-run";
import { clipped, remark } from "@/lib/pricing/exchange/remarks.rules";
import { ReportWriter, readText, refusedFile } from "@/lib/pricing/exchange/report.rules";
import { type CdrFacts, checkCdr } from "./check-cdr.rules";
import { decodeCdrs } from "./decode-cdrs.rules";
import type { CdrCandidate, ImportedCdr } from "./imported-cdr.model";
import { insertImportedCdrs, lockImports } from "./imported-cdr.store";
import { findImportedCdrs, findZoneOfCpo } from "./imported-cdrs.queries";

/** CDRs that are read, compared and written at once. */
const BATCH = 500;
/** A hundred thousand rows on a slow machine. */
const WRITE_MS = 10 * 60_000;
const FALLBACK_ZONE = "UTC";

/**
 * Keeps the CDRs of another system for the what-if and for comparison; they are never billed and never changed. One that is
 * there already is unchanged, or refused when it says something else. All new ones of a file are written in one transaction
 * with the run, or none. Throws `AppError` "import_conflict" when the same CDRs came in at the same moment.
 */
export async function importCdrs(
  context: Context,
  file: ImportFile,
  progress: Progress = () => {},
): Promise<string> {
  const read = readText(file.bytes);
  if ("remark" in read) return record(context, file, refusedFile([read.remark]));
  const timeZone = await context.db.withClient(file.clientId, (tx) => findZoneOfCpo(tx, file.cpo.id));
  const facts = { now: context.clock.now(), cpo: file.cpo, timeZone: timeZone ?? FALLBACK_ZONE };
  const look = await surveyOf(file, read.text, facts);
  if (look.objects > IMPORT_ROWS_MAX)
    return record(context, file, refusedFile([remark("too_many", "", { max: IMPORT_ROWS_MAX })]));
  const work: Work = { context, file, text: read.text, facts, look, isNew: new Set() };
  const report = await judgeAll(work, progress);
  return file.dryRun ? record(context, file, report) : write(work, report, progress);
}

function record(context: Context, file: ImportFile, report: ImportReport): Promise<string> {
  return context.db.withClient(file.clientId, (tx) => recordImportRun(tx, context, file, "CDR", report));
}

interface Work {
  readonly context: Context;
  readonly file: ImportFile;
  readonly text: string;
  readonly facts: CdrFacts;
  readonly look: Survey;
  /** Places in the file of what is to be written. */
  readonly isNew: Set<number>;
}

interface Survey {
  readonly objects: number;
  /** Fingerprint of the first content under an id; null when there are several. */
  readonly contents: ReadonlyMap<string, string | null>;
}

function fingerprint(cdr: ImportedCdr): string {
  return createHash("sha256").update(JSON.stringify(cdr)).digest("base64");
}

async function surveyOf(file: ImportFile, text: string, facts: CdrFacts): Promise<Survey> {
  const contents = new Map<string, string | null>();
  let objects = 0;
  for (const { draft } of decodeCdrs(file.format, text)) {
    objects += 1;
    if (objects > IMPORT_ROWS_MAX) break;
    if (objects % BREATH_EVERY === 0) await breathe();
    if (draft === null) continue;
    const { cdr } = checkCdr(draft, facts);
    const print = cdr === null ? `fault ${objects}` : fingerprint(cdr);
    contents.set(draft.id, (contents.get(draft.id) ?? print) === print ? print : null);
  }
  return { objects, contents };
}

interface Judged {
  readonly candidate: CdrCandidate;
  readonly number: number;
  readonly cdr: ImportedCdr | null;
  readonly remarks: readonly Remark[];
}

async function judgeAll(work: Work, progress: Progress): Promise<ImportReport> {
  const { context, file, look } = work;
  const writer = new ReportWriter();
  const seen = new Set<string>();
  for (const batch of batchesOf(work)) {
    const ids = batch.flatMap(({ cdr }) => (cdr === null ? [] : [cdr.externalId]));
    const there = await context.db.withClient(file.clientId, (tx) => findImportedCdrs(tx, file.cpo.id, ids));
    const known = new Map(there.map((cdr) => [cdr.externalId, fingerprint(cdr)]));
    for (const judged of batch) {
      const { outcome, remarks } = verdictOf(judged, known, look, seen);
      if (outcome === "NEW") work.isNew.add(judged.number);
      const { at, id } = judged.candidate;
      writer.add({ at, id: id === null ? null : clipped(id), outcome, remarks });
    }
    progress(batch.at(-1)?.number ?? 0, look.objects * (file.dryRun ? 1 : 2));
  }
  return writer.report();
}

function* batchesOf({ file, text, facts }: Work): Generator<Judged[], void> {
  let batch: Judged[] = [];
  let number = 0;
  for (const candidate of decodeCdrs(file.format, text)) {
    number += 1;
    const { draft } = candidate;
    const checked = draft === null ? { cdr: null, remarks: [] } : checkCdr(draft, facts);
    batch.push({
      candidate,
      number,
      cdr: checked.cdr,
      remarks: [...checked.remarks, ...candidate.remarks],
    });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function verdictOf(
  { cdr, remarks }: Judged,
  known: ReadonlyMap<string, string>,
  look: Survey,
  seen: Set<string>,
): { readonly outcome: Outcome; readonly remarks: readonly Remark[] } {
  const verdict = (outcome: Outcome, ...more: Remark[]) => ({ outcome, remarks: [...more, ...remarks] });
  if (cdr === null) return verdict("REFUSED");
  const id = cdr.externalId;
  if (look.contents.get(id) === null) return verdict("REFUSED", remark("twice_and_different", "id"));
  const before = known.get(id);
  if (before !== undefined)
    return before === fingerprint(cdr)
      ? verdict("UNCHANGED")
      : verdict("REFUSED", remark("conflicting", "id"));
  if (seen.has(id)) return verdict("UNCHANGED", remark("twice", "id"));
  seen.add(id);
  return verdict("NEW");
}

async function write(work: Work, report: ImportReport, progress: Progress): Promise<string> {
  const { context, file } = work;
  try {
    return await context.db.withClient(file.clientId, (tx) => writeAll(tx, work, report, progress), {
      timeoutMs: WRITE_MS,
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "import_conflict", "the same CDRs were imported at the same moment");
  }
}

async function writeAll(tx: Tx, work: Work, report: ImportReport, progress: Progress): Promise<string> {
  const { context, file, look, isNew } = work;
  const { clientId, cpo } = file;
  await lockImports(tx, cpo.id);
  const importRunId = await recordImportRun(tx, context, file, "CDR", report);
  for (const batch of batchesOf(work)) {
    const rows = batch.flatMap(({ cdr, number }) =>
      cdr === null || !isNew.has(number)
        ? []
        : [{ ...cdr, id: context.ids.next(), clientId, cpoId: cpo.id, importRunId }],
    );
    if (rows.length > 0) await insertImportedCdrs(tx, rows);
    progress(look.objects + (batch.at(-1)?.number ?? 0), look.objects * 2);
  }
  return importRunId;
}
