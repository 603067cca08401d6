import { readCsv } from "@/lib/core/csv";
import { divideDecimal, formatDecimal, parseDecimal } from "@/lib/core/decimal";
import { MINUTE_MS } from "@/lib/core/time";
import {
  type Cell,
  decimalCell,
  instantCell,
  jsonCell,
  type Row,
  readHeader,
  rowOf,
} from "@/lib/pricing/exchange/csv-cells.rules";
import type { Remark } from "@/lib/pricing/exchange/import-report.model";
import { remark } from "@/lib/pricing/exchange/remarks.rules";
import { type CdrCandidate, type CdrDraft, type DraftPeriod, keptText } from "./imported-cdr.model";
import { readSignedDataWire } from "./signed-data-wire.rules";

type Kind = "text" | "decimal" | "instant";

/** The columns that are read; the names are those of our own export of CDRs. */
const COLUMNS: Readonly<Record<string, { readonly kind: Kind; readonly isNeeded?: boolean }>> = {
  cdr_number: { kind: "text", isNeeded: true },
  started_at: { kind: "instant", isNeeded: true },
  ended_at: { kind: "instant", isNeeded: true },
  energy_wh: { kind: "decimal", isNeeded: true },
  currency: { kind: "text", isNeeded: true },
  net: { kind: "decimal" },
  vat: { kind: "decimal" },
  gross: { kind: "decimal" },
  evse_id: { kind: "text" },
  location: { kind: "text" },
  tariff_id: { kind: "text" },
  time_zone: { kind: "text" },
  idle_minutes: { kind: "decimal" },
  session_reference: { kind: "text" },
  authorization_reference: { kind: "text" },
};
const SIGNED_DATA = "signed_data";
const NEEDED = Object.entries(COLUMNS).flatMap(([name, { isNeeded }]) => (isNeeded ? [name] : []));

/** The CDRs of a CSV file, one per row. Without periods the energy is spread evenly, and idle time stands at the end. */
export function* decodeCdrCsv(text: string): Generator<CdrCandidate, void> {
  const records = readCsv(text);
  const head = records.next().value;
  if (head === undefined || "fault" in head) {
    yield refused("file", null, [remark(head === undefined ? "file_empty" : head.fault)]);
    return;
  }
  const header = readHeader(head.cells, [...Object.keys(COLUMNS), SIGNED_DATA], NEEDED);
  if (header.faults.length > 0) {
    yield refused("file", null, header.faults);
    return;
  }
  let first = true;
  for (const record of records) {
    const row = rowOf(record, header);
    const at = `row ${record.row}`;
    const candidate = "remark" in row ? refused(at, null, [row.remark]) : readRow(at, row.cells);
    // What the first line has too many is said once.
    yield first ? { ...candidate, remarks: [...candidate.remarks, ...header.notes] } : candidate;
    first = false;
  }
}

function refused(at: string, id: string | null, remarks: readonly Remark[]): CdrCandidate {
  return { at, id, draft: null, remarks };
}

function readRow(at: string, row: Row): CdrCandidate {
  const faults: Remark[] = [];
  const cells = new Map<string, string>();
  for (const [name, { kind, isNeeded }] of Object.entries(COLUMNS)) {
    const text = row.get(name);
    if (text === undefined) {
      if (isNeeded) faults.push(remark("value_missing", name));
      continue;
    }
    const read = cellOf(kind, name, text);
    if ("remark" in read) faults.push(read.remark);
    else cells.set(name, String(read.value));
  }
  const id = row.get("cdr_number") ?? null;
  if (faults.length > 0) return refused(at, id, faults);
  const signed = signedDataOf(row);
  return { at, id, draft: { ...draftOf(cells), signedData: signed.data }, remarks: signed.remarks };
}

function signedDataOf(row: Row): Pick<CdrCandidate, "remarks"> & { readonly data: CdrDraft["signedData"] } {
  const text = row.get(SIGNED_DATA);
  if (text === undefined) return { data: null, remarks: [] };
  const read = jsonCell(SIGNED_DATA, text);
  const data = "remark" in read ? null : readSignedDataWire(read.value);
  return { data, remarks: data === null ? [remark("signed_data_left_out", SIGNED_DATA)] : [] };
}

function cellOf(kind: Kind, name: string, text: string): Cell {
  if (kind === "decimal") return decimalCell(name, text);
  // A cell has neither NUL nor half of a character: the file was read as UTF-8.
  return kind === "instant" ? instantCell(name, text) : { value: keptText(text) ?? "" };
}

function draftOf(cells: ReadonlyMap<string, string>): Omit<CdrDraft, "signedData"> {
  const cell = (name: string): string | null => cells.get(name) ?? null;
  const { units, scale } = parseDecimal(cell("energy_wh") ?? "0");
  const draft = {
    id: cell("cdr_number") ?? "",
    startedAt: cell("started_at") ?? "",
    endedAt: cell("ended_at") ?? "",
    energyKwh: formatDecimal({ units, scale: scale + 3 }),
    currency: cell("currency") ?? "",
    net: cell("net"),
    vat: cell("vat"),
    gross: cell("gross"),
    party: null,
    isCredit: false,
    evseId: cell("evse_id"),
    location: cell("location"),
    tariffId: cell("tariff_id"),
    timeZone: cell("time_zone"),
    authorizationReference: cell("authorization_reference"),
    driverCode: cell("session_reference"),
    hours: null,
  };
  return { ...draft, periods: periodsOf(draft, cell("idle_minutes")) };
}

const SIXTY = { units: 60n, scale: 0 };

/** The whole session, or its charging time and then the minutes in which the car only stood there. */
function periodsOf(
  draft: Omit<CdrDraft, "periods" | "signedData">,
  idleMinutes: string | null,
): DraftPeriod[] {
  const charging = {
    start: draft.startedAt,
    energyKwh: draft.energyKwh,
    chargingHours: null,
    idleHours: null,
  };
  if (idleMinutes === null || Number(idleMinutes) <= 0) return [charging];
  const stands = new Date(Date.parse(draft.endedAt) - Math.round(Number(idleMinutes) * MINUTE_MS));
  const start = Number.isNaN(stands.getTime()) ? "" : stands.toISOString();
  const idleHours = formatDecimal(divideDecimal(parseDecimal(idleMinutes), SIXTY, 6));
  return [charging, { start, energyKwh: null, chargingHours: null, idleHours }];
}
