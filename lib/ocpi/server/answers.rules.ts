import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Encoded } from "../exchange/codec.model";
import type { PageCursor, PageQuery, PageRules } from "../exchange/paging.rules";
import { buildPage, readPageQuery } from "../exchange/paging.rules";
import { isRowId } from "../objects/row-id.rules";
import type { OcpiAnswer, OcpiRequest } from "./server.model";

/** Most objects of one page, in every list. */
const PAGE_MAX = 100;
/** Problems that are named to a partner and kept in the journal; the first ones tell the story. */
const PROBLEMS_MAX = 20;

/** Notes as texts: "token.uid: missing". */
export function noteTexts(notes: readonly ExchangeNote[]): string[] {
  return notes.slice(0, PROBLEMS_MAX).map(({ path, code }) => `${path === "" ? "body" : path}: ${code}`);
}

/** Why an object of ours must not leave in this version. */
function blockedText(encoded: Encoded): string {
  return noteTexts(encoded.notes.filter(({ blocking }) => blocking)).join(", ");
}

/** One object. What the version can not say does not exist in it. */
export function objectAnswer(encoded: Encoded): OcpiAnswer {
  if (encoded.ok) return { situation: "done", data: encoded.wire };
  return {
    situation: "no_such_resource",
    message: "this object can not be said in this version",
    problems: [blockedText(encoded)],
  };
}

/** An object of a list as the version writes it, in bytes, or why it can not be said. */
export type Written =
  | { readonly ok: true; readonly json: Buffer }
  | { readonly ok: false; readonly problem: string };

export function writtenOf(encoded: Encoded): Written {
  return encoded.ok
    ? { ok: true, json: Buffer.from(JSON.stringify(encoded.wire)) }
    : { ok: false, problem: blockedText(encoded) };
}

/** A page as it comes out of the database. */
export interface Listed<T> {
  readonly rows: readonly PageCursor[];
  readonly objects: readonly T[];
  readonly total: number;
}

/** Answers a list of objects: `read` finds the page. */
export async function answerList<T>(
  request: OcpiRequest,
  rules: Omit<PageRules, "maxLimit">,
  read: (query: PageQuery) => Promise<Listed<T>>,
  encode: (object: T) => Encoded,
): Promise<OcpiAnswer> {
  return answerPage(request, rules, async (query) => {
    const { objects, ...page } = await read(query);
    return { ...page, objects: objects.map((object) => writtenOf(encode(object))) };
  });
}

/**
 * Answers a list: reads its query, lets `read` find and write the page. An object that the version can not say is left out of
 * its page and named in the journal; the others are not harmed.
 */
export async function answerPage(
  request: OcpiRequest,
  rules: Omit<PageRules, "maxLimit">,
  read: (query: PageQuery) => Promise<Listed<Written>>,
): Promise<OcpiAnswer> {
  const pageRules = { ...rules, maxLimit: PAGE_MAX };
  const parsed = readPageQuery(request.query, pageRules);
  if (!parsed.ok) return { situation: "invalid", message: `${parsed.member} can not be used` };
  const { query } = parsed;
  // A cursor is ours: it names a row. Anything else did not come from our Link.
  if (query.cursor !== null && !isRowId(query.cursor.id))
    return { situation: "invalid", message: "cursor can not be used" };
  const { rows, objects, total } = await read(query);
  const page = buildPage(rows, query, pageRules, request.url, total);
  const said: Buffer[] = [];
  const problems: string[] = [];
  for (const object of objects) {
    if (object.ok) said.push(object.json);
    else problems.push(object.problem);
  }
  return {
    situation: "done",
    list: said,
    headers: page.headers,
    ...(problems.length > 0 ? { problems: problems.slice(0, PROBLEMS_MAX) } : {}),
  };
}
