import type { Tx } from "@/lib/db/database";
import { readWholesaleCodes } from "@/lib/ocpi/objects/location-rows.queries";
import { segmentsBehind } from "@/lib/ocpi/partner/explain-message.rules";
import { addressOf, jsonOf, readStored, type StoredMessage } from "@/lib/ocpi/partner/read-message.rules";
import { REQUEST_STATUS } from "@/lib/ocpi/partner/wire-message.rules";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Run, RunStep } from "./conformance.model";
import type { AdviceFact, CdrFact, CommandFact, Exchange, RunFacts } from "./facts.model";

/** Entries that one look reads: a complete crawl of 100,000 locations has two thousand. */
const ENTRIES_MAX = 4_000;
/** Characters of a body; the journal keeps no longer answers whole. */
const BODY_MAX = 24_000;
/** Of a page of locations only the headers count. */
const PAGE_BODY_MAX = 2_000;

interface EntryRow {
  readonly id: bigint;
  readonly at: Date;
  readonly direction: "IN" | "OUT";
  readonly action: string | null;
  readonly message_id: string | null;
  readonly correlation_id: string | null;
  readonly status: string | null;
  readonly session_id: string | null;
  readonly body: string;
}

/** The exchanges of a connection about some modules, in order. */
export async function findExchanges(
  tx: Tx,
  subscriptionId: string,
  since: Date,
  modules: readonly string[],
): Promise<Exchange[]> {
  if (modules.length === 0) return [];
  const rows = await tx.$queryRaw<EntryRow[]>`
    SELECT id, at, direction, action, message_id, correlation_id, status, session_id,
      left(body, CASE WHEN action = 'GET locations' THEN ${PAGE_BODY_MAX}::int ELSE ${BODY_MAX}::int END) AS body
    FROM journal_entries
    WHERE subscription_id = ${subscriptionId}::uuid AND channel = 'OCPI' AND at >= ${since}::timestamptz
      AND split_part(action, ' ', 2) = ANY(${[...modules]}::text[])
    ORDER BY id LIMIT ${ENTRIES_MAX}`;
  const answers = new Map<string, EntryRow>();
  for (const row of rows)
    if (row.status !== REQUEST_STATUS && row.message_id !== null) answers.set(row.message_id, row);
  return rows
    .filter(({ status }) => status === REQUEST_STATUS)
    .map((row) => exchangeOf(row, row.message_id === null ? undefined : answers.get(row.message_id)));
}

function exchangeOf(row: EntryRow, answered: EntryRow | undefined): Exchange {
  const request = readStored(row.body);
  const answer: StoredMessage | null = answered ? readStored(answered.body) : null;
  const { method, url } = addressOf(request);
  const module = row.action?.split(" ")[1] ?? "";
  return {
    ids: answered ? [row.id, answered.id] : [row.id],
    at: row.at,
    direction: row.direction,
    method,
    module,
    url,
    segments: segmentsBehind(url, module),
    request: jsonOf(request),
    status: answered?.status ?? null,
    answer: answer ? jsonOf(answer) : null,
    headers: new Map((answer?.headers ?? []).map(([name, value]) => [name.toLowerCase(), value])),
    correlationId: row.correlation_id,
    sessionId: answered?.session_id ?? row.session_id,
  };
}

/** What a step needs to see. */
interface FactsWanted {
  readonly run: Run;
  readonly step: RunStep;
  readonly connection: Connection;
  readonly modules: readonly string[];
  /** Also what was said before the run began. */
  readonly fromTheBeginning: boolean;
  readonly now: Date;
}

/** Reads what a step is judged by. */
export async function readFacts(tx: Tx, wanted: FactsWanted): Promise<RunFacts> {
  const { run, step, connection, modules, fromTheBeginning, now } = wanted;
  const { subscriptionId, startedAt } = run;
  const subscription = await tx.subscription.findUniqueOrThrow({
    where: { id: subscriptionId },
    select: { registeredAt: true },
  });
  const tokens = await tx.ocpiCredential.count({
    where: { subscriptionId, purpose: "PARTNER", revokedAt: null },
  });
  const commands = await findCommands(tx, subscriptionId, startedAt);
  const sessionIds = [...new Set(commands.flatMap(({ sessionId }) => sessionId ?? []))];
  return {
    now,
    run,
    step,
    connection,
    registeredAt: subscription.registeredAt,
    hasOwnToken: tokens > 0,
    exchanges: await findExchanges(tx, subscriptionId, fromTheBeginning ? new Date(0) : startedAt, modules),
    commands,
    pushes: await tx.ocpiPush.findMany({
      where: { subscriptionId, createdAt: { gte: startedAt } },
      orderBy: { id: "asc" },
      take: ENTRIES_MAX,
    }),
    cdrs: await findCdrs(tx, sessionIds),
    advices: await findAdvices(tx, subscriptionId, sessionIds),
    wholesaleCodes: await findWholesaleCodes(tx, connection),
    storedAdHocTokens: await countAdHocTokens(tx, connection),
  };
}

async function findCommands(tx: Tx, subscriptionId: string, since: Date): Promise<CommandFact[]> {
  const rows = await tx.ocpiCommand.findMany({
    where: { subscriptionId, receivedAt: { gte: since } },
    orderBy: [{ receivedAt: "asc" }, { id: "asc" }],
    take: 500,
  });
  const sessions = await tx.chargingSession.findMany({
    where: { id: { in: rows.flatMap(({ sessionId }) => sessionId ?? []) } },
    select: { id: true, evseId: true, token: true },
  });
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return rows.map((row) => {
    const session = row.sessionId === null ? undefined : byId.get(row.sessionId);
    const { contractId = null } = (session?.token ?? {}) as { contractId?: string | null };
    return { ...row, sessionEvseId: session?.evseId ?? null, contractId };
  });
}

/** What the partner sees as tariff ids; the operator in front of each is dropped. */
async function findWholesaleCodes(tx: Tx, { cpos }: Connection): Promise<ReadonlySet<string>> {
  const keys = await readWholesaleCodes(
    tx,
    cpos.map(({ cpoId }) => cpoId),
  );
  return new Set([...keys].map((key) => key.slice(key.indexOf(" ") + 1)));
}

async function findCdrs(tx: Tx, sessionIds: readonly string[]): Promise<CdrFact[]> {
  return tx.cdr.findMany({
    where: { sessionId: { in: [...sessionIds] }, kind: "ORIGINAL" },
    select: { id: true, number: true, sessionId: true, currency: true, wholesaleGrossMinor: true },
  });
}

async function findAdvices(
  tx: Tx,
  subscriptionId: string,
  sessionIds: readonly string[],
): Promise<AdviceFact[]> {
  return tx.financialAdvice.findMany({
    where: { subscriptionId, sessionId: { in: [...sessionIds] } },
    orderBy: { receivedAt: "asc" },
  });
}

async function countAdHocTokens(tx: Tx, { subscriptionId, mark }: Connection): Promise<number> {
  const marked = mark ? [{ uidKey: { startsWith: `${mark.prefix}${mark.separator}`.toUpperCase() } }] : [];
  return tx.ocpiToken.count({ where: { subscriptionId, OR: [{ type: "AD_HOC_USER" }, ...marked] } });
}

/** Identity and connector of the charging point's station, for the station simulator. */
export async function findStationOf(
  tx: Tx,
  evseId: string,
): Promise<{ readonly identity: string; readonly connector: number } | null> {
  const evse = await tx.evse.findUnique({
    where: { id: evseId },
    select: { ocppConnectorId: true, station: { select: { identity: true } } },
  });
  return evse ? { identity: evse.station.identity, connector: evse.ocppConnectorId } : null;
}
