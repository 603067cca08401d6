import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { type WebSocket, WebSocketServer } from "ws";
import { recordUnknownStation } from "@/lib/locations/station-presence";
import { authenticateStation, type LoginFailure } from "@/lib/ocpp/authenticate-station";
import type { ConnectedStation } from "@/lib/ocpp/connected-station.model";
import { MAX_FRAME_BYTES } from "@/lib/ocpp/rpc/frame.model";
import { chooseCodec, DEFAULT_CODEC } from "@/lib/ocpp/versions/registry";
import type { StationCodec } from "@/lib/ocpp/versions/version.model";
import { AttemptLimit } from "./attempt-limit";
import { Gate } from "./gate";
import type { GatewayScope } from "./gateway.model";
import { readStationRequest, type StationRequest } from "./request.rules";

/** Logins that are looked up at the same time; the rest waits, so that a storm of reconnects leaves the database alive. */
const LOGINS_AT_ONCE = 8;

export interface DoorEvents {
  /** May this station come in now? False holds it off (SEC-28). */
  readonly mayEnter: (station: ConnectedStation) => Promise<boolean>;
  readonly onEntered: (station: ConnectedStation, codec: StationCodec, socket: WebSocket) => void;
}

/** The only way in: path, password, subprotocol, handshake. Whoever is refused learns nothing but the status code. */
export class StationDoor {
  readonly #server: WebSocketServer;
  readonly #gate = new Gate(LOGINS_AT_ONCE);
  readonly #attempts: AttemptLimit;
  #closed = false;

  constructor(
    private readonly scope: GatewayScope,
    private readonly events: DoorEvents,
  ) {
    this.#attempts = new AttemptLimit(() => scope.context.clock.now().getTime());
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_FRAME_BYTES,
      clientTracking: false,
      // Without context takeover, an idle station costs no compression memory.
      perMessageDeflate: {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        threshold: 1_024,
        concurrencyLimit: 4,
      },
      // Ours is the choice, not the station's order; a station that offers nothing of ours gets no header (OCPP-J 1.6 §3.2).
      handleProtocols: (offered) => chooseCodec(offered)?.subprotocol ?? false,
    });
  }

  /** Takes an upgrade request to its end. Never rejects. */
  async knock(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    try {
      await this.#knock(request, socket, head);
    } catch (error) {
      this.scope.context.log.error({ error: String(error) }, "login not possible");
      refuse(socket, "503 Service Unavailable", { "Retry-After": "10" });
    }
  }

  /** Nobody comes in any more. */
  close(): void {
    this.#closed = true;
    this.#server.close();
  }

  async #knock(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { trustedProxies } = this.scope;
    const asked = readStationRequest(
      {
        url: request.url,
        headers: request.headers,
        remoteAddress: request.socket.remoteAddress,
        encrypted: request.socket instanceof TLSSocket,
      },
      trustedProxies,
    );
    if (!asked) return refuse(socket, "404 Not Found");
    const login = await this.#gate.run(() =>
      authenticateStation(this.scope.context, { ...asked, allowUnencrypted: this.scope.allowUnencrypted }),
    );
    if (login.kind === "refused") return this.#refuseLogin(socket, asked, login.reason);
    const { station } = login;
    if (this.#closed || !(await this.events.mayEnter(station)) || this.#closed) {
      return refuse(socket, "503 Service Unavailable", { "Retry-After": "30" });
    }
    if (socket.destroyed) return;
    this.#shakeHands(request, socket, head, station, asked.protocols);
  }

  #shakeHands(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    station: ConnectedStation,
    offered: readonly string[],
  ): void {
    const codec = offered.length === 0 ? DEFAULT_CODEC : chooseCodec(offered);
    const { stationId, clientId } = station;
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      if (!codec) {
        this.scope.context.log.warn(
          { stationId, clientId, offered: offered.slice(0, 5) },
          "no common subprotocol",
        );
        opened.on("error", () => undefined);
        opened.close(1002, "no common OCPP version");
        return;
      }
      if (offered.length === 0)
        this.scope.context.log.warn({ stationId, clientId }, "no subprotocol named, taken as 1.6");
      this.events.onEntered(station, codec, opened);
    });
  }

  /** The same answer for every reason; after too many failures a request to slow down, for known and unknown alike. */
  #refuseLogin(socket: Duplex, asked: StationRequest, reason: LoginFailure): void {
    const { context } = this.scope;
    const from = context.secrets.pseudonym(asked.address);
    const isTooMany = this.#attempts.fail(`ip:${asked.address}`, `id:${asked.identity.toLowerCase()}`);
    context.log.warn(
      { event: "station_login_failed", reason, from, identity: asked.identity.slice(0, 100), isTooMany },
      "station login failed",
    );
    if (isTooMany) {
      refuse(socket, "429 Too Many Requests", { "Retry-After": "60" });
      return;
    }
    refuse(socket, "401 Unauthorized", { "WWW-Authenticate": 'Basic realm="ocpp"' });
    // After the answer, so that it takes the same time for known and unknown identities (SEC-26).
    recordUnknownStation(context, asked.identity, reason).catch((error: unknown) =>
      context.log.error({ error: String(error) }, "unknown station not recorded"),
    );
  }
}

function refuse(socket: Duplex, status: string, headers: Readonly<Record<string, string>> = {}): void {
  if (socket.destroyed) return;
  const lines = Object.entries({ ...headers, Connection: "close", "Content-Length": "0" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join("\r\n")}\r\n\r\n`);
}
