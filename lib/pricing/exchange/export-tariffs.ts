import type { Context } from "@/lib/db/context";
import type { AdminScope } from "@/lib/tenants/access.model";
import { tariffSchema } from "../tariff.model";
import { noteRemark } from "./decode-tariffs.rules";
import { encodeOcpiTariff } from "./encode-ocpi-tariff.rules";
import { encodeTariffCsv, TARIFF_CSV_HEAD } from "./encode-tariff-csv.rules";
import { tariffPage } from "./exchange.queries";
import type { ExchangeFormat, ReportLine } from "./import-report.model";
import type { OcpiVersion } from "./ocpi-tariff.model";

export interface TariffExport {
  readonly kind: "RETAIL" | "WHOLESALE";
  readonly format: ExchangeFormat;
  /** One operator of the scope; null is all. */
  readonly cpoId: string | null;
  /** The operators of the scope, for country code and party. */
  readonly cpos: readonly { readonly id: string; readonly countryCode: string; readonly partyId: string }[];
}

/** A piece of the file, and what its format could not say: lost, rounded or changed, tariff by tariff. */
export interface ExportPiece {
  readonly text: string;
  readonly lines: readonly ReportLine[];
}

const PAGE = 200;

/**
 * The current tariffs as a file, piece by piece. A tariff that a partner would compute otherwise in this version is left out
 * and stands in the lines as REFUSED; in CSV everything can be said.
 */
export async function* exportTariffs(
  context: Context,
  scope: AdminScope,
  wish: TariffExport,
): AsyncGenerator<ExportPiece, void> {
  const isCsv = wish.format === "csv";
  let objects = 0;
  yield { text: isCsv ? TARIFF_CSV_HEAD : "[", lines: [] };
  for (let after: { code: string; id: string } | null = null; ; ) {
    const rows: Awaited<ReturnType<typeof tariffPage>> = await tariffPage(context, scope, wish, after, PAGE);
    for (const row of rows) {
      const piece = isCsv ? csvPiece(row) : jsonPiece(row, wish);
      yield piece.text === "" || isCsv
        ? piece
        : { ...piece, text: `${objects++ === 0 ? "\n" : ",\n"}${piece.text}` };
    }
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) break;
    after = { code: last.code, id: last.id };
  }
  if (!isCsv) yield { text: "\n]\n", lines: [] };
}

type Row = Awaited<ReturnType<typeof tariffPage>>[number];

function csvPiece({ code, name, current }: Row): ExportPiece {
  return { text: encodeTariffCsv(code, name, tariffSchema.parse(current.content)), lines: [] };
}

function jsonPiece(row: Row, { format, cpos }: TariffExport): ExportPiece {
  const cpo = cpos.find(({ id }) => id === row.cpoId);
  const encoded = encodeOcpiTariff(format.slice(5) as OcpiVersion, tariffSchema.parse(row.current.content), {
    countryCode: cpo?.countryCode ?? null,
    partyId: cpo?.partyId ?? null,
    id: row.code,
    lastUpdated: row.updatedAt,
  });
  const notes = encoded.publishable ? encoded.notes : encoded.notes.filter(({ blocking }) => blocking);
  const outcome = encoded.publishable ? ("UNCHANGED" as const) : ("REFUSED" as const);
  const line = { at: row.kind.toLowerCase(), id: row.code, outcome, remarks: notes.map(noteRemark) };
  return {
    text: encoded.publishable ? JSON.stringify(encoded.wire) : "",
    lines: notes.length === 0 ? [] : [line],
  };
}
