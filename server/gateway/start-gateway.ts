import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebSocket } from "ws";
import { createJournalWriter } from "@/lib/journal/batch-writer";
import { recordGatewayStarted } from "@/lib/locations/station-presence";
import type { ConnectedStation } from "@/lib/ocpp/connected-station.model";
import type { MessagePorts } from "@/lib/ocpp/handle-station-message";
import { reportDuplicateStation } from "@/lib/ocpp/report-duplicate-station";
import { createFactHandlers } from "@/lib/ocpp/station-fact-handlers";
import type { StationCodec } from "@/lib/ocpp/versions/version.model";
import { CommandPump } from "./command-pump";
import { KeyedQueue } from "./gate";
import { DEFAULT_TIMING, type GatewayOptions, type GatewayScope } from "./gateway.model";
import { Presence } from "./presence";
import { StationDoor } from "./station-door";
import { StationSocket } from "./station-socket";

/** A running gateway. */
export interface Gateway {
  readonly port: number;
  /** Stations whose socket is open here. */
  stationCount(): number;
  /** Ends cleanly: no new sockets, received messages answered, sockets closed with 1001, presence written. */
  close(): Promise<void>;
}

/** Starts the OCPP server on its own port (SEC-39). One gateway holds a station's socket; gateways multiply without a broker. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const scope: GatewayScope = { ...options, timing, journal: createJournalWriter(options.context) };
  await recordGatewayStarted(options.context, options.gatewayId);
  const running = new RunningGateway(scope);
  await running.start();
  return running;
}

class RunningGateway implements Gateway {
  readonly #sockets = new Map<string, StationSocket>();
  readonly #entries = new KeyedQueue();
  readonly #presence: Presence;
  readonly #pump: CommandPump;
  readonly #door: StationDoor;
  readonly #server: Server;
  readonly #ports: MessagePorts;

  constructor(private readonly scope: GatewayScope) {
    const { context, journal, dataTransfer } = scope;
    this.#ports = {
      journal: (message) => journal.write(message),
      handlers: createFactHandlers(context, dataTransfer),
      log: context.log,
    };
    this.#presence = new Presence(scope);
    this.#pump = new CommandPump(scope, this.#sockets);
    this.#door = new StationDoor(scope, {
      mayEnter: (station) => this.#mayEnter(station),
      onEntered: (station, codec, socket) => this.#entered(station, codec, socket),
    });
    this.#server = createServer((request, response) => {
      const isHealth = request.method === "GET" && request.url === "/health";
      response.writeHead(isHealth ? 200 : 404, { "content-type": "text/plain" }).end(isHealth ? "ok\n" : "");
    });
    this.#server.on("upgrade", (request, socket, head) => void this.#door.knock(request, socket, head));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stationCount(): number {
    return this.#sockets.size;
  }

  async start(): Promise<void> {
    await this.#pump.start();
    const { host, port } = this.scope;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    });
  }

  async close(): Promise<void> {
    this.#door.close();
    this.#server.close();
    const sockets = [...this.#sockets.values()];
    const commandsEnded = this.#pump.stop();
    await within(this.scope.timing.drainMs, Promise.all(sockets.map(({ peer }) => peer.settled())));
    await Promise.all(sockets.map((socket) => this.#closeSoon(socket)));
    await commandsEnded;
    await this.#presence.flush();
    await this.#presence.close();
    await this.scope.journal.close();
    this.#server.closeAllConnections();
  }

  /** Spread over a short while, so that a thousand stations do not come back in the same moment (REL-108). */
  async #closeSoon(socket: StationSocket): Promise<void> {
    await sleep(Math.random() * this.scope.timing.spreadMs);
    const gone = new Promise<void>((resolve) => socket.onceClosed(resolve));
    socket.close(1001, "server restarts");
    await within(1_000, gone);
    socket.terminate();
    await this.#presence.disconnected(socket.station);
  }

  /**
   * A newcomer with the right password comes in when nobody is there, or when the old socket does not answer a ping. If the
   * old socket is alive, two devices use one identity: the newcomer is held off and a person must look (SEC-28).
   */
  #mayEnter(station: ConnectedStation): Promise<boolean> {
    return this.#entries.run(station.stationId, async () => {
      const old = this.#sockets.get(station.stationId);
      if (!old) return true;
      const { context, timing } = this.scope;
      const { stationId, clientId } = station;
      if (await old.isAlive(timing.takeOverPingMs)) {
        await reportDuplicateStation(context, station);
        return false;
      }
      context.log.warn(
        { event: "station_replaced", stationId, clientId },
        "dead socket replaced by a newer one",
      );
      this.#forget(old);
      old.terminate();
      return true;
    });
  }

  #entered(station: ConnectedStation, codec: StationCodec, socket: WebSocket): void {
    const fresh = new StationSocket(this.scope, station, codec, socket, this.#ports, {
      onSeen: (seen) => this.#presence.seen(seen),
      onClosed: (closed) => {
        // A socket that was replaced has nothing to say about its station any more.
        if (this.#forget(closed)) void this.#presence.disconnected(closed.station);
      },
    });
    const { stationId, clientId } = station;
    const old = this.#sockets.get(stationId);
    this.#sockets.set(stationId, fresh);
    // Two newcomers at the same moment were both let in: the newest wins.
    old?.terminate();
    this.#presence.connected(station, codec.version).then(
      () => {
        fresh.isRecorded = true;
        this.#pump.pump(stationId);
      },
      (error: unknown) => {
        this.scope.context.log.error(
          { stationId, clientId, error: String(error) },
          "connection not recorded",
        );
        fresh.close(1011, "try again");
      },
    );
    this.scope.context.log.info(
      { event: "station_connected", stationId, clientId, version: codec.version },
      "connected",
    );
  }

  /** True when this very socket was the station's current one. */
  #forget(socket: StationSocket): boolean {
    const { stationId } = socket.station;
    return this.#sockets.get(stationId) === socket && this.#sockets.delete(stationId);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for `work`, but no longer than `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
