import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Decoded, JsonObject } from "./codec.model";
import { isJsonObject } from "./codec.model";
import { parseDateTime } from "./dates.rules";
import { pathText } from "./write.rules";

/**
 * Reads members of a partner's object tolerantly. Null counts as absent, numbers may be quoted, case of words does not
 * matter. A value that can not be used is noted with its path and read as absent; only `required...` makes the object
 * unreadable. Nothing here throws.
 */
export interface Reader {
  /** Text of at most `max` characters; longer text is a problem, not cut. */
  text(name: string, max: number): string | undefined;
  requiredText(name: string, max: number): string;
  instant(name: string): Date | undefined;
  requiredInstant(name: string): Date;
  number(name: string): number | undefined;
  integer(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  /** A word of the table; an unknown one is noted and gives `otherwise`. */
  word<T extends string, D>(name: string, table: readonly T[], otherwise: D): T | D;
  texts(name: string, max: number): readonly string[];
  /** The objects of a list; an element that is none is noted and left out. */
  objects(name: string): readonly Reader[];
  object(name: string): Reader | undefined;
  /** The member as it came. */
  raw(name: string): unknown;
  /** Notes a problem of a member. A blocking one makes the object unreadable. */
  fault(name: string, code: string, blocking: boolean): void;
}

/** Longest list inside one object that is read; a partner's Location has a few hundred EVSEs at most. */
const MAX_ITEMS = 5_000;

type Path = readonly PropertyKey[];

interface Cursor {
  readonly wire: JsonObject;
  readonly path: Path;
  readonly notes: ExchangeNote[];
}

function memberOf({ wire }: Cursor, name: string): unknown {
  // Only the object's own members: a partner can not reach the prototype.
  return Object.hasOwn(wire, name) ? (wire[name] ?? undefined) : undefined;
}

function fault(at: Cursor, name: string, code: string, blocking: boolean): void {
  at.notes.push({ path: pathText([...at.path, name]), kind: "invalid", blocking, code });
}

function readText(at: Cursor, name: string, max: number, required: boolean): string | undefined {
  const value = memberOf(at, name);
  if (value === undefined) {
    if (required) fault(at, name, "missing", true);
    return undefined;
  }
  const text = typeof value === "number" && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== "string" || (required && text.trim() === "")) fault(at, name, "not_a_text", required);
  else if ([...text].length > max) fault(at, name, "too_long", required);
  else return text;
  return undefined;
}

function readInstant(at: Cursor, name: string, required: boolean): Date | undefined {
  const value = memberOf(at, name);
  if (value === undefined) {
    if (required) fault(at, name, "missing", true);
    return undefined;
  }
  const instant = typeof value === "string" ? parseDateTime(value) : null;
  if (instant === null) fault(at, name, "not_a_date_time", required);
  return instant ?? undefined;
}

function readNumber(at: Cursor, name: string, isGood: (value: number) => boolean): number | undefined {
  const value = memberOf(at, name);
  if (value === undefined) return undefined;
  const isQuoted = typeof value === "string" && /^-?\d{1,15}(\.\d{1,15})?$/.test(value);
  const number = isQuoted ? Number(value) : value;
  if (typeof number === "number" && isGood(number)) return number;
  fault(at, name, "not_a_number", false);
  return undefined;
}

function readList(at: Cursor, name: string): readonly unknown[] {
  const value = memberOf(at, name);
  if (value === undefined) return [];
  // Some partners send one object where a list of one is meant.
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!Array.isArray(value)) fault(at, name, "not_a_list", false);
  if (list.length > MAX_ITEMS) fault(at, name, "too_many", true);
  return list.slice(0, MAX_ITEMS);
}

function readWord<T extends string, D>(at: Cursor, name: string, table: readonly T[], otherwise: D): T | D {
  const value = memberOf(at, name);
  if (value === undefined) return otherwise;
  const wanted = typeof value === "string" ? value.trim().toUpperCase() : null;
  const known = table.find((word) => word.toUpperCase() === wanted);
  if (known === undefined) fault(at, name, "unknown_word", false);
  return known ?? otherwise;
}

const NO_TEXT = "";
const NO_INSTANT = new Date(0);

/** A reader over one object; its problems are pushed to `notes`, with `path` in front. */
export function createReader(wire: JsonObject, notes: ExchangeNote[], path: Path = []): Reader {
  const at: Cursor = { wire, path, notes };
  const inner = (value: unknown, innerPath: Path, name: string): Reader[] => {
    if (isJsonObject(value)) return [createReader(value, notes, innerPath)];
    fault(at, name, "not_an_object", false);
    return [];
  };
  return {
    text: (name, max) => readText(at, name, max, false),
    // The placeholders are never seen: the note that came with them blocks the object.
    requiredText: (name, max) => readText(at, name, max, true) ?? NO_TEXT,
    instant: (name) => readInstant(at, name, false),
    requiredInstant: (name) => readInstant(at, name, true) ?? NO_INSTANT,
    number: (name) => readNumber(at, name, Number.isFinite),
    integer: (name) => readNumber(at, name, Number.isSafeInteger),
    flag(name) {
      const value = memberOf(at, name);
      if (value === true || value === "true") return true;
      if (value === false || value === "false") return false;
      if (value !== undefined) fault(at, name, "not_a_boolean", false);
      return undefined;
    },
    word: (name, table, otherwise) => readWord(at, name, table, otherwise),
    texts: (name, max) =>
      readList(at, name).filter((item): item is string => {
        const isGood = typeof item === "string" && item !== "" && [...item].length <= max;
        if (!isGood) fault(at, name, "not_a_text", false);
        return isGood;
      }),
    objects: (name) => readList(at, name).flatMap((item, i) => inner(item, [...path, name, i], name)),
    object(name) {
      const value = memberOf(at, name);
      return value === undefined ? undefined : inner(value, [...path, name], name)[0];
    },
    raw: (name) => memberOf(at, name),
    fault: (name, code, blocking) => fault(at, name, code, blocking),
  };
}

/** Runs a decoder over one object: readable unless something blocking was noted. `found` are problems known before. */
export function decodeWith<T>(
  wire: unknown,
  found: readonly ExchangeNote[],
  read: (reader: Reader) => T,
): Decoded<T> {
  if (!isJsonObject(wire))
    return { ok: false, notes: [{ path: "", kind: "invalid", blocking: true, code: "not_an_object" }] };
  const notes: ExchangeNote[] = [];
  const value = read(createReader(wire, notes));
  // The reader's verdict is more exact than the schema's on the same member.
  const paths = new Set(notes.map(({ path }) => path));
  const all = [...notes, ...found.filter(({ path }) => !paths.has(path))];
  return notes.some(({ blocking }) => blocking) ? { ok: false, notes: all } : { ok: true, value, notes: all };
}

export interface ReadPage<T> {
  readonly values: readonly T[];
  /** Per object of the page that had problems: its place, its id as far as it has one, whether it could be used. */
  readonly problems: readonly {
    readonly index: number;
    readonly id: string | null;
    readonly used: boolean;
    readonly notes: readonly ExchangeNote[];
  }[];
}

/**
 * Reads the `data` of a list. One bad object never spoils the others: it is reported and the rest is used
 * (OCPI transport_and_format, pagination). A single object stands for a list of one; anything else is an empty page with
 * one problem.
 */
export function readPage<T>(
  data: unknown,
  idMember: string,
  decode: (wire: unknown) => Decoded<T>,
): ReadPage<T> {
  const list: readonly unknown[] = Array.isArray(data) ? data : [data];
  const values: T[] = [];
  const problems: ReadPage<T>["problems"][number][] = [];
  for (const [index, wire] of list.entries()) {
    const decoded = decode(wire);
    if (decoded.ok) values.push(decoded.value);
    if (decoded.notes.length === 0) continue;
    const id = isJsonObject(wire) && typeof wire[idMember] === "string" ? wire[idMember].slice(0, 64) : null;
    problems.push({ index, id, used: decoded.ok, notes: decoded.notes });
  }
  return { values, problems };
}
