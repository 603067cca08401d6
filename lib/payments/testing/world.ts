import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import pg from "pg";
import type { Context } from "@/lib/db/context";
import { openDatabase } from "@/lib/db/database";
import { createSecrets } from "@/lib/db/secrets";
import { createTestDatabase } from "@/lib/db/testing/test-database";
import { type MollieSimulator, startMollieSimulator } from "@/simulators/mollie/server";
import { createAtPsp } from "../create-at-psp";
import { executeCancel } from "../execute-cancel";
import { executeCapture } from "../execute-capture";
import { executeRefund } from "../execute-refund";
import { executeRelease } from "../execute-release";
import { handleWebhook } from "../handle-webhook";
import type { PspRegistry } from "../psp/psp.port";
import { createPspRegistry } from "../psp/registry";
import { refreshPayment } from "../refresh-payment";
import { type Shop, seedShop } from "./seed";

/** Far ahead of real time, so that a job without a time is due and one with a time waits for this clock. */
const START = Date.parse("2040-03-01T10:00:00Z");

export interface HeardEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, string>>;
}

/** A database, the payment simulator on the same clock, a webhook receiver, and the jobs of this room on demand. */
export class World {
  readonly events: HeardEvent[] = [];
  readonly logs: Record<string, unknown>[] = [];
  /** What the webhook receiver answers; `down` stands for a service that is not there. */
  webhooks: "up" | "down" = "up";

  private constructor(
    readonly context: Context,
    readonly psp: PspRegistry,
    readonly mollie: MollieSimulator,
    readonly shop: Shop,
    private readonly owner: pg.Client,
    private readonly receiver: Server,
    private readonly clock: { now: number },
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<World> {
    const database = await createTestDatabase();
    const clock = { now: START };
    const logs: Record<string, unknown>[] = [];
    const keep = (fields: Readonly<Record<string, unknown>>, message: string) =>
      void logs.push({ ...fields, message });
    const context: Context = {
      db: openDatabase({ url: database.url, poolMax: 12 }),
      clock: { now: () => new Date(clock.now) },
      random: { bytes: (length) => randomBytes(length) },
      ids: { next: () => randomUUID() },
      secrets: createSecrets(randomBytes(32).toString("base64")),
      log: { info: keep, warn: keep, error: keep },
    };
    const mollie = await startMollieSimulator({ clock: context.clock, seed: "payments" });
    const psp = createPspRegistry({ mollieApiUrl: mollie.url, allowPlainHttp: true, deadlineMs: 500 });
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const receiver = createServer();
    const shop = await seedShop(context, psp);
    const world = new World(context, psp, mollie, shop, owner, receiver, clock, () => database.drop());
    world.logs.push(...logs);
    logs.push = (...entries) => world.logs.push(...entries);
    await world.listen();
    return world;
  }

  get webhookBase(): string {
    const address = this.receiver.address();
    if (address === null || typeof address === "string") throw new Error("the receiver does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  private async listen(): Promise<void> {
    this.receiver.on("request", (request, response) => {
      this.receive(request)
        .then((status) => response.writeHead(status).end())
        .catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => this.receiver.listen(0, "127.0.0.1", resolve));
  }

  private async receive(request: IncomingMessage): Promise<number> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    if (this.webhooks === "down") return 503;
    const [, , , psp = "", token = ""] = (request.url ?? "").split("/");
    await handleWebhook(this.context, { psp, token, body, remote: null });
    return 200;
  }

  /** Lets time pass at once, on both sides, webhooks included; jobs are not run. */
  async pass(ms: number): Promise<void> {
    this.clock.now += ms;
    await this.mollie.control.advance(0);
  }

  /** Runs the jobs of this room that are due, and those that they cause, and collects the events for other rooms. */
  async work(): Promise<void> {
    for (let round = 0; round < 300; round++) {
      const job = await this.takeJob();
      if (job === null) return;
      await this.handle(job);
    }
    throw new Error("the jobs never come to an end");
  }

  /** Time passes in steps, with webhooks and jobs as they fall due. */
  async run(ms: number, stepMs = 1_000): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await this.pass(Math.min(stepMs, left));
      await this.work();
    }
  }

  private async takeJob(): Promise<HeardEvent | null> {
    const { rows } = await this.owner.query(
      `DELETE FROM graphile_worker._private_jobs WHERE id = (
         SELECT id FROM graphile_worker._private_jobs WHERE run_at <= $1 ORDER BY priority, run_at, id LIMIT 1
       ) RETURNING payload, (SELECT identifier FROM graphile_worker._private_tasks t WHERE t.id = task_id) AS type`,
      [this.context.clock.now()],
    );
    const row = rows[0] as { type: string; payload: Record<string, string> } | undefined;
    return row === undefined ? null : { type: row.type, payload: row.payload };
  }

  private async handle({ type, payload }: HeardEvent): Promise<void> {
    const { context, psp } = this;
    const { paymentId = "", refundId = "" } = payload;
    switch (type) {
      case "payment.create_due":
        return void (await createAtPsp(context, psp, { paymentId }));
      case "payment.refresh_due":
        return void (await refreshPayment(context, psp, { paymentId, cause: "poll" }));
      case "payment.capture_due":
        return void (await executeCapture(context, psp, { paymentId }));
      case "payment.release_due":
        return void (await executeRelease(context, psp, { paymentId }));
      case "payment.cancel_due":
        return void (await executeCancel(context, psp, { paymentId }));
      case "payment.refund_due":
        return void (await executeRefund(context, psp, { paymentId, refundId }));
      default:
        this.events.push({ type, payload });
    }
  }

  /** The events that other rooms have heard of this payment, in order. */
  heard(paymentId: string): string[] {
    return this.events.filter(({ payload }) => payload.paymentId === paymentId).map(({ type }) => type);
  }

  /** Calls of the PSP's API so far, e.g. `count("POST", "/captures")`. */
  count(method: string, pathEnd: string): number {
    return this.mollie.control
      .requests()
      .filter((line) => line.method === method && line.path.split("?")[0]?.endsWith(pathEnd)).length;
  }

  /** SQL as the owner. */
  async sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.owner.query(text, values)).rows as Record<string, unknown>[];
  }

  async close(): Promise<void> {
    await this.mollie.stop();
    this.receiver.closeAllConnections();
    await new Promise<void>((resolve) => this.receiver.close(() => resolve()));
    await this.owner.end();
    await this.context.db.close();
    await this.drop();
  }
}
