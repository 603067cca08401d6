import type { Context } from "@/lib/db/context";
import { createJournalWriter, type JournalWriter } from "@/lib/journal/batch-writer";
import type { JournalMessage } from "@/lib/journal/journal.model";
import type { HeaderBag, MessageContext } from "../exchange/headers.rules";
import { answerEntry, type ExchangeAbout, requestEntry, statusText } from "../partner/wire-message.rules";
import type { RawAnswer, RawRequest } from "./server.model";

/** Longest answer, in bytes, that the journal keeps whole; of a longer list it keeps that it was one. */
const WHOLE_MAX = 20_000;

const writers = new WeakMap<Context, JournalWriter>();

/** One writer per process: messages that come together share one insert. */
function writerOf(context: Context): JournalWriter {
  const known = writers.get(context);
  if (known) return known;
  const writer = createJournalWriter(context, { keepConnection: false });
  writers.set(context, writer);
  return writer;
}

/** Fulfilled when everything that was journaled so far is stored. */
export async function drainRequestJournal(context: Context): Promise<void> {
  await writers.get(context)?.drain();
}

/** An exchange with a partner who called us. */
export interface JournaledExchange {
  readonly clientId: string | null;
  readonly subscriptionId: string | null;
  readonly module: string;
  readonly message: MessageContext;
  readonly sessionId: string | null;
  readonly problems: readonly string[];
  readonly startedAt: Date;
  /** Objects of a list, for the note that stands in for a long answer. */
  readonly count: number | null;
}

/**
 * Writes the request and its answer, secrets hidden, without keeping the partner waiting: the answer has gone out when they
 * are stored. A journal that can not be written must not keep anybody from charging; the loss is logged.
 */
export function journalRequest(
  context: Context,
  raw: RawRequest,
  answer: RawAnswer,
  exchange: JournaledExchange,
): void {
  const { clientId, subscriptionId, module, message, sessionId, startedAt } = exchange;
  const about: ExchangeAbout = {
    clientId,
    subscriptionId,
    messageId: context.ids.next(),
    correlationId: message.correlationId,
    method: raw.method,
    module,
    sessionId,
  };
  const at = context.clock.now();
  const entries: JournalMessage[] = [
    requestEntry(about, {
      at: startedAt,
      direction: "IN",
      url: raw.url,
      headers: raw.headers,
      body: raw.body ?? "[too large]",
    }),
    answerEntry(about, {
      at,
      direction: "OUT",
      status: statusText(answer.status, codeOf(answer.body)),
      latencyMs: at.getTime() - startedAt.getTime(),
      headers: bagOf(answer.headers),
      body: shortened(answer.body, exchange.count),
      ...(exchange.problems.length > 0 ? { problems: exchange.problems } : {}),
    }),
  ];
  const writer = writerOf(context);
  for (const entry of entries)
    writer.write(entry).catch((error: unknown) => {
      context.log.error(
        { subscriptionId, action: entry.action, error: String(error) },
        "an OCPI message could not be journaled",
      );
    });
}

/** What stands behind the data: in there the envelope's code is found without reading a long list. */
const TAIL = 300;

function codeOf(body: Buffer): { status_code: number } | null {
  const code = /"status_code":(\d{4})/.exec(body.toString("utf8", body.length - TAIL))?.[1];
  return code === undefined ? null : { status_code: Number(code) };
}

function shortened(body: Buffer, count: number | null): string {
  if (body.length <= WHOLE_MAX || count === null) return body.toString();
  const tail = body.toString("utf8", body.lastIndexOf("],") + 2);
  return `{"data":"[${count} objects, ${body.length} bytes]",${tail}`;
}

function bagOf(headers: Readonly<Record<string, string>>): HeaderBag {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { get: (name) => byName.get(name.toLowerCase()) ?? null };
}
