import { BYTE_ORDER_MARK, type CsvValue, csvLine } from "@/lib/core/csv";
import { type Cursor, type Page, parseCursor } from "@/lib/tenants/paging.rules";
import { audit } from "./admin-action";
import type { Admin } from "./open-admin";

/** Rows per read; a file of any length needs the memory of one read. */
const BATCH = 500;
/** Longer exports are cut here and say so in the last line (ADM-3). */
const ROWS_MAX = 50_000;

export interface CsvColumn<T> {
  /** Stable name of the column. */
  readonly id: string;
  readonly value: (row: T) => CsvValue;
}

interface CsvExport<T> {
  readonly name: string;
  readonly columns: readonly CsvColumn<T>[];
  readonly read: (cursor: Cursor | null, size: number) => Promise<Page<T>>;
}

/** Streams a filtered list as CSV, page by page, and notes the download in the audit log (ADM-3, ADM-24). */
export async function csvResponse<T>(admin: Admin, source: CsvExport<T>): Promise<Response> {
  await audit(admin, { action: "export.made", objectType: "export", objectId: source.name });
  const encoder = new TextEncoder();
  const lines = csvLines(source);
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        admin.context.log.error({ err: error, list: source.name }, "an export broke off");
        controller.error(error);
      }
    },
  });
  const day = admin.now.toISOString().slice(0, 10);
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="kerbwatt-${source.name}-${day}.csv"`,
      "cache-control": "private, no-store",
    },
  });
}

/** The text of an export in chunks of one page each. */
export async function* csvLines<T>(source: CsvExport<T>): AsyncGenerator<string, void> {
  yield BYTE_ORDER_MARK + csvLine(source.columns.map((column) => column.id));
  let after: string | null = null;
  for (let rows = 0; ; ) {
    const page: Page<T> = await source.read(parseCursor(after), BATCH);
    yield page.rows.map((row) => csvLine(source.columns.map((column) => column.value(row)))).join("");
    rows += page.rows.length;
    after = page.next;
    if (after === null) return;
    if (rows >= ROWS_MAX) {
      yield csvLine([`Cut after ${rows} rows. Choose a shorter period.`]);
      return;
    }
  }
}
