import { readEnvelope } from "../exchange/envelope.rules";
import type { OutboundFault, OutboundResult } from "../exchange/outbound/outbound.model";
import type { PushKind } from "../modules/push-coalescing.rules";

export type PushOutcome =
  | { readonly done: true; readonly status: number; readonly peerLocation: string | null }
  | {
      readonly done: false;
      readonly status: number | null;
      /** The partner's message or our word; shown to people, never to another partner (SEC-46). */
      readonly fault: string;
      /** module: nothing of this module gets through now, the rest of it waits too · object: only this one is refused. */
      readonly reach: "module" | "object";
      /** No repetition can cure it. */
      readonly isFinal: boolean;
    };

const MESSAGE_MAX = 300;

/** Faults of a URL: for an address that the partner gave with a command, nothing will change. */
const URL_FAULTS: ReadonlySet<OutboundFault> = new Set([
  "too_long",
  "malformed",
  "scheme",
  "user_info",
  "fragment",
  "host_form",
  "host_not_approved",
  "loopback_in_live_mode",
]);

/** Answers that say "not now" or "not you", whatever the object. */
const WHOLE_MODULE: ReadonlySet<number> = new Set([401, 403, 408, 425, 429, 502, 503, 504]);

/** How partners say that they have this CDR already: the id is the key, so that it is done (REL-105). */
const ALREADY = /\b(already|duplicate)\b/i;

/**
 * What an answer means for a push. 2xx with an OCPI 1xxx code, or 2xx without any body, is done; everything else is a
 * failure, whose message is kept (OCPI status_codes). The answer to a command result need not be an envelope.
 */
export function judgePush(kind: PushKind, result: OutboundResult): PushOutcome {
  if (!result.ok) return unreached(kind, result.fault);
  const { status, body } = result;
  const isHttpGood = status >= 200 && status < 300;
  const done: PushOutcome = { done: true, status, peerLocation: result.header("location") };
  if (isHttpGood && (kind === "command_result" || body === null)) return done;
  const envelope = readEnvelope(status, body);
  if (envelope.ok) return done;
  if (kind === "tariff_removal" && status === 404) return done;
  const isRefusal = status < 500 && envelope.reason !== "no_envelope";
  if (kind === "cdr" && isRefusal && (status === 409 || ALREADY.test(envelope.message ?? ""))) return done;
  const code = envelope.statusCode === null ? "" : ` ${envelope.statusCode}`;
  const message = envelope.message === null ? "" : `: ${envelope.message}`;
  return {
    done: false,
    status,
    fault: `${status}${code}${message}`.slice(0, MESSAGE_MAX),
    reach: kind !== "command_result" && WHOLE_MODULE.has(status) ? "module" : "object",
    isFinal: false,
  };
}

function unreached(kind: PushKind, fault: OutboundFault): PushOutcome {
  const isForeign = kind === "command_result";
  return {
    done: false,
    status: null,
    fault,
    reach: isForeign ? "object" : "module",
    isFinal: isForeign && URL_FAULTS.has(fault),
  };
}

/** True when a PATCH met an object that the partner does not have: then the whole object is PUT (OCPI transport, PATCH). */
export function isMissing(outcome: PushOutcome): boolean {
  return !outcome.done && (outcome.status === 404 || /^2\d\d 2003\b/.test(outcome.fault));
}

/** True for a row whose last try failed for its whole module; what is stored says so by itself. */
export function restsModule(kind: PushKind, lastStatus: number | null, lastFault: string | null): boolean {
  if (lastFault === null || kind === "command_result") return false;
  return lastStatus === null || WHOLE_MODULE.has(lastStatus);
}
