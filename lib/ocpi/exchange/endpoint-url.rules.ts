/**
 * An object's address below a partner's endpoint. Endpoints end in a slash or not, so exactly one is put between; ids are
 * percent-encoded because `*`, `#`, `/` and blanks occur in them.
 */
export function endpointUrl(
  endpoint: string,
  segments: readonly string[],
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(endpoint);
  const path = segments.map(encodeSegment).join("/");
  url.pathname = `${url.pathname.replace(/\/+$/, "")}${path === "" ? "" : `/${path}`}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function encodeSegment(id: string): string {
  // "." and ".." would be resolved away, encoded or not.
  if (/^\.{1,2}$/.test(id)) throw new RangeError("this id can not stand in a URL");
  return encodeURIComponent(id);
}

/** The ids of a request path: split at slashes, one trailing slash ignored, decoded. Null when a segment is malformed. */
export function pathSegments(path: string): readonly string[] | null {
  const parts = path.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (parts.length === 1 && parts[0] === "") return [];
  try {
    const decoded = parts.map(decodeURIComponent);
    return decoded.some((part) => part === "" || part.includes("\0")) ? null : decoded;
  } catch {
    return null;
  }
}
