import type { ConnectorStatus } from "./station.model";

/** The facts that decide a connector's status. */
export interface ConnectorFacts {
  readonly faulted: boolean;
  readonly operative: boolean;
  readonly plugged: boolean;
  readonly inTransaction: boolean;
  /** A start was authorised and waits for the cable, or the tag is being checked. */
  readonly startPending: boolean;
  /** The last transaction ended and the cable is still in. */
  readonly finishing: boolean;
  /** The station withholds power. */
  readonly stationHolds: boolean;
  /** The car takes power: ready, and not full. */
  readonly carTakes: boolean;
}

/** The status that these facts mean (OCPP 1.6 §4.9). Status is derived, never stored, so it cannot contradict them. */
export function connectorStatus(facts: ConnectorFacts): ConnectorStatus {
  if (facts.faulted) return "Faulted";
  if (facts.inTransaction) {
    if (facts.stationHolds) return "SuspendedEVSE";
    return facts.plugged && facts.carTakes ? "Charging" : "SuspendedEV";
  }
  if (!facts.operative) return "Unavailable";
  if (facts.startPending) return "Preparing";
  if (facts.finishing) return "Finishing";
  return facts.plugged ? "Preparing" : "Available";
}
