import { runStationCommand } from "@/lib/ocpp/run-station-command";
import { findQueuedCommands, findStationsToLetGo } from "@/lib/ocpp/station-sockets.queries";
import type { GatewayScope } from "./gateway.model";
import type { StationSocket } from "./station-socket";

/** The channel on which the database tells about new command rows; the payload is the station's id. */
const CHANNEL = "station_command";

/**
 * Brings queued commands to the sockets of this gateway: when the database notifies, when a station connects, and by a slow
 * look for what a lost notification left behind. The rows are the truth, everything here may be forgotten (REL-41).
 */
export class CommandPump {
  readonly #running = new Set<string>();
  readonly #work = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #unlisten: (() => void) | undefined;
  #isSweeping = false;
  #stopped = false;

  constructor(
    private readonly scope: GatewayScope,
    private readonly sockets: ReadonlyMap<string, StationSocket>,
  ) {
    this.#timer = setInterval(() => this.#background(this.#sweep()), scope.timing.pollEveryMs);
  }

  /** Begins to listen. */
  async start(): Promise<void> {
    this.#unlisten = await this.scope.context.db.listener.on(CHANNEL, (stationId) => {
      if (stationId === "") this.#background(this.#sweep());
      else this.pump(stationId);
    });
  }

  /** Looks for commands of one station, if its socket is here. */
  pump(stationId: string): void {
    if (this.sockets.has(stationId)) this.#background(this.#fetch([stationId]));
  }

  /** No new commands from here on; fulfilled when those on their way have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#unlisten?.();
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  /** One look at a time: a slow database must not be asked more often than it answers. */
  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      await this.#look();
    } finally {
      this.#isSweeping = false;
    }
  }

  async #look(): Promise<void> {
    const { context, gatewayId } = this.scope;
    // A socket whose row is not written yet would look as if it belonged to nobody.
    const held = new Map([...this.sockets].filter(([, socket]) => socket.isRecorded));
    const stationIds = [...held.keys()];
    for (const stationId of await findStationsToLetGo(context, gatewayId, stationIds)) {
      held.get(stationId)?.close(1000, "connected elsewhere");
    }
    await this.#fetch(stationIds);
  }

  async #fetch(stationIds: readonly string[]): Promise<void> {
    if (this.#stopped) return;
    const queued = await findQueuedCommands(this.scope.context, this.scope.gatewayId, stationIds);
    for (const command of queued) {
      const socket = this.sockets.get(command.stationId);
      if (this.#stopped || !socket || this.#running.has(command.commandId)) continue;
      this.#running.add(command.commandId);
      const { station, codec, peer } = socket;
      const run = runStationCommand(this.scope.context, station, codec, (call) => peer.call(call), command);
      this.#background(run.finally(() => this.#running.delete(command.commandId)));
    }
  }

  /** Keeps hold of work that nobody waits for, and tells when it fails: the row is still there for the next look. */
  #background(work: Promise<void>): void {
    const guarded = work
      .catch((error: unknown) =>
        this.scope.context.log.error({ error: String(error) }, "commands not delivered"),
      )
      .finally(() => this.#work.delete(guarded));
    this.#work.add(guarded);
  }
}
