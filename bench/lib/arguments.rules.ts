/** What the command line asks for. */
export type Wish =
  | { readonly kind: "run"; readonly parts: readonly string[]; readonly sessions: number }
  | { readonly kind: "mistake"; readonly message: string };

/** How many sessions the month has that is priced anew, unless the command line says so. */
const SESSIONS = 1_000_000;

/**
 * Reads `gateway pricing` or `--only gateway,pricing` (repeatable); without either all parts are wanted. The order is always
 * that of `known`. `--sessions 100000` scales the month that is priced anew.
 */
export function readArguments(words: readonly string[], known: readonly string[]): Wish {
  const usage = `usage: npm run bench -- [${known.join("|")} …] [--sessions 1000000]`;
  const chosen: string[] = [];
  let sessions = SESSIONS;
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const value = known.includes(word) ? word : (left.shift() ?? "");
    if (value === word) chosen.push(word);
    else if (word === "--only" && value !== "") chosen.push(...value.split(","));
    else if (word === "--sessions" && /^[1-9]\d{0,7}$/.test(value)) sessions = Number(value);
    else return { kind: "mistake", message: usage };
  }
  const stranger = chosen.find((part) => !known.includes(part));
  if (stranger !== undefined) return { kind: "mistake", message: `no part "${stranger}"; ${usage}` };
  const parts = chosen.length === 0 ? known : known.filter((part) => chosen.includes(part));
  return { kind: "run", parts, sessions };
}
