import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
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

/** Messages of a writer that may hand its connection back are gathered for so long: nobody waits for them. */
const GATHER_MS = 20;

/** Without messages for so long, a connection that is not kept goes back. */
const SILENCE_MS = 250;

/** Most rows of one insert. */
const BATCH_MAX = 500;

/** One insert for any number of rows, which are one parameter: a JSON array. */
const INSERT = `
  INSERT INTO journal_entries
    (client_id, at, channel, direction, peer, station_id, session_id, payment_id, subscription_id, correlation_id, action,
     message_id, status, latency_ms, body, problems)
  SELECT client_id, at, channel, direction, peer, station_id, session_id, payment_id, subscription_id, correlation_id, action,
     message_id, status, latency_ms, body, problems
  FROM json_to_recordset($1::json) AS entry (
    client_id uuid, at timestamptz, channel journal_channel, direction journal_direction, peer text, station_id uuid,
    session_id uuid, payment_id uuid, subscription_id uuid, correlation_id text, action text, message_id text, status text,
    latency_ms int, body text, problems jsonb)`;

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
      values: [JSON.stringify(batch.map(({ message }) => rowOf(message)))],
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
    while (waiting.length > 0) {
      // One turn of the event loop gathers what arrived together.
      await (keepConnection ? nextTurn() : sleep(GATHER_MS));
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

/** A row as JSON: what is missing becomes null. */
function rowOf(message: JournalMessage): Record<string, unknown> {
  const text = (value: string | null | undefined) => (value ? cleanBody(value) : value);
  const { problems } = message;
  return {
    client_id: message.clientId,
    at: message.at,
    channel: message.channel,
    direction: message.direction,
    peer: text(message.peer),
    station_id: message.stationId,
    session_id: message.sessionId,
    payment_id: message.paymentId,
    subscription_id: message.subscriptionId,
    correlation_id: text(message.correlationId),
    action: text(message.action),
    message_id: text(message.messageId),
    status: text(message.status),
    latency_ms: message.latencyMs,
    body: text(message.body),
    problems: problems && problems.length > 0 ? problems : undefined,
  };
}
