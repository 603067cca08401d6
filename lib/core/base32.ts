/** Crockford's alphabet: no I, L, O, U, so that a code survives being read aloud or typed from a sticker. */
export const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `length` characters of Crockford base32, five bits of `bytes` each. Throws when there are too few bytes. */
export function encodeCrockford(bytes: Uint8Array, length: number): string {
  if (bytes.length * 8 < length * 5) throw new RangeError("encodeCrockford: not enough bytes");
  let buffer = 0;
  let bits = 0;
  let at = 0;
  let text = "";
  while (text.length < length) {
    if (bits < 5) {
      buffer = (buffer << 8) | (bytes[at++] as number);
      bits += 8;
    }
    bits -= 5;
    text += CROCKFORD[(buffer >> bits) & 31];
    buffer &= (1 << bits) - 1;
  }
  return text;
}

/**
 * What a person typed or a scanner read, in canonical form: upper case, without separators, and with the
 * look-alikes I, L → 1 and O → 0. Null when something else is left that is not in the alphabet.
 */
export function normaliseCrockford(text: string): string | null {
  const cleaned = text.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  return /^[0-9A-HJKMNP-TV-Z]+$/.test(cleaned) ? cleaned : null;
}
