import { toDecimalString } from "@/lib/core/money";
import type { SessionRow } from "@/lib/sessions/admin.model";
import { listSessions } from "@/lib/sessions/admin.queries";
import { adminRoute } from "../../../_guard/admin-route";
import { type CsvColumn, csvResponse } from "../../../_guard/csv-export";
import { sessionFilter } from "../../../_guard/filters";

const COLUMNS: readonly CsvColumn<SessionRow>[] = [
  { id: "session_id", value: (row) => row.id },
  { id: "reference", value: (row) => row.reference },
  { id: "state", value: (row) => row.state },
  { id: "reason", value: (row) => row.reason },
  { id: "evse_id", value: (row) => row.evseId },
  { id: "evse_label", value: (row) => row.evseLabel },
  { id: "location", value: (row) => row.locationName },
  { id: "created_at", value: (row) => row.createdAt },
  { id: "started_at", value: (row) => row.startedAt },
  { id: "ended_at", value: (row) => row.endedAt },
  { id: "energy_wh", value: (row) => row.energyWh },
  { id: "currency", value: (row) => row.currency },
  { id: "price", value: (row) => Number(toDecimalString({ minor: row.costMinor, currency: row.currency })) },
  {
    id: "limit",
    value: (row) => Number(toDecimalString({ minor: row.ceilingMinor, currency: row.currency })),
  },
  { id: "payment_id", value: (row) => row.paymentId },
  { id: "payment_state", value: (row) => row.paymentState },
];

/** The filtered sessions as CSV. */
export const GET = adminRoute("session.export", async (admin, request) => {
  const filter = sessionFilter(Object.fromEntries(request.nextUrl.searchParams), admin.now);
  return csvResponse(admin, {
    name: "sessions",
    columns: COLUMNS,
    read: (cursor, size) => listSessions(admin.context, admin.scope, filter, cursor, size),
  });
});
