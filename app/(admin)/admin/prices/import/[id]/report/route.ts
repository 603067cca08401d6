import { BYTE_ORDER_MARK, csvLine } from "@/lib/core/csv";
import { AppError } from "@/lib/core/errors";
import { readImportRun } from "@/lib/pricing/exchange/exchange.queries";
import { adminRoute } from "../../../../../_guard/admin-route";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The report of a run as CSV: one line per object and remark. */
export const GET = adminRoute("pricing.write", async (admin, _request, { id = "" }) => {
  const run = UUID.test(id) ? await readImportRun(admin.context, admin.scope, id) : null;
  if (!run) throw new AppError("not_found", "import_unknown", "no such run");
  const head = csvLine(["place", "id", "outcome", "field", "remark", "repair"]);
  const rows = run.report.lines.flatMap(({ at, id: name, outcome, remarks }) =>
    remarks.length === 0
      ? [csvLine([at, name, outcome, null, null, null])]
      : remarks.map(({ field, says, repair }) => csvLine([at, name, outcome, field, says, repair])),
  );
  const left = run.report.leftOff > 0 ? [csvLine([`${run.report.leftOff} more lines were not kept.`])] : [];
  return new Response([BYTE_ORDER_MARK + head, ...rows, ...left].join(""), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="kerbwatt-import-${id.slice(0, 8)}.csv"`,
      "cache-control": "private, no-store",
    },
  });
});
