/** Longest body that is stored; longer ones are cut and marked. A frame is at most 256 KB anyway (SEC-33). */
export const BODY_MAX = 300_000;

/** A body that PostgreSQL's text can hold: without NUL characters and halves of characters, and cut when too long. */
export function cleanBody(body: string): string {
  const cut = body.length > BODY_MAX ? `${body.slice(0, BODY_MAX)}… [cut]` : body;
  return cut.replaceAll("\u0000", "\uFFFD").toWellFormed();
}
