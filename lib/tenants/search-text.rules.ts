/**
 * What a person typed, for a Prisma `contains` or `startsWith`: Prisma passes `%` and `_` on to LIKE as wildcards, so a
 * search for "%" would find everything (SEC-69).
 */
export function likeText(typed: string): string {
  return typed.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
