import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { explainMessage, type Names, segmentsBehind } from "./explain-message.rules";
import { addressOf, jsonOf, readStored } from "./read-message.rules";
import { REQUEST_STATUS } from "./wire-message.rules";

/** What may be asked of a connection's messages; all of it stands in the page's address (ADM-1). */
export interface MessageFilter {
  readonly direction: "IN" | "OUT" | null;
  readonly module: string | null;
  readonly onlyFaults: boolean;
  /** Part of the message, or a correlation id. */
  readonly text: string | null;
  readonly since: Date | null;
  /** Id of the oldest row that was shown. */
  readonly before: bigint | null;
}

/** A request with its answer, in plain words. */
export interface ExchangeRow {
  readonly id: bigint;
  readonly at: Date;
  readonly direction: "IN" | "OUT";
  readonly method: string;
  readonly module: string;
  readonly url: string;
  readonly words: string;
  /** Null: no answer was written (yet). */
  readonly status: string | null;
  readonly latencyMs: number | null;
  readonly problems: readonly string[];
  readonly sessionId: string | null;
  readonly correlationId: string | null;
}

type Entry = Prisma.JournalEntryGetPayload<object>;

const GOOD: Prisma.JournalEntryWhereInput = {
  OR: [
    ...["200", "201", "202", "204"].map((status) => ({ status })),
    ...["200 1", "201 1", "202 1"].map((start) => ({ status: { startsWith: start } })),
  ],
};

/** The exchanges of a connection, newest first, with `next` as the place of the following page. */
export async function listExchanges(
  context: Context,
  clientId: string,
  subscriptionId: string,
  filter: MessageFilter,
  size: number,
): Promise<{ readonly rows: readonly ExchangeRow[]; readonly next: string | null }> {
  return context.db.withClient(clientId, async (tx) => {
    const found = await tx.journalEntry.findMany({
      where: { subscriptionId, channel: "OCPI", ...conditions(filter) },
      orderBy: { id: "desc" },
      take: size + 1,
    });
    const shown = found.slice(0, size);
    const pairs = await pairsOf(tx, subscriptionId, shown);
    const names = await namesIn(tx, pairs);
    const next = found.length > size ? String(shown.at(-1)?.id ?? "") : null;
    return { rows: pairs.map((pair) => rowOf(pair, names)), next };
  });
}

function conditions(filter: MessageFilter): Prisma.JournalEntryWhereInput {
  const { direction, module, onlyFaults, text, since, before } = filter;
  // Without faults the requests are listed, with faults the answers that tell them.
  const opposite = direction === "IN" ? "OUT" : "IN";
  const side = direction === null ? {} : { direction: onlyFaults ? opposite : direction };
  const kind: Prisma.JournalEntryWhereInput = onlyFaults
    ? { NOT: { status: REQUEST_STATUS }, OR: [{ NOT: GOOD }, { problems: { not: { equals: [] } } }] }
    : { status: REQUEST_STATUS };
  return {
    AND: [
      side as Prisma.JournalEntryWhereInput,
      kind,
      module === null ? {} : { action: { endsWith: ` ${module}` } },
      text === null
        ? {}
        : { OR: [{ correlationId: text }, { body: { contains: text, mode: "insensitive" } }] },
      since === null ? {} : { at: { gte: since } },
      before === null ? {} : { id: { lt: before } },
    ],
  };
}

/** An exchange: either half may be missing, the request after a crash between both, the answer while it is awaited. */
interface Pair {
  readonly request: Entry;
  readonly answer: Entry | null;
}

/** The other halves of some entries, of the same exchange. */
async function pairsOf(tx: Tx, subscriptionId: string, entries: readonly Entry[]): Promise<Pair[]> {
  const ids = entries.flatMap(({ messageId }) => messageId ?? []);
  const all = await tx.journalEntry.findMany({
    where: { subscriptionId, messageId: { in: ids } },
    orderBy: { id: "asc" },
  });
  return entries.map((entry) => {
    const same = all.filter(({ messageId }) => messageId !== null && messageId === entry.messageId);
    const isRequest = entry.status === REQUEST_STATUS;
    const other = isRequest
      ? same.find(({ id, status }) => id > entry.id && status !== REQUEST_STATUS)
      : same.findLast(({ id, status }) => id < entry.id && status === REQUEST_STATUS);
    return isRequest ? { request: entry, answer: other ?? null } : { request: other ?? entry, answer: entry };
  });
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** Ids of one message that are looked up; a page of locations holds thousands. */
const IDS_MAX = 12;

/** Names of what stands in these requests: charging points, locations, sessions. */
async function namesIn(tx: Tx, pairs: readonly Pair[]): Promise<Names> {
  const ids = [
    ...new Set(pairs.flatMap(({ request }) => [...new Set(request.body.match(UUID))].slice(0, IDS_MAX))),
  ];
  const where = { id: { in: ids } };
  const evses = await tx.evse.findMany({ where, select: { id: true, label: true } });
  const locations = await tx.location.findMany({ where, select: { id: true, name: true } });
  const sessions = await tx.chargingSession.findMany({ where, select: { id: true, reference: true } });
  return new Map([
    ...evses.map(({ id, label }): [string, string] => [id, label]),
    ...locations.map(({ id, name }): [string, string] => [id, name]),
    ...sessions.map(({ id, reference }): [string, string] => [id, reference]),
  ]);
}

function rowOf({ request, answer }: Pair, names: Names): ExchangeRow {
  const stored = readStored(request.body);
  const { method, url } = addressOf(stored);
  const module = request.action?.split(" ")[1] ?? "";
  const { direction } = request;
  const segments = segmentsBehind(url, module);
  return {
    id: request.id,
    at: request.at,
    direction,
    method,
    module,
    url,
    words: explainMessage({ direction, method, module, segments, body: jsonOf(stored) }, names),
    status: answer?.status ?? null,
    latencyMs: answer?.latencyMs ?? null,
    problems: [...problemsOf(request), ...(answer ? problemsOf(answer) : [])],
    sessionId: answer?.sessionId ?? request.sessionId,
    correlationId: request.correlationId,
  };
}

function problemsOf(entry: Entry): string[] {
  return Array.isArray(entry.problems) ? entry.problems.map(String) : [];
}

/** One exchange with its literal text, and what belongs to it. */
export interface ExchangeDetail {
  readonly row: ExchangeRow;
  readonly request: string;
  readonly answer: string | null;
  /** The session, with the payment, the terminal and the CDRs that belong to it. */
  readonly session: {
    readonly id: string;
    readonly reference: string;
    readonly paymentId: string | null;
    readonly terminal: { readonly id: string; readonly label: string } | null;
    readonly cdrs: readonly { readonly id: string; readonly number: string }[];
  } | null;
  readonly terminal: { readonly id: string; readonly label: string } | null;
  /** Other exchanges with the same correlation id. */
  readonly related: readonly ExchangeRow[];
}

/** Most related exchanges that are listed. */
const RELATED_MAX = 20;

/** The request half of an exchange of the connection. */
export async function findRequest(
  tx: Tx,
  subscriptionId: string,
  id: bigint,
): Promise<{ readonly direction: string; readonly action: string | null; readonly body: string } | null> {
  return tx.journalEntry.findFirst({
    where: { id, subscriptionId, channel: "OCPI", status: REQUEST_STATUS },
    select: { direction: true, action: true, body: true },
  });
}

/** One exchange of a connection; null when there is none, or it is another's. */
export async function readExchange(
  context: Context,
  clientId: string,
  subscriptionId: string,
  id: bigint,
): Promise<ExchangeDetail | null> {
  return context.db.withClient(clientId, async (tx) => {
    const entry = await tx.journalEntry.findFirst({ where: { id, subscriptionId, channel: "OCPI" } });
    if (!entry) return null;
    const [pair] = await pairsOf(tx, subscriptionId, [entry]);
    if (!pair) return null;
    const { request, answer } = pair;
    const others = request.correlationId
      ? await tx.journalEntry.findMany({
          where: {
            subscriptionId,
            correlationId: request.correlationId,
            status: REQUEST_STATUS,
            NOT: { id: request.id },
          },
          orderBy: { id: "asc" },
          take: RELATED_MAX,
        })
      : [];
    const related = await pairsOf(tx, subscriptionId, others);
    const names = await namesIn(tx, [pair, ...related]);
    const row = rowOf(pair, names);
    return {
      row,
      request: request.body,
      answer: answer?.body ?? null,
      session: row.sessionId ? await sessionOf(tx, row.sessionId) : null,
      terminal: await terminalOf(tx, subscriptionId, row),
      related: related.map((other) => rowOf(other, names)),
    };
  });
}

async function sessionOf(tx: Tx, sessionId: string): Promise<ExchangeDetail["session"]> {
  return tx.chargingSession.findUnique({
    where: { id: sessionId },
    select: {
      id: true,
      reference: true,
      paymentId: true,
      terminal: { select: { id: true, label: true } },
      cdrs: { select: { id: true, number: true }, orderBy: { createdAt: "asc" } },
    },
  });
}

async function terminalOf(tx: Tx, subscriptionId: string, row: ExchangeRow) {
  const [part, terminalId] = segmentsBehind(row.url, "payments");
  if (row.module !== "payments" || part !== "terminals" || terminalId === undefined) return null;
  return tx.terminal.findFirst({ where: { subscriptionId, terminalId }, select: { id: true, label: true } });
}
