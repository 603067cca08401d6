/** Deepest nesting of any OCPI object is far below this (a CDR of 2.1.1 reaches 9). */
export const MAX_DEPTH = 32;

/**
 * Parses a body that a stranger wrote. Null when it is no JSON, or nested deeper than `MAX_DEPTH`: recursive readers must
 * never meet such a value. The depth is counted in the text, before anything is built.
 */
export function parseJson(text: string): { readonly value: unknown } | null {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (quoted) {
      if (char === 0x5c) i += 1;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return null;
    } else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

/**
 * Removes null, undefined and empty arrays at every level: clients of real partners fail on them. `keepEmpty` names members
 * whose empty array has a meaning (`charging_periods` in a PUT of a session removes what was there). Objects that become
 * empty are removed too, the outermost excepted.
 */
export function withoutEmpties(
  value: Readonly<Record<string, unknown>>,
  keepEmpty: readonly string[] = [],
): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const cleaned = clean(member, keepEmpty);
    const isKept = Array.isArray(member) && member.length === 0 && keepEmpty.includes(key);
    if (isKept) kept.push([key, []]);
    else if (cleaned !== undefined) kept.push([key, cleaned]);
  }
  // Object.fromEntries defines members, so that a member named __proto__ stays a member.
  return Object.fromEntries(kept);
}

function clean(value: unknown, keepEmpty: readonly string[]): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => clean(item, keepEmpty)).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== "object") return value;
  const object = withoutEmpties(value as Record<string, unknown>, keepEmpty);
  return Object.keys(object).length === 0 ? undefined : object;
}
