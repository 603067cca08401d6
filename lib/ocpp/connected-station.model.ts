import type { StationIdentity } from "@/lib/sessions/station-facts.model";

/** A station that has proved who it is, for as long as its socket lives. */
export interface ConnectedStation extends StationIdentity {
  /** OCPP identity; for look-ups only, never shown to drivers (SEC-31). */
  readonly identity: string;
  /** Changes when an operator approves a quarantined station and the station announces itself again. */
  approval: "QUARANTINED" | "ACTIVE";
}
