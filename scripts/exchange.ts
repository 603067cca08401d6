// `npm run exchange`: prices, tariffs and CDRs in and out as OCPI JSON or CSV, with the server's environment.
// Ends with 0 when everything was taken over or given out, 1 when something was refused, 2 when the command makes no sense.

import { once } from "node:events";
import { createWriteStream, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { ALL_CDRS } from "@/lib/billing/admin.model";
import { CDR_COLUMNS } from "@/lib/billing/exchange/cdr-columns.rules";
import { importCdrs } from "@/lib/billing/exchange/import-cdrs";
import { readCdrRows } from "@/lib/billing/exchange/read-cdr-rows";
import { BYTE_ORDER_MARK, csvLine } from "@/lib/core/csv";
import type { Context } from "@/lib/db/context";
import { closeRuntime, runtime } from "@/lib/db/runtime";
import { OCPI_VERSIONS } from "@/lib/ocpi/exchange/codec.model";
import { encodeCdrs } from "@/lib/ocpi/objects/encode-cdrs";
import { noteRemark } from "@/lib/pricing/exchange/decode-tariffs.rules";
import { readImportRun } from "@/lib/pricing/exchange/exchange.queries";
import { exportTariffs } from "@/lib/pricing/exchange/export-tariffs";
import { IMPORT_BYTES_MAX, OUTCOMES, type ReportLine } from "@/lib/pricing/exchange/import-report.model";
import { importTariffs } from "@/lib/pricing/exchange/import-tariffs";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import { type Cursor, parseCursor } from "@/lib/tenants/paging.rules";
import { EXCHANGE_USAGE, type ExchangeWish, readExchangeArguments } from "./lib/exchange-arguments";

const REFUSED = 1;
const MISTAKE = 2;

type Operator = Awaited<ReturnType<typeof findOperator>>;

async function findOperator(context: Context, [countryCode, partyId]: ExchangeWish["cpo"]) {
  const cpo = await context.db.withSystem((tx) =>
    tx.cpo.findUnique({ where: { countryCode_partyId: { countryCode, partyId } } }),
  );
  if (!cpo) throw new Error(`there is no operator ${countryCode}-${partyId}`);
  return { ...cpo, scope: { clientId: cpo.clientId, mode: cpo.mode, cpoIds: [cpo.id] } };
}

/** Progress on standard error: one line that moves on a terminal, a line every ten per cent elsewhere. */
function progressTeller(): (done: number, total: number) => void {
  let told = -1;
  return (done, total) => {
    const tenth = total > 0 ? Math.floor((done / total) * 10) : 0;
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total}${done >= total ? "\n" : ""}`);
    else if (tenth !== told) console.error(`${done} of ${total}`);
    told = tenth;
  };
}

function tell({ at, id, outcome, remarks }: ReportLine): void {
  console.log(`${outcome.padEnd(9)} ${at}${id === null ? "" : `, ${id}`}`);
  for (const { field, says, repair } of remarks)
    console.log(`          ${field === "" ? "" : `${field}: `}${says}${repair === null ? "" : ` ${repair}`}`);
}

/** A file that is far too large is not read at all; the import refuses the rest itself and records it. */
function readBounded(file: string): Uint8Array {
  if (statSync(file).size > IMPORT_BYTES_MAX * 2) throw new Error("the file is larger than 10 MB: split it");
  return readFileSync(file);
}

async function runImport(context: Context, wish: ExchangeWish, cpo: Operator): Promise<number> {
  const file = {
    clientId: cpo.clientId,
    cpo,
    format: wish.format,
    fileName: path.basename(wish.file ?? ""),
    bytes: readBounded(wish.file ?? ""),
    dryRun: wish.dryRun,
    actor: { userId: null, name: wish.by },
  };
  const progress = progressTeller();
  const id =
    wish.what === "cdrs"
      ? await importCdrs(context, file, progress)
      : await importTariffs(context, { ...file, kind: wish.kind }, progress);
  const run = await readImportRun(context, cpo.scope, id);
  if (!run) throw new Error("the run was not recorded");
  for (const line of run.report.lines) if (line.outcome === "REFUSED" || line.remarks.length > 0) tell(line);
  const counts = OUTCOMES.map((outcome) => `${run.report.counts[outcome]} ${outcome.toLowerCase()}`);
  console.log(`${wish.dryRun ? "Dry run, nothing was changed: " : ""}${counts.join(", ")}.`);
  return run.refused > 0 ? REFUSED : 0;
}

/** A piece of an exported file, and what must be said about the objects in it. */
interface Piece {
  readonly text: string;
  readonly lines: readonly {
    readonly id: string | null;
    readonly isLeftOut: boolean;
    readonly remarks: readonly { readonly field: string; readonly says: string }[];
  }[];
}

async function* tariffPieces(context: Context, wish: ExchangeWish, cpo: Operator): AsyncGenerator<Piece> {
  const source = { kind: wish.kind, format: wish.format, cpoId: cpo.id, cpos: [cpo] };
  for await (const { text, lines } of exportTariffs(context, cpo.scope, source))
    yield { text, lines: lines.map((line) => ({ ...line, isLeftOut: line.outcome === "REFUSED" })) };
}

const GONE = [{ field: "cdr_location", says: "The charger is no longer there." }];

async function* cdrObjects(
  context: Context,
  version: OcpiVersion,
  { scope }: Operator,
): AsyncGenerator<Piece> {
  let separator = "[\n";
  for await (const { number, object } of encodeCdrs(context, scope, version, null)) {
    const remarks = object === null ? GONE : object.notes.map(noteRemark);
    const lines = [{ id: number, isLeftOut: object?.ok !== true, remarks }];
    yield { text: object?.ok ? separator + JSON.stringify(object.wire) : "", lines };
    if (object?.ok) separator = ",\n";
  }
  yield { text: separator === "[\n" ? "[]\n" : "\n]\n", lines: [] };
}

async function* cdrRows(context: Context, { scope }: Operator): AsyncGenerator<Piece> {
  yield { text: BYTE_ORDER_MARK + csvLine(CDR_COLUMNS.map(({ id }) => id)), lines: [] };
  for (let cursor: Cursor | null = null; ; ) {
    const page: Awaited<ReturnType<typeof readCdrRows>> = await readCdrRows(
      context,
      scope,
      ALL_CDRS,
      cursor,
      CDR_ROWS,
    );
    const text = page.rows.map((row) => csvLine(CDR_COLUMNS.map(({ value }) => value(row)))).join("");
    yield { text, lines: [] };
    cursor = page.next === null ? null : parseCursor(page.next);
    if (cursor === null) return;
  }
}

/** CDRs per read. */
const CDR_ROWS = 500;

function piecesOf(context: Context, wish: ExchangeWish, cpo: Operator): AsyncGenerator<Piece> {
  if (wish.what === "tariffs") return tariffPieces(context, wish, cpo);
  const version = OCPI_VERSIONS.find((name) => wish.format === `ocpi-${name}`);
  return version ? cdrObjects(context, version, cpo) : cdrRows(context, cpo);
}

async function runExport(context: Context, wish: ExchangeWish, cpo: Operator): Promise<number> {
  const target = wish.file === null ? process.stdout : createWriteStream(wish.file, { flags: "wx" });
  let refused = 0;
  for await (const { text, lines } of piecesOf(context, wish, cpo)) {
    if (text !== "" && !target.write(text)) await once(target, "drain");
    for (const { id, isLeftOut, remarks } of lines) {
      if (isLeftOut) refused += 1;
      for (const { field, says } of remarks)
        console.error(`${id}${isLeftOut ? " is not in the file" : ""}: ${field}: ${says}`);
    }
  }
  if (target !== process.stdout) {
    target.end();
    await once(target, "finish");
  }
  return refused > 0 ? REFUSED : 0;
}

async function main(): Promise<number> {
  const wish = readExchangeArguments(process.argv.slice(2));
  if (typeof wish === "string") {
    console.error(`${wish}\n${EXCHANGE_USAGE}`);
    return MISTAKE;
  }
  try {
    const context = runtime();
    const cpo = await findOperator(context, wish.cpo);
    return await (wish.act === "import" ? runImport : runExport)(context, wish, cpo);
  } catch (error) {
    console.error((error as Error).message);
    return MISTAKE;
  } finally {
    await closeRuntime();
  }
}

process.exitCode = await main();
