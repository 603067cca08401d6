import { isLoopback } from "@/lib/ocpi/exchange/outbound/address.rules";
import type { Connection } from "@/lib/subscriptions/connection.model";

/** A provider of the terminal-provider simulator, with the address of its control API. */
export interface SimulatedProvider {
  readonly providerId: string;
  /** Without a slash at the end. */
  readonly control: string;
}

function isThisMachine(url: URL): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return host === "localhost" || isLoopback(host);
}

/**
 * The simulated provider behind a connection, told by its versions address on this machine. In live mode there is none: there
 * nothing on this machine is a partner (SEC-42).
 */
export function simulatedProvider(
  { peerVersionsUrl }: Pick<Connection, "peerVersionsUrl">,
  mode: "live" | "demo" | "test",
): SimulatedProvider | null {
  if (mode === "live" || peerVersionsUrl === null || !URL.canParse(peerVersionsUrl)) return null;
  const url = new URL(peerVersionsUrl);
  const providerId = /^\/ocpi\/([^/]+)(\/|$)/.exec(url.pathname)?.[1];
  return isThisMachine(url) && providerId !== undefined
    ? { providerId: decodeURIComponent(providerId), control: `${url.origin}/control` }
    : null;
}

/** The address of a station simulator as a person has typed it: on this machine or nowhere. Null when it is none. */
export function stationControlOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "http:" && isThisMachine(url) ? url.origin : null;
}
