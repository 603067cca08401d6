import type { OcmfIdentification, OcmfReading, OcmfRecord, OcmfSignature } from "./ocmf.model";
import { readEnergy, writtenValues } from "./ocmf-number.rules";

/** What is omitted in the signature section (OCMF tables 8 and 22). */
const DEFAULT_ALGORITHM = "ECDSA-secp256r1-SHA256";

/** Longest record that is read, and most readings in it: real ones have one to four thousand characters. */
const MAX_LENGTH = 64 * 1024;
const MAX_READINGS = 1_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads one record. Null when it is not OCMF: no header, no JSON, no pagination, no readings. The payload is cut out of the
 * text, not written again: one byte more or less and the signature no longer fits (LAW-33).
 */
export function parseOcmf(text: string): OcmfRecord | null {
  if (text.length > MAX_LENGTH || !text.startsWith("OCMF|")) return null;
  const first = text.indexOf("|");
  const last = text.lastIndexOf("|");
  if (last <= first) return null;
  const payload = text.slice(first + 1, last);
  const content = fields(payload);
  const signature = content && readSignature(fields(text.slice(last + 1)));
  const page = content && readPage(content.PG);
  const readings = content && readReadings(content.RD, payload);
  if (!content || !signature || !page || !readings) return null;
  return {
    text,
    payload,
    signature,
    page,
    gatewaySerial: word(content.GS),
    meterSerial: word(content.MS),
    identification: readIdentification(content),
    tariffText: word(content.TT),
    readings,
  };
}

function fields(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function word(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function readSignature(section: Fields | null): OcmfSignature | null {
  const data = section && word(section.SD);
  if (!data) return null;
  const encoding = (word(section.SE) ?? "hex").toLowerCase();
  if (encoding !== "hex" && encoding !== "base64") return null;
  return { algorithm: word(section.SA) ?? DEFAULT_ALGORITHM, encoding, data: data.trim() };
}

function readPage(value: unknown): OcmfRecord["page"] | null {
  const match = typeof value === "string" ? /^([TF])(\d{1,15})$/.exec(value) : null;
  return match ? { context: match[1] as "T" | "F", number: Number(match[2]) } : null;
}

function readIdentification(content: Fields): OcmfIdentification {
  const flags = Array.isArray(content.IF) ? content.IF.filter((flag) => typeof flag === "string") : [];
  return {
    assigned: content.IS === true,
    level: word(content.IL),
    flags,
    type: word(content.IT),
    id: word(content.ID),
  };
}

/** Readings inherit what they leave out from the one before (OCMF, "Readings"). */
function readReadings(list: unknown, payload: string): OcmfReading[] | null {
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_READINGS) return null;
  const written = writtenValues(payload);
  const valued = list.filter((item: unknown) => isObject(item) && typeof item.RV === "number").length;
  // A second RV in one object would leave open which one was meant.
  if (written.length !== valued) return null;
  const readings: OcmfReading[] = [];
  let before: Fields = {};
  for (const item of list as unknown[]) {
    if (!isObject(item)) return null;
    const { RV, ...inherited } = before;
    const here: Fields = { ...inherited, ...item };
    const value = typeof item.RV === "number" ? (written.shift() ?? "") : null;
    readings.push(readReading(here, value));
    before = here;
  }
  return readings;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readReading(here: Fields, written: string | null): OcmfReading {
  const energy = written === null ? null : readEnergy(written, word(here.RU));
  const time = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})[,.](\d{1,3})([+-]\d{2}):?(\d{2}) ?([UISR])?$/.exec(
    typeof here.TM === "string" ? here.TM : "",
  );
  const at = time ? new Date(`${time[1]}.${time[2]}${time[3]}:${time[4]}`) : null;
  return {
    at: at && !Number.isNaN(at.getTime()) ? at : null,
    timeStatus: (time?.[5] as OcmfReading["timeStatus"] | undefined) ?? null,
    transaction: word(here.TX),
    valueMwh: energy?.valueMwh ?? null,
    resolutionMwh: energy?.resolutionMwh ?? 1,
    register: word(here.RI),
    errorFlags: typeof here.EF === "string" ? here.EF : "",
    status: word(here.ST),
  };
}
