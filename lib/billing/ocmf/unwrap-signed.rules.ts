import { decodeMeterKey, keyHex } from "@/lib/locations/meter-key.rules";
import type { OcmfRecord } from "./ocmf.model";
import { parseOcmf } from "./parse-ocmf.rules";

/** What a station sent as one signed value. */
export interface UnwrappedValue {
  /** The record as text; what was sent when no record could be found in it. */
  readonly text: string;
  /** Null when there is no OCMF record in it. */
  readonly record: OcmfRecord | null;
  /** The key that came with the value, as lower-case hex. It names the meter, it does not prove it. */
  readonly statedKey: string | null;
}

/**
 * Finds the OCMF record in a signed value of OCPP 1.6: the text itself, the text as hex (OCPP 1.5 and 1.6 §7.44), or the JSON
 * of the Open Charge Alliance's note "Signed meter values in OCPP" with the record as base64 and the key beside it.
 */
export function unwrapSigned(value: string): UnwrappedValue {
  const wrapped = value.trimStart().startsWith("{") ? jsonFields(value) : null;
  const stated = wrapped && typeof wrapped.publicKey === "string" ? decodeMeterKey(wrapped.publicKey) : null;
  const inner = wrapped && typeof wrapped.signedMeterData === "string" ? wrapped.signedMeterData : value;
  const text = [inner, fromHex(inner), fromBase64(inner)].find((candidate) => candidate?.startsWith("OCMF|"));
  return {
    text: text ?? value,
    record: text === undefined || text === null ? null : parseOcmf(text),
    statedKey: stated && keyHex(stated),
  };
}

function jsonFields(value: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(value) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

function fromHex(value: string): string | null {
  const hex = value.trim();
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(hex)) return null;
  return utf8(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
}

function fromBase64(value: string): string | null {
  try {
    return utf8(Uint8Array.from(atob(value.trim()), (char) => char.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** Null when the bytes are not UTF-8: a repaired text would no longer be what was signed. */
function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
