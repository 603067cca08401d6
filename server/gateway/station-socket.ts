import { randomUUID } from "node:crypto";
import type { RawData, WebSocket } from "ws";
import type { JournalMessage } from "@/lib/journal/journal.model";
import type { ConnectedStation } from "@/lib/ocpp/connected-station.model";
import type { MessagePorts } from "@/lib/ocpp/handle-station-message";
import { handleStationMessage } from "@/lib/ocpp/handle-station-message";
import { maskFrame } from "@/lib/ocpp/mask-frame.rules";
import { printable } from "@/lib/ocpp/printable.rules";
import { createPeer } from "@/lib/ocpp/rpc/peer";
import type { ObservedFrame, Peer, PeerNotice, Timers } from "@/lib/ocpp/rpc/peer.model";
import type { StationCodec } from "@/lib/ocpp/versions/version.model";
import type { GatewayScope } from "./gateway.model";

/** Pings without an answer after which the socket is cut. */
const MISSED_PINGS = 2;

/** Answers that a station may leave unread; more means that it only talks, and memory must not pay for it. */
const UNREAD_MAX_BYTES = 1024 * 1024;

/** Real timers that do not keep the process alive. */
const TIMERS: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface StationSocketEvents {
  /** Something came from the station: a message or a pong. */
  readonly onSeen: (station: ConnectedStation) => void;
  readonly onClosed: (socket: StationSocket) => void;
}

/** The socket of one station, wired to a peer. All meaning lives behind the peer; here are only wire and life signs. */
export class StationSocket {
  readonly peer: Peer;
  /** True as soon as the station's row names this gateway. */
  isRecorded = false;
  readonly #pongWaiters = new Set<() => void>();
  readonly #pinger: NodeJS.Timeout;
  #missed = 0;

  constructor(
    private readonly scope: GatewayScope,
    readonly station: ConnectedStation,
    readonly codec: StationCodec,
    private readonly socket: WebSocket,
    ports: MessagePorts,
    private readonly events: StationSocketEvents,
  ) {
    this.peer = createPeer({
      send: (text) => this.#send(text),
      handle: (call) => handleStationMessage(ports, station, codec, call),
      observe: (frame) => this.#observe(frame),
      notice: (notice) => this.#notice(notice),
      flow: { pause: () => socket.pause(), resume: () => socket.resume() },
      clock: scope.context.clock,
      timers: TIMERS,
      nextId: randomUUID,
      codes: codec.codes,
      ...(scope.limits ? { limits: scope.limits } : {}),
    });
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", () => this.#pong());
    // A station may ping us instead; that is a sign of life too.
    socket.on("ping", () => events.onSeen(station));
    socket.on("error", (error) =>
      scope.context.log.warn({ ...this.#who(), error: error.message }, "socket error"),
    );
    socket.on("close", () => this.#closed());
    this.#pinger = setInterval(() => this.#ping(), scope.timing.pingEveryMs);
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Pings the station; true when it answers within `ms` (SEC-28). */
  isAlive(ms: number): Promise<boolean> {
    if (!this.isOpen) return Promise.resolve(false);
    return new Promise((resolve) => {
      const finish = (alive: boolean): void => {
        clearTimeout(timer);
        this.#pongWaiters.delete(answered);
        resolve(alive);
      };
      const answered = (): void => finish(true);
      const timer = setTimeout(() => finish(false), ms);
      this.#pongWaiters.add(answered);
      // Reading may be paused by a flood; the pong must come through.
      this.socket.resume();
      this.socket.ping();
    });
  }

  /** Ends the connection with a reason that the station can read (RFC 6455 §7.4). */
  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** Runs `then` when the connection has ended. */
  onceClosed(then: () => void): void {
    if (this.socket.readyState === this.socket.CLOSED) then();
    else this.socket.once("close", then);
  }

  /** Ends the connection at once: the other end is believed dead. */
  terminate(): void {
    this.socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.events.onSeen(this.station);
    this.#missed = 0;
    if (isBinary) {
      this.scope.context.log.warn(this.#who(), "binary frame ignored");
      return;
    }
    this.peer.receive(data.toString());
  }

  #send(text: string): void {
    if (!this.isOpen) return;
    if (this.socket.bufferedAmount > UNREAD_MAX_BYTES) {
      this.scope.context.log.warn(this.#who(), "station does not read its answers");
      this.terminate();
      return;
    }
    this.socket.send(text);
  }

  #ping(): void {
    if (!this.isOpen) return;
    if (this.#missed >= MISSED_PINGS) {
      this.scope.context.log.warn(this.#who(), "station does not answer pings");
      this.terminate();
      return;
    }
    this.#missed += 1;
    this.socket.ping();
  }

  #pong(): void {
    this.#missed = 0;
    this.events.onSeen(this.station);
    for (const answered of [...this.#pongWaiters]) answered();
  }

  #closed(): void {
    clearInterval(this.#pinger);
    this.peer.close();
    this.events.onClosed(this);
  }

  #observe(frame: ObservedFrame): void {
    const { stationId, clientId } = this.station;
    const message: JournalMessage = {
      clientId,
      at: this.scope.context.clock.now(),
      channel: "OCPP",
      direction: frame.direction === "in" ? "IN" : "OUT",
      peer: stationId,
      stationId,
      action: frame.action === null ? null : printable(frame.action),
      messageId: frame.messageId === null ? null : printable(frame.messageId),
      body: maskFrame(frame.raw),
    };
    this.scope.journal.write(message).catch((error: unknown) => {
      this.scope.context.log.error({ ...this.#who(), error: String(error) }, "frame not journalled");
    });
  }

  #notice(notice: PeerNotice): void {
    const { log } = this.scope.context;
    if (notice.kind === "handler-failed") {
      log.error(
        { ...this.#who(), action: printable(notice.action), error: String(notice.error) },
        "message not processed",
      );
    } else {
      log.warn({ ...this.#who(), notice: notice.kind }, "unusual frame");
    }
  }

  #who(): { stationId: string; clientId: string } {
    return { stationId: this.station.stationId, clientId: this.station.clientId };
  }
}
