import { CDR_COLUMNS } from "@/lib/billing/exchange/cdr-columns.rules";
import { readCdrRows } from "@/lib/billing/exchange/read-cdr-rows";
import { adminRoute } from "../../../_guard/admin-route";
import { csvResponse } from "../../../_guard/csv-export";
import { cdrFilter } from "../../../_guard/filters";

/** The filtered charge detail records as CSV. */
export const GET = adminRoute("cdr.export", async (admin, request) => {
  const filter = cdrFilter(Object.fromEntries(request.nextUrl.searchParams), admin.now);
  return csvResponse(admin, {
    name: "cdrs",
    columns: CDR_COLUMNS,
    read: (cursor, size) => readCdrRows(admin.context, admin.scope, filter, cursor, size),
  });
});
