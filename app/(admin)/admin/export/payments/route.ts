import { listPayments, type PaymentRow } from "@/lib/billing/admin.queries";
import { toDecimalString } from "@/lib/core/money";
import { adminRoute } from "../../../_guard/admin-route";
import { type CsvColumn, csvResponse } from "../../../_guard/csv-export";
import { paymentFilter } from "../../../_guard/filters";

const money = (id: string, minor: (row: PaymentRow) => number): CsvColumn<PaymentRow> => ({
  id,
  value: (row) => Number(toDecimalString({ minor: minor(row), currency: row.currency })),
});

const COLUMNS: readonly CsvColumn<PaymentRow>[] = [
  { id: "payment_id", value: (row) => row.id },
  { id: "psp_payment_id", value: (row) => row.pspPaymentId },
  { id: "session_reference", value: (row) => row.session?.reference },
  { id: "state", value: (row) => row.state },
  { id: "mode", value: (row) => row.mode },
  { id: "method", value: (row) => row.method },
  { id: "card_brand", value: (row) => row.cardBrand },
  // As text: a leading zero is part of the number on the card.
  { id: "card_last4", value: (row) => row.cardLast4 },
  { id: "created_at", value: (row) => row.createdAt },
  { id: "currency", value: (row) => row.currency },
  money("held", (row) => row.authorisedMinor),
  money("captured", (row) => row.capturedMinor),
  money("released", (row) => row.releasedMinor),
  money("refunded", (row) => row.refundedMinor),
  { id: "failure_code", value: (row) => row.failureCode },
];

/** The filtered payments as CSV. */
export const GET = adminRoute("payment.export", async (admin, request) => {
  const filter = paymentFilter(Object.fromEntries(request.nextUrl.searchParams), admin.now);
  return csvResponse(admin, {
    name: "payments",
    columns: COLUMNS,
    read: (cursor, size) => listPayments(admin.context, admin.scope, filter, cursor, size),
  });
});
