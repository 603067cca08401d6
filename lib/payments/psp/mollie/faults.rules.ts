import type { PspFault } from "../psp.port";

/** What can be read off an error of the client. */
export interface WireError {
  readonly message: string;
  /** Undefined when there was no readable answer. */
  readonly statusCode: number | undefined;
  readonly field: string | undefined;
}

/** Mollie forgets an equal refund, and an idempotency key, after an hour; a little more to be sure. */
export const DUPLICATE_REFUND_WAIT_MS = 62 * 60_000;

/** The connection was never made, so nothing can have happened. The client keeps only the text of the cause. */
const NEVER_CONNECTED =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|certificate|SSL alert/i;

/**
 * Sorts a failed call by what it means for the next step. Only a readable 4xx is a refusal. A busy or unreachable Mollie
 * certainly did nothing. Everything else (5xx, cut lines, unreadable answers, time-outs) may have had its effect.
 */
export function faultOf({ message, statusCode, field }: WireError): PspFault {
  const text = message.slice(0, 300);
  if (statusCode === 429) return { kind: "unavailable", message: text, retryAfterMs: null };
  if (statusCode === 409) {
    return /duplicate refund/i.test(text)
      ? { kind: "unavailable", message: text, retryAfterMs: DUPLICATE_REFUND_WAIT_MS }
      : { kind: "unknown", message: text };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500 && statusCode !== 408) {
    return { kind: "refused", status: statusCode, message: text, field: field ?? null };
  }
  if (statusCode === undefined && NEVER_CONNECTED.test(text)) {
    return { kind: "unavailable", message: text, retryAfterMs: null };
  }
  return { kind: "unknown", message: text };
}
