import { z } from "zod";

/** Life of a run. ABORTED: a person has ended it, or the connection has moved on. */
export type RunState = "RUNNING" | "PASSED" | "FAILED" | "ABORTED";

/** SKIPPED: not tried; fine for an optional step, and for one whose ground was missing. */
export type StepState = "WAITING" | "RUNNING" | "PASSED" | "FAILED" | "SKIPPED";

/** Internal events of this room, handled in lib/jobs; their names put them into the lane of partners. */
export const CONFORMANCE_EVENTS = {
  /** Look what has happened, and go on. */
  look: "ocpi.conformance_look",
  /** A run has its result. */
  ended: "ocpi.conformance_ended",
} as const;

/** A charging point of the run, as it was named when the run began. Ids of rows are the ids that partners see. */
const placeSchema = z.object({
  evseId: z.uuid(),
  label: z.string(),
  locationId: z.uuid(),
  locationName: z.string(),
  /** OCPI connector id. */
  connectorId: z.string(),
});
export type RunPlace = z.infer<typeof placeSchema>;

/** Circumstances of a run, kept with it. */
export const runSetupSchema = z.object({
  /** Where the session of the run is started. */
  evse: placeSchema,
  /** A charging point whose station is off the network when its step comes; may be the same one. */
  offline: placeSchema,
  /** A charging point whose station hears a start and does not answer; null leaves the step out. */
  silent: placeSchema.nullable(),
  /** Also exchange new tokens. */
  rotation: z.boolean(),
  /** A simulated provider does the partner's part by itself. */
  unattended: z.boolean(),
  /** Control address of the station simulator that moves cable and network in an unattended run. */
  stationControl: z.string().nullable(),
  /** Terminals that serve the charging point, by the names that people know; the first is tapped. */
  terminals: z.array(z.object({ terminalId: z.string(), label: z.string() })),
});
export type RunSetup = z.infer<typeof runSetupSchema>;

/** Seconds between two looks. */
export const LOOK_EVERY_S = 3;
/** Seconds after which an act that has shown no effect is done again. */
export const ACT_AGAIN_S = 20;

/** One step of a run as it is stored and shown. */
export interface RunStep {
  readonly number: number;
  readonly key: string;
  readonly state: StepState;
  readonly startedAt: Date | null;
  readonly actedAt: Date | null;
  readonly finishedAt: Date | null;
  /** What was seen, in a sentence; while it runs, what is missing still. */
  readonly detail: string | null;
  /** Ids of journal entries. */
  readonly evidence: readonly bigint[];
}

/** A run with its steps in order. */
export interface Run {
  readonly id: string;
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly number: number;
  readonly state: RunState;
  readonly version: string;
  readonly byName: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly setup: RunSetup;
  readonly steps: readonly RunStep[];
}
