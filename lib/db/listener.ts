import pg from "pg";

type Handler = (payload: string) => void;

/** Subscriptions to PostgreSQL notifications over one connection. A notification is a hint: readers always re-read. */
export interface Listener {
  /**
   * Calls `handler` for every notification on the channel, and once with an empty payload after each reconnect, because
   * something may have been missed. Returns the function that ends the subscription.
   */
  on(channel: string, handler: Handler): Promise<() => void>;
  /**
   * True when the handlers have been told of everything that was committed before the call: PostgreSQL gives a connection its
   * notifications before it says that it is ready again, so one empty question is enough. Callers that come together share it.
   * False when that can not be said, because there is no connection at the moment.
   */
  caughtUp(): Promise<boolean>;
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;
/** A connection that does not answer in that time is given up: nobody may wait for it. */
const ANSWER_MS = 2_000;

/** A listener that connects at the first subscription and reconnects until it is closed. */
export function createListener(config: pg.ClientConfig): Listener {
  const handlers = new Map<string, Set<Handler>>();
  let client: pg.Client | null = null;
  let connecting: Promise<void> | null = null;
  /** The last question, and the one that nobody has sent yet. */
  let asked: Promise<unknown> = Promise.resolve();
  let next: Promise<boolean> | null = null;
  let wasConnected = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  /** One connection at a time, whoever needs it first: a subscription, or the timer after a loss. */
  function open(): Promise<void> {
    connecting ??= connect().finally(() => {
      connecting = null;
    });
    return connecting;
  }

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ ...config, query_timeout: ANSWER_MS });
    fresh.on("error", () => lost(fresh));
    fresh.on("end", () => lost(fresh));
    fresh.on("notification", ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? "");
    });
    await fresh.connect();
    for (const channel of handlers.keys()) await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    client = fresh;
    // Before anybody can ask whether it has caught up.
    if (wasConnected) for (const set of handlers.values()) for (const handler of set) handler("");
    wasConnected = true;
  }

  function lost(which: pg.Client): void {
    if (closed || client !== which) return;
    client = null;
    scheduleReconnect();
  }

  function scheduleReconnect(): void {
    timer = setTimeout(() => void reconnect(), RECONNECT_MS);
  }

  async function reconnect(): Promise<void> {
    if (closed || client) return;
    try {
      await open();
    } catch {
      scheduleReconnect();
    }
  }

  /** False when the connection did not answer; it is given up then, and its successor listens to everything anew. */
  async function query(text: string): Promise<boolean> {
    const current = client;
    if (!current) return false;
    try {
      await current.query(text);
      return client === current;
    } catch {
      lost(current);
      current.end().catch(() => {});
      return false;
    }
  }

  /** One at a time, in the order of the calls. */
  function inTurn(work: () => Promise<boolean>): Promise<boolean> {
    const turn = asked.then(work);
    asked = turn;
    return turn;
  }

  return {
    caughtUp() {
      next ??= inTurn(() => {
        next = null;
        return query("SELECT 1");
      });
      return next;
    },
    async on(channel, handler) {
      const set = handlers.get(channel) ?? new Set<Handler>();
      const isNew = !handlers.has(channel);
      handlers.set(channel, set.add(handler));
      if (!client) await open();
      await inTurn(async () => !isNew || query(`LISTEN ${pg.escapeIdentifier(channel)}`));
      return () => {
        set.delete(handler);
      };
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = null;
      await last?.end().catch(() => {});
    },
  };
}
