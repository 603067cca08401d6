import { recordConnected, recordDisconnected, recordSeen } from "@/lib/locations/station-presence";
import type { ConnectedStation } from "@/lib/ocpp/connected-station.model";
import { KeyedQueue } from "./gate";
import type { GatewayScope } from "./gateway.model";

/**
 * Which stations are here, in the database. Writes about one station keep their order, so that the end of an old socket can
 * not wipe out the beginning of a new one; "last seen" is written for all stations together, every few seconds.
 */
export class Presence {
  readonly #queue = new KeyedQueue();
  #seen = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly scope: GatewayScope) {
    this.#timer = setInterval(() => void this.flush(), scope.timing.seenEveryMs);
  }

  connected(station: ConnectedStation, ocppVersion: string): Promise<void> {
    const { context, gatewayId } = this.scope;
    const { stationId } = station;
    return this.#queue.run(stationId, () => recordConnected(context, { stationId, gatewayId, ocppVersion }));
  }

  /** Never rejects: a lost write is repaired by the next connection, and "last seen" goes stale by itself. */
  async disconnected({ stationId }: ConnectedStation): Promise<void> {
    const { context, gatewayId } = this.scope;
    this.#seen.delete(stationId);
    await this.#queue
      .run(stationId, () => recordDisconnected(context, { stationId, gatewayId }))
      .catch((error: unknown) =>
        context.log.error({ stationId, error: String(error) }, "presence not written"),
      );
  }

  seen({ stationId }: ConnectedStation): void {
    this.#seen.add(stationId);
  }

  /** Writes what was seen since the last time. Never rejects. */
  async flush(): Promise<void> {
    const { context } = this.scope;
    const stationIds = [...this.#seen];
    this.#seen = new Set();
    await recordSeen(context, stationIds, context.clock.now()).catch((error: unknown) =>
      context.log.error({ stations: stationIds.length, error: String(error) }, "last seen not written"),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#queue.settled();
  }
}
