import { type CdrRow, listCdrs } from "@/lib/billing/admin.queries";
import { toDecimalString } from "@/lib/core/money";
import { adminRoute } from "../../../_guard/admin-route";
import { type CsvColumn, csvResponse } from "../../../_guard/csv-export";
import { cdrFilter } from "../../../_guard/filters";

const money = (id: string, minor: (row: CdrRow) => number): CsvColumn<CdrRow> => ({
  id,
  value: (row) => Number(toDecimalString({ minor: minor(row), currency: row.currency })),
});

const COLUMNS: readonly CsvColumn<CdrRow>[] = [
  { id: "cdr_number", value: (row) => row.number },
  { id: "session_reference", value: (row) => row.session.reference },
  { id: "evse_id", value: (row) => row.session.evse.evseId },
  { id: "location", value: (row) => row.session.evse.location.name },
  { id: "started_at", value: (row) => row.startedAt },
  { id: "ended_at", value: (row) => row.endedAt },
  { id: "energy_wh", value: (row) => row.energyWh },
  { id: "currency", value: (row) => row.currency },
  money("net", (row) => row.netMinor),
  money("vat", (row) => row.taxMinor),
  money("gross", (row) => row.grossMinor),
  money("charged", (row) => row.chargedMinor),
  { id: "tariff_hash", value: (row) => row.tariffHash },
];

/** The filtered charge detail records as CSV. */
export const GET = adminRoute("cdr.export", async (admin, request) => {
  const filter = cdrFilter(Object.fromEntries(request.nextUrl.searchParams), admin.now);
  return csvResponse(admin, {
    name: "cdrs",
    columns: COLUMNS,
    read: (cursor, size) => listCdrs(admin.context, admin.scope, filter, cursor, size),
  });
});
