import type { RunState, StepState } from "../conformance.model";

/** One message of the evidence, as both sides may see it: secrets were masked before it was stored. */
export interface ReportMessage {
  readonly id: string;
  readonly at: Date;
  /** Who spoke. */
  readonly from: "partner" | "kerbwatt";
  /** "POST https://…" or "HTTP 200 1000". */
  readonly head: string;
  readonly body: string;
}

export interface ReportStep {
  readonly number: number;
  readonly key: string;
  readonly title: string;
  readonly phase: string;
  readonly state: StepState;
  readonly finishedAt: Date | null;
  readonly detail: string | null;
  readonly messages: readonly ReportMessage[];
}

/** The result of a run for both sides: everything that the PDF and the JSON file say. */
export interface RunReport {
  readonly runId: string;
  readonly number: number;
  readonly state: RunState;
  readonly connection: string;
  readonly environment: string;
  readonly version: string;
  readonly modules: readonly string[];
  readonly operators: readonly string[];
  readonly provider: { readonly name: string; readonly party: string; readonly tokens: string };
  readonly place: string;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly steps: readonly ReportStep[];
}
