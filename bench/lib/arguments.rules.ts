/** What the command line asks for. */
export type Wish =
  | { readonly kind: "run"; readonly parts: readonly string[] }
  | { readonly kind: "mistake"; readonly message: string };

/** Reads `--only gateway,pricing` (repeatable); without it all parts are wanted. The order is always that of `known`. */
export function readArguments(words: readonly string[], known: readonly string[]): Wish {
  const usage = `usage: npm run bench -- [--only ${known.join("|")}]`;
  const chosen: string[] = [];
  for (let index = 0; index < words.length; index += 2) {
    const value = words[index + 1];
    if (words[index] !== "--only" || value === undefined) return { kind: "mistake", message: usage };
    chosen.push(...value.split(","));
  }
  const stranger = chosen.find((part) => !known.includes(part));
  if (stranger !== undefined) return { kind: "mistake", message: `no part "${stranger}"; ${usage}` };
  return { kind: "run", parts: chosen.length === 0 ? known : known.filter((part) => chosen.includes(part)) };
}
