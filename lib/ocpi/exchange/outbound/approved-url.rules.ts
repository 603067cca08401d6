import { isLoopback, parseIpv4, parseIpv6 } from "./address.rules";

/** One approved destination of a connection: exact host, exact port (SEC-40). */
export interface ApprovedHost {
  readonly host: string;
  readonly port: number;
}

export interface OutboundPolicy {
  readonly mode: "live" | "test";
  /** http and https to loopback, for the simulator. Only in test mode; `policyFault` refuses it in live mode. */
  readonly allowLoopback: boolean;
  readonly hosts: readonly ApprovedHost[];
}

export type UrlFault =
  | "too_long"
  | "malformed"
  | "scheme"
  | "user_info"
  | "fragment"
  | "host_form"
  | "host_not_approved"
  | "loopback_in_live_mode";

export interface Target {
  readonly url: URL;
  /** Normalised, without trailing dot and brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The address is the simulator's: it must be loopback instead of public. */
  readonly loopback: boolean;
}

export type CheckedUrl =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly fault: UrlFault };

export const MAX_URL = 2_000;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const LOCAL_SUFFIXES = [
  "localhost",
  "local",
  "internal",
  "localdomain",
  "home.arpa",
  "onion",
  "test",
  "invalid",
];

/** Lower case, international names as punycode, one trailing dot removed. Null when it is no host. */
export function normaliseHost(text: string): string | null {
  if (!/^[^\s/?#@\\:]+$/.test(text)) return null;
  try {
    return trimHost(new URL(`https://${text}/`).hostname);
  } catch {
    return null;
  }
}

function trimHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** True for a name that can belong to the public DNS: at least two labels, no local suffix, no address (SEC-44). */
function isPublicName(host: string): boolean {
  const labels = host.split(".");
  const isAddress = parseIpv4(host) !== null || parseIpv6(host) !== null;
  const isLocal = LOCAL_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
  return (
    !isAddress &&
    !isLocal &&
    host.length <= 253 &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label))
  );
}

/** What is wrong with a host that a person wants to approve; null when it can be approved. */
export function approvalFault(host: ApprovedHost): "host_form" | "port" | null {
  const normal = normaliseHost(host.host);
  if (normal === null || normal !== host.host || !isPublicName(normal)) return "host_form";
  return Number.isInteger(host.port) && host.port > 0 && host.port < 65_536 ? null : "port";
}

function checkLoopback(url: URL, host: string, port: number, policy: OutboundPolicy): CheckedUrl {
  if (policy.mode === "live") return { ok: false, fault: "loopback_in_live_mode" };
  const target: Target = { url, host, port, tls: url.protocol === "https:", loopback: true };
  return { ok: true, target };
}

/**
 * Judges a URL before any DNS query (SEC-40, SEC-42). The text is normalised once, by the WHATWG rules, and only the result
 * is used from then on, so that no two parsers can disagree about it.
 */
export function checkUrl(text: string, policy: OutboundPolicy): CheckedUrl {
  const no = (fault: UrlFault): CheckedUrl => ({ ok: false, fault });
  if (text.length > MAX_URL) return no("too_long");
  // The parser drops tabs and line feeds and turns backslashes into slashes; such a text was made to deceive.
  if (!/^[^\s\\\p{Cc}]+$/u.test(text) || !URL.canParse(text)) return no("malformed");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return no("scheme");
  if (url.username !== "" || url.password !== "" || /^[a-z]+:\/\/[^/?#]*@/i.test(text))
    return no("user_info");
  if (url.hash !== "" || text.includes("#")) return no("fragment");
  const host = trimHost(url.hostname);
  const port = Number(url.port === "" ? (url.protocol === "https:" ? 443 : 80) : url.port);
  if (policy.allowLoopback && (isLoopback(host) || host === "localhost"))
    return checkLoopback(url, host, port, policy);
  if (url.protocol !== "https:") return no("scheme");
  if (!isPublicName(host)) return no("host_form");
  const isApproved = policy.hosts.some((approved) => approved.host === host && approved.port === port);
  if (!isApproved) return no("host_not_approved");
  return { ok: true, target: { url, host, port, tls: true, loopback: false } };
}

/** The setting that must stop the process from starting: loopback is for the simulator only. */
export function policyFault(policy: OutboundPolicy): "loopback_in_live_mode" | null {
  return policy.mode === "live" && policy.allowLoopback ? "loopback_in_live_mode" : null;
}
