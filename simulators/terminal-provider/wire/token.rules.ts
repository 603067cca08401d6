/** How a credentials token is written into the Authorization header (transport_and_format 3.1.1). */
export type TokenEncoding = "base64" | "raw";

const encode = (token: string) => btoa(String.fromCharCode(...new TextEncoder().encode(token)));

function decode(text: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return new TextDecoder().decode(bytes).trim();
  } catch {
    return null;
  }
}

export const authorizationHeader = (token: string, encoding: TokenEncoding): string =>
  `Token ${encoding === "base64" ? encode(token) : token}`;

/** The tokens that a header may mean: the text itself, and what it decodes to. Empty when it is no token header. */
export function tokenCandidates(header: string | undefined): { token: string; encoding: TokenEncoding }[] {
  const match = /^\s*token\s+(\S+)\s*$/i.exec(header ?? "");
  const text = match?.[1];
  if (text === undefined) return [];
  const decoded = decode(text);
  return [
    { token: text, encoding: "raw" },
    ...(decoded === null || decoded === "" ? [] : [{ token: decoded, encoding: "base64" as const }]),
  ];
}

/** For logs and pages: enough to recognise a token, too little to use it. */
export const maskToken = (token: string): string =>
  token.length <= 8 ? "••••" : `${token.slice(0, 4)}…${token.slice(-2)}`;

/** The header as a log may show it. */
export function maskAuthorization(header: string): string {
  const match = /^(\s*\S+\s+)(\S+)/.exec(header);
  return match === null ? "••••" : `${match[1]}${maskToken(match[2] ?? "")}`;
}

/** Masks credentials tokens inside a body: `token` that is a string. The token of a command is an object and stays. */
export const maskBody = (text: string): string =>
  text.replace(/("token"\s*:\s*")([^"\\]*)(")/g, (_, before: string, token: string, after: string) =>
    [before, maskToken(token), after].join(""),
  );
