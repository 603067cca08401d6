import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { Ajv, type ValidateFunction } from "ajv";
import { default as addFormats } from "ajv-formats";
import type * as OcppRpc from "ocpp-rpc";
import type { Frame } from "../station.model";

const require = createRequire(import.meta.url);

/** A CommonJS package whose names Node cannot see from an ES module. */
const { createRPCError, NOREPLY, RPCServer }: typeof OcppRpc = require("ocpp-rpc");

/** A call that the central system received. */
export interface ReceivedCall {
  readonly identity: string;
  readonly action: string;
  readonly messageId: string;
  readonly payload: Record<string, unknown>;
}

type Reply = Record<string, unknown> | typeof NOREPLY;
type Script = (payload: Record<string, unknown>, seen: number) => Reply;

interface PeerClient {
  readonly identity: string;
  call(action: string, payload: object): Promise<Record<string, unknown>>;
  handle(run: (call: { method: string; messageId: string; params: Record<string, unknown> }) => Reply): void;
}

/** Refuses a call with an error of the framework. */
export function refuse(code: string): never {
  throw createRPCError(code, "scripted");
}

/** Leaves a call without an answer. */
export const SILENCE = NOREPLY;

/**
 * A scripted central system on an independent implementation of OCPP-J. Strict mode: it checks every frame in both
 * directions against the official schemas, so that a station that it understands is a station that speaks 1.6.
 */
export class CentralSystem {
  readonly received: ReceivedCall[] = [];
  readonly scripts: Record<string, Script> = {};
  readonly passwords: string[] = [];
  connections = 0;
  private readonly clients = new Map<string, PeerClient>();
  private readonly changes = new EventEmitter();
  private transactions = 0;
  private readonly server = new RPCServer({
    protocols: ["ocpp1.6"],
    strictMode: true,
    callTimeoutMs: 1_000,
    pingIntervalMs: 0,
  });
  url = "";

  static async start(): Promise<CentralSystem> {
    const central = new CentralSystem();
    central.server.auth((accept, _reject, handshake) => {
      central.passwords.push(String(handshake.password ?? ""));
      accept();
    });
    central.server.on("client", (client: PeerClient) => central.welcome(client));
    const http = await central.server.listen(0, "127.0.0.1");
    central.url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ocpp`;
    central.changes.setMaxListeners(0);
    return central;
  }

  async stop(): Promise<void> {
    await this.server.close({ force: true });
  }

  /** Calls the station; rejects when the answer violates the schema, is an error, or does not come. */
  call(identity: string, action: string, payload: object = {}): Promise<Record<string, unknown>> {
    const client = this.clients.get(identity);
    if (client === undefined) throw new Error(`${identity} is not connected`);
    return client.call(action, payload);
  }

  /** All calls of one action so far. */
  of(action: string): ReceivedCall[] {
    return this.received.filter((call) => call.action === action);
  }

  /** Transaction messages in the order of arrival. */
  transactionMessages(): string[] {
    return this.received
      .filter(({ action }) => /^(Start|Stop)Transaction$|^MeterValues$/.test(action))
      .map(({ action }) => action);
  }

  /** Resolves when at least `count` calls satisfy `matches`; with the last of them. */
  async waitFor(
    matches: string | ((call: ReceivedCall) => boolean),
    count = 1,
    timeoutMs = 10_000,
  ): Promise<ReceivedCall> {
    const test = typeof matches === "string" ? (call: ReceivedCall) => call.action === matches : matches;
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = this.received.filter(test)[count - 1];
        if (found === undefined) return;
        clearTimeout(timer);
        this.changes.off("change", check);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.changes.off("change", check);
        reject(new Error(`not received: ${matches}; got ${this.received.map((c) => c.action).join(" ")}`));
      }, timeoutMs);
      this.changes.on("change", check);
      check();
    });
  }

  private welcome(client: PeerClient): void {
    this.connections += 1;
    this.clients.set(client.identity, client);
    client.handle(({ method, messageId, params }) => {
      const seen = this.of(method).length;
      this.received.push({ identity: client.identity, action: method, messageId, payload: params });
      queueMicrotask(() => this.changes.emit("change"));
      return this.scripts[method]?.(params, seen) ?? this.usualReply(method);
    });
    this.changes.emit("change");
  }

  private usualReply(action: string): Reply {
    const currentTime = new Date().toISOString();
    switch (action) {
      case "BootNotification":
        return { status: "Accepted", currentTime, interval: 300 };
      case "Heartbeat":
        return { currentTime };
      case "Authorize":
      case "StopTransaction":
        return { idTagInfo: { status: "Accepted" } };
      case "StartTransaction":
        this.transactions += 1;
        return { transactionId: this.transactions, idTagInfo: { status: "Accepted" } };
      default:
        return {};
    }
  }
}

interface OfficialSchema {
  readonly $id: string;
}

/**
 * Validates sent frames against the official schemas a second time, with nothing but ajv. Says what is wrong, or null.
 * The schemas' ids (`urn:Heartbeat.req`) are no valid URNs for today's ajv, so each is compiled without its id.
 */
export function frameChecker(): (frame: Frame) => string | null {
  const schemas: OfficialSchema[] = require("ocpp-rpc/lib/schemas/ocpp1_6.json");
  const ajv = new Ajv({ strictSchema: false });
  addFormats(ajv);
  const compiled = new Map<string, ValidateFunction>();
  const validator = (id: string): ValidateFunction | null => {
    const known = compiled.get(id);
    const schema = schemas.find(({ $id }) => $id === id);
    if (known !== undefined || schema === undefined) return known ?? null;
    const { $id: _unused, ...body } = schema;
    const made = ajv.compile(body);
    compiled.set(id, made);
    return made;
  };
  return ({ direction, kind, action, payload }) => {
    if (direction !== "sent" || kind === "error") return null;
    const validate = validator(`urn:${action}.${kind === "call" ? "req" : "conf"}`);
    if (validate === null) return `no schema for ${action}`;
    return validate(payload) ? null : `${action}: ${ajv.errorsText(validate.errors)}`;
  };
}
