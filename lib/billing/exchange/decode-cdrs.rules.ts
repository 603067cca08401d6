import type { ExchangeFormat } from "@/lib/pricing/exchange/import-report.model";
import { readJsonObjects } from "@/lib/pricing/exchange/json-objects.rules";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import { clipped, remark } from "@/lib/pricing/exchange/remarks.rules";
import { decodeCdrCsv } from "./decode-cdr-csv.rules";
import { decodeOcpiCdr } from "./decode-ocpi-cdr.rules";
import type { CdrCandidate } from "./imported-cdr.model";

/** The CDRs of a file, one at a time. */
export function* decodeCdrs(format: ExchangeFormat, text: string): Generator<CdrCandidate, void> {
  if (format === "csv") {
    yield* decodeCdrCsv(text);
    return;
  }
  for (const item of readJsonObjects(text)) {
    const at = item.number === 0 ? "file" : `object ${item.number}`;
    if ("fault" in item) {
      yield { at, id: null, draft: null, remarks: [remark(item.fault)] };
      continue;
    }
    const decoded = decodeOcpiCdr(format.slice(5) as OcpiVersion, item.value);
    const id = idOf(item.value);
    yield "draft" in decoded
      ? { at, id: decoded.draft.id, draft: decoded.draft, remarks: decoded.remarks }
      : { at, id, draft: null, remarks: decoded.faults };
  }
}

function idOf(value: unknown): string | null {
  const id = typeof value === "object" && value !== null ? (value as { id?: unknown }).id : null;
  return typeof id === "string" && id !== "" ? clipped(id) : null;
}
