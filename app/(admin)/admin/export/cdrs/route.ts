import { type CdrRow, listCdrs } from "@/lib/billing/cdr.queries";
import { toDecimalString } from "@/lib/core/money";
import { adminRoute } from "../../../_guard/admin-route";
import { type CsvColumn, csvResponse } from "../../../_guard/csv-export";
import { cdrFilter } from "../../../_guard/filters";

const money = (id: string, minor: (row: CdrRow) => number): CsvColumn<CdrRow> => ({
  id,
  value: (row) => Number(toDecimalString({ minor: minor(row), currency: row.currency })),
});

const wholesale = (id: string, minor: (row: CdrRow) => number | null): CsvColumn<CdrRow> => ({
  id,
  value: (row) => {
    const found = minor(row);
    return found === null ? "" : Number(toDecimalString({ minor: found, currency: row.currency }));
  },
});

/** Stable: a new column comes last. */
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
  { id: "kind", value: (row) => row.kind },
  { id: "channel", value: (row) => row.session.channel },
  { id: "provider", value: (row) => row.session.subscription?.name ?? "" },
  wholesale("wholesale_net", (row) => row.wholesaleNetMinor),
  wholesale("wholesale_vat", (row) => row.wholesaleTaxMinor),
  wholesale("wholesale_gross", (row) => row.wholesaleGrossMinor),
  { id: "small", value: (row) => (row.isSmall ? "yes" : "no") },
  { id: "reason", value: (row) => row.reason ?? "" },
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
