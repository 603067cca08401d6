import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { TokenType } from "../canonical/words.model";

/** The mark by which a terminal provider's single-use tokens are known: agreed when the connection is made. */
export interface TokenMark {
  /** Exactly three of A-Z and 0-9, in capitals. */
  readonly prefix: string;
  /** One printable ASCII character that is neither letter, digit nor blank. */
  readonly separator: string;
}

/** Longest uid (OCPI token), and longest idTag (OCPP 1.6). */
const MAX_UID = 36;
const MAX_ID_TAG = 20;

/** A mark from what a provider entered; null when it is none. Small letters are taken as capitals. */
export function readTokenMark(prefix: string, separator: string): TokenMark | null {
  const upper = prefix.toUpperCase();
  if (!/^[A-Z0-9]{3}$/.test(upper) || !/^[!-/:-@[-`{-~]$/.test(separator)) return null;
  return { prefix: upper, separator };
}

/** True when two marks would claim the same tokens. A prefix belongs to one connection, whatever the separator is. */
export function sameMark(a: TokenMark, b: TokenMark): boolean {
  return a.prefix === b.prefix;
}

/** True when the uid carries the mark and something after it. uids are CiStrings: case does not matter. */
export function hasMark(uid: string, mark: TokenMark): boolean {
  const lead = `${mark.prefix}${mark.separator}`;
  return (
    uid.length > lead.length &&
    uid.length <= MAX_UID &&
    /^[\x21-\x7e]+$/.test(uid) &&
    uid.slice(0, lead.length).toUpperCase() === lead
  );
}

/** The token types that an ad-hoc token may have: 2.1.1 knows no AD_HOC_USER and says OTHER (OCPI 2.1.1 mod_tokens). */
export function isAdHocType(version: OcpiVersion, type: TokenType): boolean {
  return version === "2.1.1" ? type === "OTHER" : type === "AD_HOC_USER";
}

/**
 * The key under which a used ad-hoc token is remembered, unique per connection: a card tap gives one session, ever. On 2.1.1
 * it is the only link between payment and CDR.
 */
export function singleUseKey(connectionId: string, uid: string): string {
  return `${connectionId}:${uid.toUpperCase()}`;
}

/**
 * The idTag for a station: the uid itself where it fits into OCPP 1.6's 20 characters, else null: the caller then makes one
 * of its own and keeps the pair. Towards the partner the uid stays as it was.
 */
export function idTagOf(uid: string): string | null {
  return uid.length <= MAX_ID_TAG ? uid : null;
}
