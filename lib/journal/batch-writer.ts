import type { Context } from "@/lib/db/context";
import type { JournalMessage } from "./journal.model";
import { cleanBody } from "./journal.rules";

/** Stores wire messages, many at a time. */
export interface JournalWriter {
  /** Fulfilled when the message is durable. */
  write(message: JournalMessage): Promise<void>;
  /** Fulfilled when everything that was given so far is written or has failed. */
  drain(): Promise<void>;
  /** Drains and gives the connection back. */
  close(): Promise<void>;
}

interface Waiting {
  readonly message: JournalMessage;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

interface Connection {
  query(statement: string | { name: string; text: string; values: unknown[] }): Promise<unknown>;
  on(event: "error", listener: () => void): unknown;
  off(event: "error", listener: () => void): unknown;
  release(destroy?: boolean): void;
}

/** Without messages for so long, a connection that is not kept goes back. */
const SILENCE_MS = 250;

/** Most rows of one insert. */
const BATCH_MAX = 500;

/** One insert for any number of rows: a column is one array parameter. */
const INSERT = `
  INSERT INTO journal_entries
    (client_id, at, channel, direction, peer, station_id, session_id, payment_id, subscription_id, correlation_id, action,
     message_id, status, latency_ms, body, problems)
  SELECT * FROM unnest(
    $1::uuid[], $2::timestamptz[], $3::journal_channel[], $4::journal_direction[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[],
    $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::int[], $15::text[], $16::jsonb[])`;

export interface JournalWriterOptions {
  /**
   * False: the connection goes back to the pool after a moment of silence. For a web process, whose pool is small and whose
   * messages come in bursts. The gateway, which never rests, keeps it.
   */
  readonly keepConnection?: boolean;
}

/**
 * Group commit: everything that arrives while one insert is under way goes into the next, so that hundreds of messages share
 * one round trip and one flush to disk, and each still waits until its own row is durable. Has a connection of its own, whose
 * scope is set once. A batch that fails is written row by row, so that one bad row harms no other.
 */
export function createJournalWriter(
  context: Context,
  { keepConnection = true }: JournalWriterOptions = {},
): JournalWriter {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let connection: Connection | undefined;
  let silence: NodeJS.Timeout | undefined;

  const onError = (): void => disconnect();

  async function connect(): Promise<Connection> {
    if (connection) return connection;
    const fresh: Connection = await context.db.pool.connect();
    // A connection that breaks while it is idle here must not end the process.
    fresh.on("error", onError);
    try {
      await fresh.query("SELECT set_config('app.scope', 'system', false)");
    } catch (error) {
      fresh.release(true);
      throw error;
    }
    connection = fresh;
    return fresh;
  }

  /** The connection carries the system's scope: one that may be broken is thrown away, never given to others. */
  function disconnect(): void {
    connection?.release(true);
    connection = undefined;
  }

  /** Gives the connection back to the pool, without the system's scope. */
  async function handBack(): Promise<void> {
    const lent = connection;
    connection = undefined;
    if (!lent) return;
    try {
      await lent.query("SELECT set_config('app.scope', '', false)");
      lent.off("error", onError);
      lent.release();
    } catch {
      lent.release(true);
    }
  }

  async function insert(batch: readonly Waiting[]): Promise<void> {
    const target = await connect();
    // By name, so that the server parses and plans it once.
    await target.query({
      name: "journal",
      text: INSERT,
      values: columns(batch.map(({ message }) => message)),
    });
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await insert(batch);
      for (const { done } of batch) done();
    } catch {
      disconnect();
      for (const entry of batch) {
        await insert([entry]).then(entry.done, (error: unknown) => {
          disconnect();
          entry.failed(error);
        });
      }
    }
  }

  async function run(): Promise<void> {
    // One turn of the event loop gathers what arrived together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_MAX);
      waiting = waiting.slice(BATCH_MAX);
      await writeBatch(batch);
    }
    running = undefined;
    if (!keepConnection) awaitSilence();
  }

  function awaitSilence(): void {
    clearTimeout(silence);
    silence = setTimeout(() => {
      // As a message would: what comes meanwhile waits for it.
      running ??= handBack().then(() => {
        running = undefined;
        if (waiting.length > 0) running = run();
      });
    }, SILENCE_MS);
    silence.unref();
  }

  const drain = async (): Promise<void> => {
    while (running) await running;
  };

  return {
    write: (message) =>
      new Promise((done, failed) => {
        waiting.push({ message, done, failed });
        running ??= run();
      }),
    drain,
    async close() {
      clearTimeout(silence);
      await drain();
      disconnect();
    },
  };
}

function columns(messages: readonly JournalMessage[]): unknown[][] {
  const column = (read: (message: JournalMessage) => unknown): unknown[] =>
    messages.map((message) => read(message) ?? null);
  const text = (read: (message: JournalMessage) => string | null | undefined): unknown[] =>
    column((message) => {
      const value = read(message);
      return value === null || value === undefined ? null : cleanBody(value);
    });
  return [
    column(({ clientId }) => clientId),
    column(({ at }) => at),
    column(({ channel }) => channel),
    column(({ direction }) => direction),
    text(({ peer }) => peer),
    column(({ stationId }) => stationId),
    column(({ sessionId }) => sessionId),
    column(({ paymentId }) => paymentId),
    column(({ subscriptionId }) => subscriptionId),
    text(({ correlationId }) => correlationId),
    text(({ action }) => action),
    text(({ messageId }) => messageId),
    text(({ status }) => status),
    column(({ latencyMs }) => latencyMs),
    text(({ body }) => body),
    column(({ problems }) => (problems && problems.length > 0 ? JSON.stringify(problems) : null)),
  ];
}
