import type { JournalMessage } from "@/lib/journal/journal.model";
import type { HeaderBag } from "../exchange/headers.rules";
import { maskedBody, maskedHeaders, maskedUrl } from "./mask.rules";

/** What both entries of one exchange have in common. A request and its answer carry the same `messageId`. */
export interface ExchangeAbout {
  readonly clientId: string | null;
  readonly subscriptionId: string | null;
  /** Pairs a request with its answer: unique per exchange. */
  readonly messageId: string;
  readonly correlationId: string;
  readonly method: string;
  /** `sessions`, `credentials`, `response_url` … */
  readonly module: string;
  readonly sessionId?: string | null;
}

/** Status of a request's entry; an answer's says how it ended. */
export const REQUEST_STATUS = "request";

interface Common {
  readonly at: Date;
  /** IN: the partner calls us. */
  readonly direction: "IN" | "OUT";
  readonly problems?: readonly string[];
}

function entry(about: ExchangeAbout, common: Common): Omit<JournalMessage, "body"> {
  return {
    clientId: about.clientId,
    at: common.at,
    channel: "OCPI",
    direction: common.direction,
    peer: about.subscriptionId ?? "unknown",
    subscriptionId: about.subscriptionId,
    sessionId: about.sessionId ?? null,
    action: `${about.method} ${about.module}`,
    messageId: about.messageId,
    correlationId: about.correlationId,
    ...(common.problems === undefined ? {} : { problems: common.problems }),
  };
}

function lines(first: string, headers: Record<string, string>, body: string): string {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [first, ...head, "", body].join("\n").trimEnd();
}

/**
 * The journal's entry of a request, written like HTTP: first line, headers, empty line, body. Secrets are hidden here, before
 * anything is stored (SEC-66).
 */
export function requestEntry(
  about: ExchangeAbout,
  request: Common & { readonly url: string; readonly headers: HeaderBag; readonly body: string },
): JournalMessage {
  return {
    ...entry(about, request),
    status: REQUEST_STATUS,
    body: lines(
      `${about.method} ${maskedUrl(request.url)}`,
      maskedHeaders(request.headers),
      maskedBody(request.body),
    ),
  };
}

/** The entry of an answer. `status`: "200 1000" (HTTP, OCPI), "404", or our word for why there was none ("timeout"). */
export function answerEntry(
  about: ExchangeAbout,
  answer: Common & {
    readonly status: string;
    readonly latencyMs: number;
    readonly headers: HeaderBag;
    readonly body: string;
  },
): JournalMessage {
  return {
    ...entry(about, answer),
    status: answer.status,
    latencyMs: answer.latencyMs,
    body: lines(`HTTP ${answer.status}`, maskedHeaders(answer.headers), maskedBody(answer.body)),
  };
}

/** HTTP and OCPI status of an answer as one text: "200 1000"; without an envelope "404". */
export function statusText(http: number, body: unknown): string {
  const code =
    typeof body === "object" && body !== null ? (body as { status_code?: unknown }).status_code : null;
  return typeof code === "number" || typeof code === "string"
    ? `${http} ${String(code).slice(0, 8)}`
    : String(http);
}
