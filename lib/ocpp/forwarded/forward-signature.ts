import { createHmac, timingSafeEqual } from "node:crypto";

/** How far the clocks of the two sides may be apart. Repeats inside this time are harmless: facts are known by their content. */
const WINDOW_MS = 5 * 60_000;

/** One forwarded request as it is signed. */
export interface SignedRequest {
  /** Unix time in seconds, decimal. */
  readonly timestamp: string;
  readonly method: string;
  /** The station's OCPP identity, not percent-encoded. */
  readonly identity: string;
  readonly body: string;
}

/** HMAC-SHA256 in hex over timestamp, method, identity and body, one per line. */
export function forwardSignature(
  secret: string,
  { timestamp, method, identity, body }: SignedRequest,
): string {
  return createHmac("sha256", secret).update([timestamp, method, identity, body].join("\n")).digest("hex");
}

/** True when the request was signed with our secret within the last minutes. */
export function isForwardGenuine(
  secret: string,
  request: SignedRequest,
  signature: string,
  now: Date,
): boolean {
  if (!/^\d{9,11}$/.test(request.timestamp)) return false;
  if (Math.abs(Number(request.timestamp) * 1_000 - now.getTime()) > WINDOW_MS) return false;
  const expected = Buffer.from(forwardSignature(secret, request));
  const given = Buffer.from(signature.toLowerCase());
  return given.length === expected.length && timingSafeEqual(given, expected);
}
