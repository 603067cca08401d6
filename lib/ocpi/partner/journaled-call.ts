import type { Context } from "@/lib/db/context";
import type { JournalMessage } from "@/lib/journal/journal.model";
import { writeJournal } from "@/lib/journal/write-journal";
import type { HeaderBag } from "../exchange/headers.rules";
import {
  type CrawledPage,
  callPeer,
  crawlList,
  type PeerAccess,
  type PeerAnswer,
  type PeerCall,
} from "../exchange/outbound/call-peer";
import type { OutboundRequest, OutboundResult } from "../exchange/outbound/outbound.model";
import type { OutboundClient } from "../exchange/outbound/outbound-client";
import { answerEntry, type ExchangeAbout, requestEntry, statusText } from "./wire-message.rules";

export interface PartnerDeps {
  readonly context: Context;
  readonly outbound: OutboundClient;
}

/** Whom we call. */
export interface CalledPartner {
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly access: PeerAccess;
}

/** What a call is about, for the journal. */
export interface CallAbout {
  readonly module: string;
  readonly sessionId?: string | null;
  /** What is wrong with a successful answer, in our words; its envelope is judged already. */
  readonly problemsOf?: (body: unknown) => readonly string[];
}

/**
 * One request to a partner, with every request that really leaves and every answer in the journal, secrets hidden. No
 * transaction is open while the partner thinks: the entries have transactions of their own.
 */
export async function journaledCall(
  deps: PartnerDeps,
  partner: CalledPartner,
  call: PeerCall,
  about: CallAbout,
): Promise<PeerAnswer> {
  return callPeer(journaling(deps, partner, about, call), partner.access, call);
}

/** A list of the partner, page by page, journaled in the same way. */
export function journaledCrawl(
  deps: PartnerDeps,
  partner: CalledPartner,
  list: {
    readonly endpoint: string;
    readonly first: string;
    readonly contextOf: () => PeerCall["context"];
    readonly isEmpty: (body: unknown) => boolean;
  },
  about: CallAbout,
): AsyncGenerator<CrawledPage> {
  const client = journaling(deps, partner, about, null);
  return crawlList(client, partner.access, list.endpoint, list.first, list.contextOf, list.isEmpty);
}

/** The outbound client with a pen: a repetition after a 401 is an exchange of its own and is written as such. */
function journaling(
  deps: PartnerDeps,
  partner: CalledPartner,
  about: CallAbout,
  call: PeerCall | null,
): OutboundClient {
  return {
    async send(request) {
      const headers = bagOf(
        request.authorization === null
          ? request.headers
          : { ...request.headers, Authorization: request.authorization },
      );
      const messageId = deps.context.ids.next();
      const exchange: ExchangeAbout = {
        clientId: partner.clientId,
        subscriptionId: partner.subscriptionId,
        messageId,
        correlationId: headers.get("X-Correlation-ID") ?? call?.context.correlationId ?? messageId,
        method: request.method,
        module: about.module,
        sessionId: about.sessionId ?? null,
      };
      const startedAt = deps.context.clock.now();
      await write(deps, requestEntry(exchange, outgoing(request, headers, startedAt)));
      const result = await deps.outbound.send(request);
      const at = deps.context.clock.now();
      const latencyMs = at.getTime() - startedAt.getTime();
      await write(
        deps,
        answerEntry(exchange, { at, latencyMs, direction: "IN", ...incoming(result, about) }),
      );
      return result;
    },
  };
}

/** A journal that can not be written must not keep money from moving: the call is made, and the loss is logged. */
async function write({ context }: PartnerDeps, message: JournalMessage): Promise<void> {
  try {
    await writeJournal(context, message);
  } catch (error) {
    context.log.error(
      { subscriptionId: message.subscriptionId, action: message.action, error: String(error) },
      "an OCPI message could not be journaled",
    );
  }
}

function outgoing(request: OutboundRequest, headers: HeaderBag, at: Date) {
  const body = request.body === undefined ? "" : JSON.stringify(request.body);
  return { at, direction: "OUT" as const, url: request.url, headers, body };
}

function incoming(result: OutboundResult, about: CallAbout) {
  if (!result.ok) return { status: result.fault, headers: bagOf({}), body: "" };
  const isGood = result.status >= 200 && result.status < 300;
  const problems = [
    ...envelopeProblems(result.body),
    ...(isGood && about.problemsOf ? about.problemsOf(result.body) : []),
  ];
  return {
    status: statusText(result.status, result.body),
    headers: { get: (name: string) => result.header(name) },
    body: result.body === null ? "" : JSON.stringify(result.body),
    ...(problems.length > 0 ? { problems } : {}),
  };
}

/** What is wrong with the envelope of an answer (OCPI transport_and_format): partners like to know. */
function envelopeProblems(body: unknown): string[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return ["no envelope"];
  const { status_code: code, timestamp } = body as Record<string, unknown>;
  return [
    ...(typeof code === "number" ? [] : ["status_code: missing or not a number"]),
    ...(typeof timestamp === "string" ? [] : ["timestamp: missing"]),
  ];
}

function bagOf(headers: Readonly<Record<string, string>>): HeaderBag {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { get: (name) => byName.get(name.toLowerCase()) ?? null };
}
