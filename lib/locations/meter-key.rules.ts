/**
 * Public keys of calibrated meters as people and stations write them: hex, base64 or PEM of a DER SubjectPublicKeyInfo, the
 * bare point of the curve as hex, or the Open Charge Alliance's `oca:base16:asn1:<hex>`, each perhaps in base64 again.
 */
const OCA = /^oca:base16:[a-z0-9]+:/i;

/** Longest text that is tried: a key has at most 160 bytes. */
const MAX_LENGTH = 2_000;

/** The bytes of a key; null when the text is none. Which curve it is on is found when it is used. */
export function decodeMeterKey(text: string): Uint8Array | null {
  if (text.length > MAX_LENGTH) return null;
  const body = text.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, "").trim();
  const named = OCA.test(body) ? body : (base64Text(body) ?? body);
  const bare = named.replace(OCA, "").replace(/^0x/i, "").replace(/[\s:]/g, "");
  if (bare.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(bare)) {
    return sized(Uint8Array.from(bare.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
  }
  const bytes = base64Bytes(bare);
  return bytes && sized(bytes);
}

/** Lower-case hex: how keys are stored and compared. */
export function keyHex(key: Uint8Array): string {
  return Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** From a bare point of 192 bits to a key of 521 bits with its header. */
function sized(key: Uint8Array): Uint8Array | null {
  return key.length >= 48 && key.length <= 200 ? key : null;
}

function base64Bytes(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** The text inside a base64 text, when it is the Open Charge Alliance's form. */
function base64Text(text: string): string | null {
  const bytes = base64Bytes(text);
  const inner = bytes && String.fromCharCode(...bytes);
  return inner && OCA.test(inner) ? inner : null;
}
