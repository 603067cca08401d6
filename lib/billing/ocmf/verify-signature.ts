import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { OcmfRecord, SignedDataFault } from "./ocmf.model";

/** Node's name of a curve, its object identifier in DER, and the length of one coordinate in bytes. */
interface Curve {
  readonly name: string;
  readonly oid: string;
  readonly bytes: number;
}

/** The algorithms that OCMF names (table 22), all with SHA-256. */
const CURVES: Readonly<Record<string, Curve>> = {
  "ECDSA-secp192k1-SHA256": { name: "secp192k1", oid: "06052b8104001f", bytes: 24 },
  "ECDSA-secp256k1-SHA256": { name: "secp256k1", oid: "06052b8104000a", bytes: 32 },
  "ECDSA-secp192r1-SHA256": { name: "prime192v1", oid: "06082a8648ce3d030101", bytes: 24 },
  "ECDSA-secp256r1-SHA256": { name: "prime256v1", oid: "06082a8648ce3d030107", bytes: 32 },
  "ECDSA-brainpool256r1-SHA256": { name: "brainpoolP256r1", oid: "06092b2403030208010107", bytes: 32 },
  "ECDSA-secp384r1-SHA256": { name: "secp384r1", oid: "06052b81040022", bytes: 48 },
  "ECDSA-brainpool384r1-SHA256": { name: "brainpoolP384r1", oid: "06092b240303020801010b", bytes: 48 },
};

/** The same curves as meters also spell them. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/brainpoolP?(256|384)r11?/i, "brainpool$1r1"],
  [/prime(192|256)v1/i, "secp$1r1"],
];

const EC_PUBLIC_KEY = "06072a8648ce3d0201";

/**
 * Checks the signature of a record with a key in hex. Null: it is that meter's, and not a byte has changed (LAW-33).
 * Signatures are DER; the plain r and s one after the other, as in the specification's example, are read as well.
 */
export function signatureFault(
  record: Pick<OcmfRecord, "payload" | "signature">,
  keyHex: string,
): SignedDataFault | null {
  const curve = CURVES[spelled(record.signature.algorithm)];
  if (!curve) return "algorithm_unknown";
  const key = readKey(keyHex, curve);
  if (!key) return "key_unreadable";
  if (key.asymmetricKeyDetails?.namedCurve !== curve.name) return "key_differs";
  const signature = Buffer.from(record.signature.data, record.signature.encoding);
  const payload = Buffer.from(record.payload, "utf8");
  const isPlain = signature.length === 2 * curve.bytes && !isDer(signature);
  const dsaEncoding = isPlain ? "ieee-p1363" : "der";
  return verify("sha256", payload, { key, dsaEncoding }, signature) ? null : "signature_wrong";
}

function spelled(algorithm: string): string {
  return SPELLINGS.reduce((name, [pattern, usual]) => name.replace(pattern, usual), algorithm.trim());
}

/** A DER sequence says its own length. */
function isDer(signature: Buffer): boolean {
  return signature[0] === 0x30 && signature[1] === signature.length - 2;
}

/** A key with its header says its curve itself; a bare point is on the curve of the signature. */
function readKey(hex: string, curve: Curve): KeyObject | null {
  const der = hex.startsWith("30") ? hex : spkiOf(hex, curve);
  if (der === null) return null;
  try {
    const key = createPublicKey({ key: Buffer.from(der, "hex"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ec" ? key : null;
  } catch {
    return null;
  }
}

/** The point with the header that names its curve (RFC 5480); null when it can not be on this curve. */
function spkiOf(hex: string, curve: Curve): string | null {
  const length = hex.length / 2;
  const point = length === 2 * curve.bytes ? `04${hex}` : hex;
  if (!point.startsWith("04") || point.length / 2 !== 2 * curve.bytes + 1) return null;
  return der("30", der("30", EC_PUBLIC_KEY + curve.oid) + der("03", `00${point}`));
}

/** One DER element; all lengths here are below 128. */
function der(tag: string, content: string): string {
  return tag + (content.length / 2).toString(16).padStart(2, "0") + content;
}
