import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { TimelineItem, TimelineSource } from "./admin.model";
import { orderTimeline } from "./timeline.rules";

/** Most entries that are read per source; a session has a few hundred at the very most. */
const LIMIT = 3_000;

export interface TimelineSubject {
  readonly sessionId: string | null;
  readonly paymentId: string | null;
}

/**
 * Everything that is known about a session or a payment, in one order (ADM-5). `withRaw` adds what was stored or sent
 * literally, for people who may read messages. Empty for a subject of another client.
 */
export async function readTimeline(
  context: Context,
  scope: AdminScope,
  subject: TimelineSubject,
  withRaw: boolean,
): Promise<TimelineItem[]> {
  const items = await context.db.withClient(scope.clientId, async (tx) => {
    const parts = [
      ...(subject.sessionId ? await ofSession(tx, subject.sessionId) : []),
      ...(subject.paymentId ? await ofPayment(tx, subject.paymentId) : []),
      ...(await ofJournal(tx, subject)),
      ...(await ofPeople(tx, subject)),
    ];
    return parts;
  });
  const lines = orderTimeline(items);
  return withRaw ? lines : lines.map((line) => ({ ...line, raw: null }));
}

function item(
  source: TimelineSource,
  key: string | bigint,
  at: Date,
  name: string,
  detail: string | null,
  rest: Partial<Pick<TimelineItem, "raw" | "group" | "faulty">> = {},
): TimelineItem {
  const base = { raw: null, group: null, count: 1, untilAt: null, faulty: false };
  return { ...base, ...rest, source, key: `${source}-${key}`, at, name, detail };
}

async function ofSession(tx: Tx, sessionId: string): Promise<TimelineItem[]> {
  const [events, readings, commands, cdr, receipts, mails] = [
    await tx.sessionEvent.findMany({ where: { sessionId }, orderBy: { seq: "asc" }, take: LIMIT }),
    await tx.meterReading.findMany({ where: { sessionId }, orderBy: { at: "asc" }, take: LIMIT }),
    await tx.stationCommand.findMany({ where: { sessionId }, take: LIMIT }),
    await tx.cdr.findFirst({ where: { sessionId, kind: "ORIGINAL" } }),
    await tx.receipt.findMany({
      where: { sessionId },
      select: { id: true, kind: true, number: true, createdAt: true },
    }),
    await tx.emailRequest.findMany({
      where: { sessionId },
      select: { id: true, createdAt: true, receiptSentAt: true },
    }),
  ];
  return [
    ...events.map((event) =>
      item("session", event.id, event.at, event.kind, steps(event.from, event.to), {
        raw: pretty({ actor: event.actor, ...asObject(event.data) }),
      }),
    ),
    ...readings.map((reading) =>
      item("meter", reading.id, reading.at, readingName(reading), null, {
        group: reading.problem || reading.signedData !== null ? null : "meter",
        faulty: reading.problem !== null,
        raw: readingText(reading),
      }),
    ),
    ...commands.flatMap((command) => [
      item("command", `${command.id}-q`, command.createdAt, `queued_${command.kind}`, command.createdBy, {
        raw: pretty(command.payload),
      }),
      ...(command.answeredAt
        ? [
            item(
              "command",
              `${command.id}-a`,
              command.answeredAt,
              `answered_${command.kind}`,
              command.state,
              {
                raw: pretty(command.answer),
                faulty: command.state === "REJECTED" || command.state === "TIMEOUT",
              },
            ),
          ]
        : []),
    ]),
    ...(cdr
      ? [item("bill", cdr.id, cdr.createdAt, "cdr_written", cdr.number, { raw: pretty(cdr.content) })]
      : []),
    ...receipts.map((receipt) => item("bill", receipt.id, receipt.createdAt, receipt.kind, receipt.number)),
    ...mails.map((mail) =>
      item(
        "mail",
        mail.id,
        mail.receiptSentAt ?? mail.createdAt,
        mail.receiptSentAt ? "mail_sent" : "mail_asked",
        null,
      ),
    ),
  ];
}

async function ofPayment(tx: Tx, paymentId: string): Promise<TimelineItem[]> {
  const events = await tx.paymentEvent.findMany({
    where: { paymentId },
    orderBy: { seq: "asc" },
    take: LIMIT,
  });
  return [
    ...events.map((event) =>
      item("payment", event.id, event.at, event.event, steps(event.from, event.to), {
        raw: pretty({ actor: event.actor, ...asObject(event.data) }),
      }),
    ),
  ];
}

async function ofJournal(tx: Tx, subject: TimelineSubject): Promise<TimelineItem[]> {
  const either = [
    ...(subject.sessionId ? [{ sessionId: subject.sessionId }] : []),
    ...(subject.paymentId ? [{ paymentId: subject.paymentId }] : []),
  ];
  if (either.length === 0) return [];
  const entries = await tx.journalEntry.findMany({
    where: { OR: either },
    orderBy: { id: "asc" },
    take: LIMIT,
  });
  const spoken = entries.filter(({ channel }) => channel === "OCPI");
  return [...ofPartner(spoken), ...entries.filter(({ channel }) => channel !== "OCPI").map(messageItem)];
}

type JournalRow = Awaited<ReturnType<Tx["journalEntry"]["findMany"]>>[number];

function messageItem(entry: JournalRow): TimelineItem {
  const source = entry.channel === "PSP" ? "psp" : entry.channel === "MAIL" ? "mail" : "station";
  const latency = entry.latencyMs === null ? "" : ` · ${entry.latencyMs} ms`;
  const name = `${entry.direction === "IN" ? "in" : "out"} ${entry.action ?? "message"}`;
  return item(source, `j${entry.id}`, entry.at, name, `${entry.status ?? entry.peer}${latency}`, {
    raw: entry.body,
    group: entry.action === "MeterValues" ? "meter" : null,
    faulty: entry.problems !== null,
  });
}

/** Messages of an OCPI partner: a request and its answer are one line. */
function ofPartner(entries: readonly JournalRow[]): TimelineItem[] {
  const exchanges = new Map<string, JournalRow[]>();
  for (const entry of entries) {
    const key = entry.messageId ?? String(entry.id);
    exchanges.set(key, [...(exchanges.get(key) ?? []), entry]);
  }
  return [...exchanges.values()].flatMap((halves) => {
    const [first] = halves;
    const answer = halves.find(({ latencyMs }) => latencyMs !== null);
    if (!first) return [];
    const isGood = answer === undefined || /^2\d\d( 1\d\d\d)?$/.test(answer.status ?? "");
    const ending = answer ? `${answer.status ?? ""} · ${answer.latencyMs} ms` : null;
    return [
      item("partner", `j${first.id}`, first.at, messageItem(first).name, ending, {
        raw: halves.map(({ body }) => body).join("\n\n"),
        faulty: !isGood || halves.some(({ problems }) => problems !== null),
      }),
    ];
  });
}

async function ofPeople(tx: Tx, subject: TimelineSubject): Promise<TimelineItem[]> {
  const ids = [subject.sessionId, subject.paymentId].filter((id) => id !== null);
  const acts = await tx.auditEntry.findMany({ where: { objectId: { in: ids } }, take: LIMIT });
  const cases = await tx.exceptionCase.findMany({
    where: { OR: [{ sessionId: { in: ids } }, { paymentId: { in: ids } }] },
    take: LIMIT,
  });
  return [
    ...acts.map((act) =>
      item("operator", act.id, act.at, act.action, [act.actorName, act.reason].filter(Boolean).join(": "), {
        raw: pretty({ before: act.before, after: act.after }),
      }),
    ),
    ...cases.flatMap((found) => [
      item("exception", `${found.id}-o`, found.openedAt, `opened_${found.code}`, null, {
        raw: pretty(found.detail),
        faulty: true,
      }),
      ...(found.closedAt
        ? [item("exception", `${found.id}-c`, found.closedAt, `closed_${found.code}`, found.decision)]
        : []),
    ]),
  ];
}

function steps(from: string | null, to: string | null): string | null {
  if (!to || from === to) return null;
  return from ? `${from} → ${to}` : to;
}

function asObject(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { data: value };
}

function pretty(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner), 2);
}

function readingName(reading: {
  readonly problem: string | null;
  readonly signedData: string | null;
}): string {
  if (reading.signedData !== null) return "signed_value";
  return reading.problem ? "reading_refused" : "reading";
}

function readingText(reading: {
  readonly at: Date;
  readonly registerWh: bigint | null;
  readonly powerW: number | null;
  readonly socPercent: number | null;
  readonly context: string;
  readonly signedData: string | null;
  readonly problem: string | null;
}): string {
  if (reading.signedData !== null) return reading.signedData;
  const parts = [
    reading.at.toISOString(),
    reading.registerWh === null ? null : `${reading.registerWh} Wh`,
    reading.powerW === null ? null : `${reading.powerW} W`,
    reading.socPercent === null ? null : `${reading.socPercent} %`,
    reading.context,
    reading.problem,
  ];
  return parts.filter((part) => part !== null).join("  ");
}
