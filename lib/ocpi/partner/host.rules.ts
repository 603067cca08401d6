import type { ApprovedHost } from "../exchange/outbound/approved-url.rules";
import { approvalFault, normaliseHost } from "../exchange/outbound/approved-url.rules";

const HTTPS = 443;

/** `host` or `host:port` as it is stored; null when it is none. */
export function parseHost(text: string): ApprovedHost | null {
  const match = /^([^:\s]+)(?::(\d{1,5}))?$/.exec(text.trim());
  const host = match?.[1] === undefined ? null : normaliseHost(match[1]);
  if (host === null) return null;
  return { host, port: match?.[2] === undefined ? HTTPS : Number(match[2]) };
}

/** How a host is stored and shown: without the port of HTTPS. */
export function hostText({ host, port }: ApprovedHost): string {
  return port === HTTPS ? host : `${host}:${port}`;
}

/** True for an address of this machine, where the simulator of demo and test lives. */
export function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1";
}

/**
 * What is wrong with a host that somebody proposes, in words for that person; null when it can be approved (SEC-40, SEC-44).
 * `allowLoopback` is the flag of demo and test mode.
 */
export function hostFault(text: string, allowLoopback: boolean): string | null {
  const host = parseHost(text);
  if (host === null) return "is not a host name, such as ocpi.provider.example or ocpi.provider.example:8443";
  if (allowLoopback && isThisMachine(host.host)) return null;
  const fault = approvalFault(host);
  if (fault === "port") return "has a port that does not exist";
  return fault === null ? null : "is not a public host name: addresses and internal names are refused";
}
