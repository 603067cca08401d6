import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { EncodingSetting, TokenEncoding } from "../authorization.rules";
import { authorizationHeader, encodingAfterRefusal, outgoingEncoding } from "../authorization.rules";
import type { MessageContext, ModuleKind } from "../headers.rules";
import { requestHeaders } from "../headers.rules";
import { nextLink } from "../paging.rules";
import type { OutboundPolicy } from "./approved-url.rules";
import { followLink } from "./follow-link.rules";
import type { OutboundMethod, OutboundResult } from "./outbound.model";
import type { OutboundClient } from "./outbound-client";

/** What a call needs to know about the partner. `token` is the one that the partner gave us. */
export interface PeerAccess {
  readonly connectionId: string;
  readonly version: OcpiVersion;
  readonly policy: OutboundPolicy;
  readonly token: string;
  readonly encoding: EncodingSetting;
  /** What worked last time with `auto`. */
  readonly rememberedEncoding: TokenEncoding | null;
}

export interface PeerCall {
  readonly method: OutboundMethod;
  readonly url: string;
  readonly kind: ModuleKind;
  readonly context: MessageContext;
  readonly body?: unknown;
}

export interface PeerAnswer {
  readonly result: OutboundResult;
  /** The encoding that was accepted, to be remembered; null when the partner refused both or was not reached. */
  readonly encoding: TokenEncoding | null;
}

/**
 * One request to a partner. After a 401 a connection with `auto` tries the other spelling of the token once; a 401 means
 * that nothing was done, so that the repetition is safe for every method.
 */
export async function callPeer(
  client: OutboundClient,
  peer: PeerAccess,
  call: PeerCall,
): Promise<PeerAnswer> {
  const attempt = (encoding: TokenEncoding): Promise<OutboundResult> =>
    client.send({
      peer: peer.connectionId,
      policy: peer.policy,
      method: call.method,
      url: call.url,
      authorization: authorizationHeader(peer.token, encoding),
      headers: requestHeaders(peer.version, call.kind, call.context),
      ...(call.body === undefined ? {} : { body: call.body }),
    });
  const first = outgoingEncoding(peer.encoding, peer.version, peer.rememberedEncoding);
  const result = await attempt(first);
  if (!result.ok) return { result, encoding: null };
  if (result.status !== 401) return { result, encoding: first };
  const second = encodingAfterRefusal(peer.encoding, first);
  if (second === null) return { result, encoding: null };
  const again = await attempt(second);
  return { result: again, encoding: again.ok && again.status !== 401 ? second : null };
}

export type CrawledPage =
  | { readonly kind: "page"; readonly url: string; readonly answer: PeerAnswer }
  /** The list ended early: the partner's Link was refused. */
  | { readonly kind: "stopped"; readonly url: string; readonly fault: string };

/**
 * Reads a partner's list page by page along its `Link`, never by counting: `X-Total-Count` is not believed. Ends after the
 * last page, after a page that failed, and at a Link that is refused (SEC-48). `isEmpty` looks into a page, because some
 * partners send a Link with an empty page for ever.
 */
export async function* crawlList(
  client: OutboundClient,
  peer: PeerAccess,
  endpoint: string,
  first: string,
  contextOf: () => MessageContext,
  isEmpty: (body: unknown) => boolean,
): AsyncGenerator<CrawledPage> {
  const visited = new Set<string>();
  let access = peer;
  let url = new URL(first).href;
  for (;;) {
    visited.add(url);
    const answer = await callPeer(client, access, {
      method: "GET",
      url,
      kind: "functional",
      context: contextOf(),
    });
    yield { kind: "page", url, answer };
    const { result } = answer;
    if (!result.ok || result.status !== 200 || isEmpty(result.body)) return;
    const link = nextLink(result.header("link"));
    if (link === null) return;
    const next = followLink(endpoint, url, link, visited);
    if (!next.ok) {
      yield { kind: "stopped", url: link, fault: next.fault };
      return;
    }
    access = { ...access, rememberedEncoding: answer.encoding };
    url = next.url;
  }
}
