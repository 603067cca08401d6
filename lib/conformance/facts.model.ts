import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Run, RunStep } from "./conformance.model";

/** One exchange with the partner from the journal: a request and, when there was one, its answer. */
export interface Exchange {
  /** Ids of the journal entries, the request's first. */
  readonly ids: readonly bigint[];
  readonly at: Date;
  /** IN: the partner calls us. */
  readonly direction: "IN" | "OUT";
  readonly method: string;
  readonly module: string;
  readonly url: string;
  /** Path behind the module, decoded. */
  readonly segments: readonly string[];
  readonly request: unknown;
  /** "200 1000"; null while it is awaited. */
  readonly status: string | null;
  readonly answer: unknown;
  /** Of the answer, by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly correlationId: string | null;
  readonly sessionId: string | null;
}

/** A command of the partner since the run began. */
export interface CommandFact {
  readonly type: string;
  readonly receivedAt: Date;
  readonly locationId: string | null;
  readonly evseUid: string | null;
  readonly tokenUid: string | null;
  readonly authorizationReference: string | null;
  readonly sessionId: string | null;
  readonly sessionEvseId: string | null;
  /** Of the session's token. */
  readonly contractId: string | null;
  readonly answer: string;
  readonly reason: string | null;
  readonly timeoutS: number;
  readonly result: string | null;
  readonly resultState: "NONE" | "WAITING" | "SENT" | "FAILED";
  readonly resultAt: Date | null;
  readonly correlationId: string | null;
}

export interface PushFact {
  readonly kind: string;
  readonly objectId: string;
  readonly state: "PENDING" | "SENT" | "SUPERSEDED" | "DEAD";
  readonly createdAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: string | null;
}

export interface CdrFact {
  readonly id: string;
  readonly number: string;
  readonly sessionId: string;
  readonly currency: string;
  readonly wholesaleGrossMinor: number | null;
}

export interface AdviceFact {
  readonly adviceId: string;
  readonly sessionId: string | null;
  readonly currency: string;
  readonly grossMinor: number | null;
  readonly captureStatus: string;
}

/** Everything that a step may be judged by: what is stored about the connection since the run began, and nobody's word. */
export interface RunFacts {
  readonly now: Date;
  readonly run: Run;
  readonly step: RunStep;
  readonly connection: Connection;
  readonly registeredAt: Date | null;
  /** A token of ours with which the partner may call. */
  readonly hasOwnToken: boolean;
  /** Of the modules that the step looks at, in order. */
  readonly exchanges: readonly Exchange[];
  readonly commands: readonly CommandFact[];
  readonly pushes: readonly PushFact[];
  readonly cdrs: readonly CdrFact[];
  readonly advices: readonly AdviceFact[];
  /** Ids of the tariffs that the partner may see. */
  readonly wholesaleCodes: ReadonlySet<string>;
  /** Ad-hoc tokens that were kept by the Tokens module; must be none. */
  readonly storedAdHocTokens: number;
}

/** What the facts say about a step. `detail` of a waiting one tells what is missing. */
export type Verdict =
  | {
      readonly state: "PASSED" | "FAILED" | "SKIPPED";
      readonly detail: string;
      readonly evidence: readonly bigint[];
    }
  | { readonly state: "RUNNING"; readonly detail: string | null };

export type Observe = (facts: RunFacts) => Verdict;
