import { MAX_URL } from "./approved-url.rules";

/** Most pages of one list that are read (SEC-48). */
export const MAX_PAGES = 1_000;

export type NextPage =
  | { readonly ok: true; readonly url: string }
  | {
      readonly ok: false;
      readonly fault: "other_host" | "other_path" | "loop" | "too_many_pages" | "malformed";
    };

/**
 * Where a partner's `Link` leads (SEC-48): it must stay on the host, port and path prefix of the list's endpoint, must not
 * lead to a page that was read, and there is an end. Relative links are resolved against the page they came with.
 */
export function followLink(
  endpoint: string,
  page: string,
  link: string,
  visited: ReadonlySet<string>,
): NextPage {
  if (link.length > MAX_URL || !URL.canParse(link, page)) return { ok: false, fault: "malformed" };
  const next = new URL(link, page);
  const base = new URL(endpoint);
  if (next.username !== "" || next.password !== "") return { ok: false, fault: "malformed" };
  if (next.protocol !== base.protocol || next.host !== base.host) return { ok: false, fault: "other_host" };
  const prefix = base.pathname.replace(/\/+$/, "");
  const isBelow = next.pathname === prefix || next.pathname.startsWith(`${prefix}/`);
  // A server may decode what the prefix check can not see through.
  if (!isBelow || /%2e|%2f|%5c/i.test(next.pathname)) return { ok: false, fault: "other_path" };
  next.hash = "";
  if (visited.has(next.href)) return { ok: false, fault: "loop" };
  return visited.size >= MAX_PAGES ? { ok: false, fault: "too_many_pages" } : { ok: true, url: next.href };
}
