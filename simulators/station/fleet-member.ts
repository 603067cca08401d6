import type { StationSimulator } from "./station";
import type { StationOptions } from "./station.model";

/** One station of a fleet. `name` and `site` are only for the page. */
export interface FleetStation extends Omit<StationOptions, "url"> {
  readonly url?: string;
  readonly name?: string;
  readonly site?: string;
}

/** A station with what the page shows about it. */
export interface FleetMember {
  readonly station: StationSimulator;
  readonly name: string;
  readonly site: string;
  readonly speed: number;
}
