import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { controlServer } from "./control-server";
import type { FleetMember, FleetStation } from "./fleet-member";
import { LiveFeed } from "./live-feed";
import { StationSimulator } from "./station";

export interface FleetOptions {
  readonly stations: readonly FleetStation[];
  /** Base address of the server for every station that has none of its own. */
  readonly gatewayUrl: string;
  /** Port of page and control API; 0 takes a free one. */
  readonly controlPort: number;
  /** Default 127.0.0.1: the fault buttons have no sign-in. */
  readonly controlHost?: string;
  /** `speed` of every station that has none of its own. */
  readonly speed?: number;
}

export interface StationFleet {
  /** Address of page and control API. */
  readonly url: string;
  readonly port: number;
  readonly stations: readonly StationSimulator[];
  /** The station of this identity; throws a `RangeError` when there is none. */
  station(identity: string): StationSimulator;
  stop(): Promise<void>;
}

/** Starts stations, their web page and their control API. Rejects when the port is taken or an identity occurs twice. */
export async function startStationFleet(options: FleetOptions): Promise<StationFleet> {
  const members = new Map<string, FleetMember>();
  for (const { name, site, ...station } of options.stations) {
    if (members.has(station.identity)) throw new RangeError(`identity ${station.identity} occurs twice`);
    const speed = station.speed ?? options.speed ?? 1;
    members.set(station.identity, {
      station: new StationSimulator({ url: options.gatewayUrl, ...station, speed }),
      name: name ?? station.identity,
      site: site ?? "Stations",
      speed,
    });
  }
  const feed = new LiveFeed(members);
  const server = createServer(controlServer(members, feed));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.controlPort, options.controlHost ?? "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const stations = [...members.values()].map(({ station }) => station.start());
  return {
    url: `http://${options.controlHost ?? "127.0.0.1"}:${port}`,
    port,
    stations,
    station: (identity) => {
      const member = members.get(identity);
      if (member === undefined) throw new RangeError(`no station ${identity}`);
      return member.station;
    },
    stop: async () => {
      feed.close();
      await Promise.all(stations.map((station) => station.stop()));
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
