import type { CsvValue } from "@/lib/core/csv";
import { toDecimalString } from "@/lib/core/money";
import type { ExportedCdrRow } from "./read-cdr-rows";
import { signedDataCell } from "./signed-data-wire.rules";

/** One column of the CSV of CDRs. */
export interface CdrColumn {
  /** Stable name. */
  readonly id: string;
  readonly value: (row: ExportedCdrRow) => CsvValue;
}

const money = (id: string, minor: (row: ExportedCdrRow) => number | null): CdrColumn => ({
  id,
  value: (row) => {
    const found = minor(row);
    return found === null ? "" : Number(toDecimalString({ minor: found, currency: row.currency }));
  },
});

/** CDRs as CSV, in the portal and by the command. Stable: a new column comes last. */
export const CDR_COLUMNS: readonly CdrColumn[] = [
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
  money("wholesale_net", (row) => row.wholesaleNetMinor),
  money("wholesale_vat", (row) => row.wholesaleTaxMinor),
  money("wholesale_gross", (row) => row.wholesaleGrossMinor),
  { id: "small", value: (row) => (row.isSmall ? "yes" : "no") },
  { id: "reason", value: (row) => row.reason ?? "" },
  { id: "authorization_reference", value: (row) => row.session.authorizationReference ?? "" },
  { id: "signed_data", value: ({ signedData }) => (signedData ? signedDataCell(signedData) : "") },
];
