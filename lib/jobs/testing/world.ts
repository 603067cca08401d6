import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { checkInvariants } from "@/lib/billing/check-invariants";
import type { Context } from "@/lib/db/context";
import { openDatabase, type Tx } from "@/lib/db/database";
import { PrismaClient } from "@/lib/db/generated/client";
import { createSecrets } from "@/lib/db/secrets";
import { createTestDatabase } from "@/lib/db/testing/test-database";
import { recordSeen } from "@/lib/locations/station-presence";
import { systemDns, systemSockets } from "@/lib/ocpi/exchange/outbound/node-network";
import { DEFAULT_LIMITS } from "@/lib/ocpi/exchange/outbound/outbound.model";
import { createOutboundClient, type OutboundClient } from "@/lib/ocpi/exchange/outbound/outbound-client";
import { PeerGate } from "@/lib/ocpi/exchange/outbound/peer-gate";
import { handleWebhook } from "@/lib/payments/handle-webhook";
import type { PspRegistry } from "@/lib/payments/psp/psp.port";
import { createPspRegistry } from "@/lib/payments/psp/registry";
import { priceSession } from "@/lib/pricing/price-session.rules";
import { findPricingInput } from "@/lib/sessions/pricing-input.queries";
import { setTestEnvironment } from "@/lib/subscriptions/testing/environment";
import { type MollieSimulator, startMollieSimulator } from "@/simulators/mollie/server";
import type { JobDeps } from "../handlers";
import { SWEEPS } from "../sweeps";
import { JobQueue } from "./job-queue";

/** Far ahead of real time, so that a job without a time is due and one with a time waits for this clock. */
const START = Date.parse("2040-03-01T10:00:00Z");
/** The longest leap of the clock while time runs: webhooks and stations get their turn. */
const LEAP_MS = 15_000;

export type Row = Record<string, unknown>;

interface WorldOptions {
  readonly pspDeadlineMs?: number;
  readonly partnerDeadlineMs?: number;
  readonly mailDir?: string;
}

/** What the world needs to know of a station. */
export interface WorldStation {
  readonly site: { readonly stationId: string };
  readonly online: boolean;
  readonly transaction: { readonly id: number } | null;
  pump(): Promise<boolean>;
}

/** The whole product but its sockets and pages: real database, real domain, the payment simulator over HTTP, one clock. */
export class World {
  readonly stations: WorldStation[] = [];
  readonly logs: Row[] = [];
  /** What the webhook receiver does: `lost` answers nothing useful and tells nobody. */
  webhooks: "up" | "lost" = "up";
  private seenAt = 0;

  private constructor(
    readonly context: Context,
    readonly psp: PspRegistry,
    readonly outbound: OutboundClient,
    readonly mollie: MollieSimulator,
    readonly jobs: JobQueue,
    private readonly owner: pg.Client,
    private readonly receiver: Server,
    readonly clock: { now: number },
    private readonly databaseUrl: string,
    private readonly drop: () => Promise<void>,
  ) {}

  /**
   * Both deadlines are real time, the only one here: how long a call to the PSP or to a partner may stay unanswered. `mailDir`
   * is where mail is written to.
   */
  static async open({
    pspDeadlineMs = 1_500,
    partnerDeadlineMs = 1_500,
    mailDir,
  }: WorldOptions = {}): Promise<World> {
    const database = await createTestDatabase();
    const clock = { now: START };
    const logs: Row[] = [];
    const keep = (fields: Readonly<Row>, message: string) => void logs.push({ ...fields, message });
    const context: Context = {
      db: openDatabase({ url: database.url, poolMax: 24 }),
      clock: { now: () => new Date(clock.now) },
      random: { bytes: (length) => randomBytes(length) },
      ids: { next: () => randomUUID() },
      secrets: createSecrets(randomBytes(32).toString("base64")),
      log: { info: keep, warn: keep, error: keep },
    };
    const mollie = await startMollieSimulator({ clock: context.clock, seed: "world" });
    const psp = createPspRegistry({
      mollieApiUrl: mollie.url,
      allowPlainHttp: true,
      deadlineMs: pspDeadlineMs,
    });
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const receiver = createServer();
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    setTestEnvironment(database.url, {
      WEBHOOK_URL: addressOf(receiver),
      ...(mailDir === undefined ? {} : { MAIL_DIR: mailDir }),
    });
    const outbound = createOutboundClient({
      dns: systemDns,
      sockets: systemSockets,
      gate: new PeerGate(),
      limits: { ...DEFAULT_LIMITS, totalMs: partnerDeadlineMs },
    });
    const queue = new JobQueue(owner, { context, psp, outbound });
    const world = new World(context, psp, outbound, mollie, queue, owner, receiver, clock, database.url, () =>
      database.drop(),
    );
    logs.push = (...entries) => world.logs.push(...entries);
    world.serveWebhooks();
    return world;
  }

  private serveWebhooks(): void {
    this.receiver.on("request", (request, response) => void this.takeWebhook(request, response));
  }

  private async takeWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const [, , , psp = "", token = ""] = (request.url ?? "").split("/");
    if (this.webhooks === "up") await handleWebhook(this.context, { psp, token, body, remote: null });
    response.writeHead(200).end();
  }

  get deps(): JobDeps {
    return { context: this.context, psp: this.psp, outbound: this.outbound };
  }

  get now(): Date {
    return new Date(this.clock.now);
  }

  /** Lets time pass at once, on both sides, webhooks included; jobs and stations stand still. */
  async pass(ms: number): Promise<void> {
    this.clock.now += ms;
    await this.mollie.control.advance(0);
    if (this.clock.now - this.seenAt < 60_000) return;
    this.seenAt = this.clock.now;
    const online = this.stations.filter((station) => station.online).map((station) => station.site.stationId);
    await recordSeen(this.context, online, this.now);
  }

  /** Runs the jobs that are due and the commands that wait, and those that they cause. */
  async work(): Promise<void> {
    for (let round = 0; round < 500; round++) {
      const [job] = await this.jobs.due();
      if (job) await this.jobs.run(job);
      else if (!(await this.pump())) return;
    }
    throw new Error("the jobs never come to an end");
  }

  private async pump(): Promise<boolean> {
    let moved = false;
    for (const station of this.stations) moved = (await station.pump()) || moved;
    return moved;
  }

  /** Time passes, with webhooks, jobs and stations as they fall due. */
  async run(ms: number, leapMs = LEAP_MS): Promise<void> {
    const end = this.clock.now + ms;
    await this.mollie.control.advance(0);
    await this.work();
    while (this.clock.now < end) {
      const next = (await this.jobs.nextAt())?.getTime() ?? end;
      await this.pass(Math.min(next, this.clock.now + leapMs, end) - this.clock.now);
      await this.work();
    }
  }

  /** What the worker's timetable runs every minute. */
  async sweep(...names: (keyof typeof SWEEPS)[]): Promise<void> {
    for (const name of names.length > 0 ? names : ["sweep.payments", "sweep.sessions"])
      await SWEEPS[name]?.run(this.deps);
    await this.work();
  }

  /** SQL as the owner. */
  async sql<T extends Row = Row>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.owner.query(text, [...values])).rows as T[];
  }

  /** A transaction of the database's owner, past row-level security and all rights; for tests that break rows on purpose. */
  async asOwner<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: this.databaseUrl }) });
    try {
      return await prisma.$transaction(work, { timeout: 20_000 });
    } finally {
      await prisma.$disconnect();
    }
  }

  /** Codes of the cases that wait for a person, oldest first. */
  async cases(sessionId?: string): Promise<string[]> {
    const rows = await this.sql(
      `SELECT code FROM exception_cases WHERE state = 'OPEN' AND ($1::uuid IS NULL OR session_id = $1) ORDER BY opened_at, code`,
      [sessionId ?? null],
    );
    return rows.map(({ code }) => String(code));
  }

  /** What must always be true; a test ends with this and an empty list. */
  async violations(): Promise<string[]> {
    const found = await checkInvariants(this.context);
    return found.map(({ rule, subject, detail }) => `${rule} ${subject}: ${detail}`);
  }

  /** CDRs of a client whose price is another when it is computed again from what is stored (REL-10). */
  async repriced(clientId: string, zeroEnergyWh = 100): Promise<string[]> {
    return this.context.db.withClient(clientId, async (tx) => {
      const wrong: string[] = [];
      for (const cdr of await tx.cdr.findMany({ include: { session: true } })) {
        const input = await findPricingInput(tx, cdr.session, cdr.endedAt, zeroEnergyWh);
        const grossMinor = input ? priceSession(input).total.grossMinor : null;
        if (grossMinor !== cdr.grossMinor)
          wrong.push(`${cdr.number}: ${cdr.grossMinor}, again ${grossMinor}`);
      }
      return wrong;
    });
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

function addressOf(receiver: Server): string {
  const address = receiver.address();
  if (address === null || typeof address === "string") throw new Error("the receiver does not listen");
  return `http://127.0.0.1:${address.port}`;
}
