/** One object of a file, or why it can not be read. `number` counts from 1; 0 is the file as a whole. */
export type JsonItem =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly fault: JsonFault };
export type JsonFault = "not_json" | "too_deep" | "no_data";

/** No OCPI object is nested as deep (a CDR of 2.1.1 reaches 9); recursive readers must never meet a deeper one. */
const MAX_DEPTH = 32;

const SPACE = /[ \t\r\n]/;

/**
 * The objects of a file: of an array, of an OCPI envelope with a page or one object in `data`, or the one that the file is.
 * The text is cut first and parsed object by object, so that memory stays at one object and a broken one harms no other.
 */
export function* readJsonObjects(text: string): Generator<JsonItem, void> {
  const start = skipSpace(text, text.startsWith("\uFEFF") ? 1 : 0);
  const end = endOfValue(text, start);
  if (end === null || skipSpace(text, end) < text.length) {
    yield { number: 0, fault: "not_json" };
    return;
  }
  if (text[start] === "[") yield* itemsOf(text, start);
  else if (text[start] === "{") yield* ofObject(text, start, end);
  else yield { number: 0, fault: "not_json" };
}

function* ofObject(text: string, start: number, end: number): Generator<JsonItem, void> {
  const members = membersOf(text, start);
  if (members === null) {
    yield { number: 0, fault: "not_json" };
    return;
  }
  if (!members.has("status_code") || !members.has("timestamp")) {
    yield parsed(text, 1, start, end);
    return;
  }
  const data = members.get("data");
  const first = data === undefined ? "" : text[data.start];
  if (data === undefined || (first !== "[" && first !== "{")) yield { number: 0, fault: "no_data" };
  else if (first === "[") yield* itemsOf(text, data.start);
  else yield parsed(text, 1, data.start, data.end);
}

function* itemsOf(text: string, start: number): Generator<JsonItem, void> {
  let at = skipSpace(text, start + 1);
  if (text[at] === "]") return;
  for (let number = 1; ; number++) {
    const end = endOfValue(text, at);
    if (end === null) break;
    yield parsed(text, number, at, end);
    at = skipSpace(text, end);
    if (text[at] === "]") return;
    if (text[at] !== ",") break;
    at = skipSpace(text, at + 1);
  }
  yield { number: 0, fault: "not_json" };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The members of the object that begins here; null when it is none. A name that stands twice counts as in JSON: the last. */
function membersOf(text: string, start: number): Map<string, Span> | null {
  const members = new Map<string, Span>();
  let at = skipSpace(text, start + 1);
  if (text[at] === "}") return members;
  for (;;) {
    const keyEnd = text[at] === '"' ? endOfString(text, at) : null;
    if (keyEnd === null) return null;
    const colon = skipSpace(text, keyEnd);
    const value = skipSpace(text, colon + 1);
    const end = text[colon] === ":" ? endOfValue(text, value) : null;
    if (end === null) return null;
    members.set(text.slice(at + 1, keyEnd - 1), { start: value, end });
    at = skipSpace(text, end);
    if (text[at] === "}") return members;
    if (text[at] !== ",") return null;
    at = skipSpace(text, at + 1);
  }
}

function parsed(text: string, number: number, start: number, end: number): JsonItem {
  if (isTooDeep(text, start, end)) return { number, fault: "too_deep" };
  try {
    return { number, value: JSON.parse(text.slice(start, end)) as unknown };
  } catch {
    return { number, fault: "not_json" };
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && SPACE.test(text[at] as string)) at += 1;
  return at;
}

/** Just after the string that begins here; null when it does not end. */
function endOfString(text: string, start: number): number | null {
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x5c) i += 1;
    else if (char === 0x22) return i + 1;
  }
  return null;
}

const isOpening = (char: number): boolean => char === 0x7b || char === 0x5b;
const isClosing = (char: number): boolean => char === 0x7d || char === 0x5d;

/** Just after the value that begins here, by its brackets and quotes alone; null when it does not end. */
function endOfValue(text: string, start: number): number | null {
  if (text[start] === '"') return endOfString(text, start);
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x22) {
      const end = endOfString(text, i);
      if (end === null) return null;
      i = end - 1;
    } else if (isOpening(char)) depth += 1;
    else if (isClosing(char)) {
      if (depth === 0) return i > start ? i : null;
      depth -= 1;
      if (depth === 0) return i + 1;
    } else if (depth === 0 && (char === 0x2c || SPACE.test(text[i] as string))) return i > start ? i : null;
  }
  return depth === 0 && text.length > start ? text.length : null;
}

function isTooDeep(text: string, start: number, end: number): boolean {
  let depth = 0;
  for (let i = start; i < end; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x22) i = (endOfString(text, i) ?? end) - 1;
    else if (isOpening(char)) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (isClosing(char)) depth -= 1;
  }
  return false;
}
