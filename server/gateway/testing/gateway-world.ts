import { randomBytes, randomUUID } from "node:crypto";
import { RPCClient } from "ocpp-rpc";
import pg from "pg";
import WebSocket from "ws";
import type { Context } from "@/lib/db/context";
import { openDatabase } from "@/lib/db/database";
import { createSecrets, hashToken } from "@/lib/db/secrets";
import { createTestDatabase } from "@/lib/db/testing/test-database";
import { queueCommand } from "@/lib/sessions/queue-command";
import type { StationCommandPayload } from "@/lib/sessions/station-facts.model";
import type { GatewayOptions } from "../gateway.model";
import { type Gateway, startGateway } from "../start-gateway";
import { CPO, TARIFF_HASH } from "./cpo-row";
import { RawStation } from "./raw-station";

/** A station as a test knows it. */
export interface TestStation {
  readonly stationId: string;
  readonly identity: string;
  readonly password: string;
  readonly evseId: string;
}

export interface TestSession {
  readonly sessionId: string;
  readonly idTag: string;
}

type Client = InstanceType<typeof RPCClient>;

/** A database with one client, gateways on demand, and stations that speak through two different WebSocket libraries. */
export class GatewayWorld {
  readonly logs: Record<string, unknown>[] = [];
  readonly clientId = randomUUID();
  readonly #locationId = randomUUID();
  readonly #cpoId = randomUUID();
  readonly #gateways: Gateway[] = [];
  readonly #sockets: WebSocket[] = [];
  readonly #clients: Client[] = [];
  #serial = 0;

  private constructor(
    readonly context: Context,
    readonly owner: pg.Client,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<GatewayWorld> {
    const database = await createTestDatabase();
    const logs: Record<string, unknown>[] = [];
    const keep = (fields: Readonly<Record<string, unknown>>, message: string) =>
      void logs.push({ ...fields, message });
    const context: Context = {
      db: openDatabase({ url: database.url, poolMax: 12 }),
      clock: { now: () => new Date() },
      random: { bytes: (length) => randomBytes(length) },
      ids: { next: () => randomUUID() },
      secrets: createSecrets(randomBytes(32).toString("base64")),
      log: { info: keep, warn: keep, error: keep },
    };
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const world = new GatewayWorld(context, owner, () => database.drop());
    logs.push = (...entries) => world.logs.push(...entries);
    await world.#seed();
    return world;
  }

  async gateway(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
    const gateway = await startGateway({
      context: this.context,
      gatewayId: `gateway-${this.#gateways.length + 1}`,
      host: "127.0.0.1",
      port: 0,
      allowUnencrypted: true,
      trustedProxies: 0,
      dataTransfer: [],
      ...options,
      timing: {
        takeOverPingMs: 5_000,
        seenEveryMs: 100,
        pollEveryMs: 60_000,
        drainMs: 1_000,
        spreadMs: 50,
        ...options.timing,
      },
    });
    this.#gateways.push(gateway);
    return gateway;
  }

  async station(
    more: { state?: "QUARANTINED" | "ACTIVE" | "RETIRED"; securityProfile?: number; password?: string } = {},
  ) {
    this.#serial += 1;
    const number = this.#serial;
    const { state = "ACTIVE", securityProfile = 2, password = randomBytes(20).toString("hex") } = more;
    const station: TestStation = {
      stationId: randomUUID(),
      identity: `CP ${number}`,
      password,
      evseId: randomUUID(),
    };
    const { stationId, identity, evseId } = station;
    const own = { clientId: this.clientId, locationId: this.#locationId };
    await this.context.db.withSystem(async (tx) => {
      await tx.station.create({
        data: {
          ...own,
          id: stationId,
          identity,
          name: identity,
          state,
          securityProfile,
          passwordHash: hashToken(password),
        },
      });
      await tx.evse.create({
        data: {
          ...own,
          id: evseId,
          stationId,
          evseId: `NL*KRB*E${number}`,
          label: "1",
          ocppConnectorId: 1,
          currentType: "AC",
          maxPowerW: 22_000,
          deployedOn: new Date("2026-01-01"),
        },
      });
    });
    return station;
  }

  /** A paid session that waits for its start, with the idTag that the station was given. */
  async session(station: TestStation): Promise<TestSession> {
    const sessionId = randomUUID();
    const idTag = `KW${randomBytes(7).toString("hex").toUpperCase()}`;
    const now = this.context.clock.now();
    const hash = () => randomBytes(32).toString("hex");
    await this.context.db.withSystem(async (tx) => {
      await tx.chargingSession.create({
        data: {
          id: sessionId,
          clientId: this.clientId,
          cpoId: this.#cpoId,
          locationId: this.#locationId,
          stationId: station.stationId,
          evseId: station.evseId,
          reference: randomBytes(4).toString("hex"),
          channel: "QR",
          state: "STARTING",
          locale: "en",
          controlTokenHash: hash(),
          viewTokenHash: hash(),
          returnTokenHash: hash(),
          receiptTokenHash: hash(),
          tokensCipher: "none",
          tariffHash: TARIFF_HASH,
          currency: "EUR",
          timeZone: "Europe/Amsterdam",
          seller: {},
          place: {},
          ceilingMinor: 3_000,
          createdAt: now,
        },
      });
      await tx.startAttempt.create({
        data: {
          id: randomUUID(),
          clientId: this.clientId,
          sessionId,
          evseId: station.evseId,
          number: 1,
          idTag,
          createdAt: now,
        },
      });
    });
    return { sessionId, idTag };
  }

  /** Queues a command as the domain does. */
  async command(station: TestStation, payload: StationCommandPayload, deadlineS = 15): Promise<string> {
    const { commandId } = await this.context.db.withClient(this.clientId, (tx) =>
      queueCommand(tx, this.context, {
        clientId: this.clientId,
        stationId: station.stationId,
        payload,
        deadlineS,
        createdBy: "test",
      }),
    );
    return commandId;
  }

  commandRow(commandId: string) {
    return this.context.db.withSystem((tx) =>
      tx.stationCommand.findUniqueOrThrow({ where: { id: commandId } }),
    );
  }

  stationRow(station: TestStation) {
    return this.context.db.withSystem((tx) =>
      tx.station.findUniqueOrThrow({ where: { id: station.stationId } }),
    );
  }

  transactions(station: TestStation) {
    return this.context.db.withSystem((tx) =>
      tx.ocppTransaction.findMany({ where: { stationId: station.stationId }, orderBy: { id: "asc" } }),
    );
  }

  journal(station: TestStation) {
    return this.context.db.withSystem((tx) =>
      tx.journalEntry.findMany({ where: { stationId: station.stationId }, orderBy: { id: "asc" } }),
    );
  }

  /** Connects a station with the `ocpp-rpc` client, which knows nothing of our code. */
  async client(gateway: Gateway, station: TestStation): Promise<Client> {
    const client = new RPCClient({
      endpoint: `ws://127.0.0.1:${gateway.port}/ocpp`,
      identity: station.identity,
      password: station.password,
      protocols: ["ocpp1.6"],
      strictMode: true,
      reconnect: false,
    } as ConstructorParameters<typeof RPCClient>[0]);
    this.#clients.push(client);
    await client.connect();
    return client;
  }

  /** A bare WebSocket with a mailbox; `open` rejects with the HTTP status when the gateway refuses. */
  async socket(
    gateway: Gateway,
    identity: string,
    options: { password?: string | Buffer; user?: string; protocols?: string[]; autoPong?: boolean } = {},
  ): Promise<RawStation> {
    const { password, user = identity, protocols = ["ocpp1.6"], autoPong = true } = options;
    const secret = Buffer.isBuffer(password) ? password : Buffer.from(password ?? "");
    const basic = Buffer.concat([Buffer.from(`${user}:`), secret]).toString("base64");
    const headers: Record<string, string> = password === undefined ? {} : { authorization: `Basic ${basic}` };
    const url = `ws://127.0.0.1:${gateway.port}/ocpp/${encodeURIComponent(identity)}`;
    const socket = new WebSocket(url, protocols, { headers, autoPong });
    this.#sockets.push(socket);
    const raw = new RawStation(socket);
    await raw.opened;
    return raw;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.close({ force: true }).catch(() => undefined);
    for (const socket of this.#sockets) socket.terminate();
    for (const gateway of this.#gateways) await gateway.close();
    await this.context.db.close();
    await this.owner.end();
    await this.drop();
  }

  async #seed(): Promise<void> {
    const { clientId } = this;
    await this.context.db.withSystem(async (tx) => {
      await tx.client.create({ data: { id: clientId, name: "Client", slug: `client-${clientId}` } });
      await tx.cpo.create({ data: { ...CPO, id: this.#cpoId, clientId } });
      await tx.location.create({
        data: {
          id: this.#locationId,
          clientId,
          cpoId: this.#cpoId,
          name: "Kade",
          street: "Kade 1",
          postalCode: "1011 AA",
          city: "Amsterdam",
          country: "NL",
          timeZone: "Europe/Amsterdam",
          latitude: 52,
          longitude: 4,
        },
      });
      await tx.tariffVersion.create({ data: { clientId, hash: TARIFF_HASH, content: {} } });
    });
  }
}
