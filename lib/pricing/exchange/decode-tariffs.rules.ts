import { decodeOcpiTariff } from "./decode-ocpi-tariff.rules";
import { decodeTariffCsv } from "./decode-tariff-csv.rules";
import type { ExchangeFormat, Remark } from "./import-report.model";
import { type JsonItem, readJsonObjects } from "./json-objects.rules";
import type { ExchangeNote, OcpiVersion } from "./ocpi-tariff.model";
import { clipped, isRemarkCode, type RemarkCode, remark } from "./remarks.rules";
import type { TariffCandidate } from "./tariff-candidate.model";

/** The tariffs of a file, one at a time; nothing of the file is passed over in silence. */
export function* decodeTariffs(format: ExchangeFormat, text: string): Generator<TariffCandidate, void> {
  if (format === "csv") yield* decodeTariffCsv(text);
  else for (const item of readJsonObjects(text)) yield ofItem(format.slice(5) as OcpiVersion, item);
}

function ofItem(version: OcpiVersion, item: JsonItem): TariffCandidate {
  const at = item.number === 0 ? "file" : `object ${item.number}`;
  const nothing = { at, rows: 1, id: null, name: null, party: null, tariff: null };
  if ("fault" in item) return { ...nothing, remarks: [remark(item.fault)] };
  const decoded = decodeOcpiTariff(version, item.value);
  if (!decoded.ok)
    return {
      ...nothing,
      id: idOf(item.value),
      remarks: decoded.notes.filter(({ blocking }) => blocking).map(noteRemark),
    };
  const { id, countryCode, partyId } = decoded.identity;
  const party = countryCode === null || partyId === null ? null : `${countryCode}-${partyId}`;
  return {
    ...nothing,
    id,
    party,
    tariff: decoded.tariff,
    remarks: decoded.notes.slice(0, 50).map(noteRemark),
  };
}

/** A note of an OCPI codec in words; one that has no words of its own is explained by its kind. */
export function noteRemark({ code, kind, path, detail }: ExchangeNote): Remark {
  const values = {
    detail: clipped(detail ?? "This is missing or not allowed."),
    code: code.replaceAll("_", " "),
  };
  return remark(isRemarkCode(code) ? code : NOTE_KINDS[kind], path, values);
}

const NOTE_KINDS = {
  lost: "note_lost",
  rounded: "note_rounded",
  changed: "note_changed",
  ambiguous: "note_changed",
  invalid: "note_invalid",
} as const satisfies Readonly<Record<ExchangeNote["kind"], RemarkCode>>;

function idOf(value: unknown): string | null {
  const id = typeof value === "object" && value !== null ? (value as { id?: unknown }).id : null;
  return typeof id === "string" && id !== "" ? clipped(id) : null;
}
