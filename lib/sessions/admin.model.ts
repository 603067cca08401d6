import type { SessionState } from "./session.model";

/** The ready-made filters of the session list, in the operator's order of interest. */
export const SESSION_VIEWS = {
  live: ["AWAITING_PLUG", "STARTING", "CHARGING", "STOPPING"],
  settling: ["ENDED"],
  flagged: ["FLAGGED"],
  billed: ["BILLED"],
  uncharged: ["CLOSED", "START_FAILED"],
  unpaid: ["CHECKOUT", "ABANDONED"],
} as const satisfies Record<string, readonly SessionState[]>;
export type SessionViewName = keyof typeof SESSION_VIEWS;

export interface SessionFilter {
  readonly view: SessionViewName | null;
  /** Reference, EVSE id or label; part of it is enough. */
  readonly text: string | null;
  readonly since: Date | null;
  readonly evseId: string | null;
  readonly locationId: string | null;
}

export interface SessionRow {
  readonly id: string;
  readonly reference: string;
  readonly state: SessionState;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly evseLabel: string;
  readonly evseId: string;
  readonly locationName: string;
  readonly currency: string;
  readonly energyWh: number | null;
  readonly costMinor: number;
  readonly ceilingMinor: number;
  readonly paymentState: string | null;
  readonly paymentId: string | null;
  readonly timeZone: string;
}

/** Where an entry of the timeline comes from (ADM-5). */
export const TIMELINE_SOURCES = [
  "session",
  "payment",
  "station",
  "psp",
  "partner",
  "meter",
  "command",
  "bill",
  "operator",
  "exception",
  "mail",
] as const;
export type TimelineSource = (typeof TIMELINE_SOURCES)[number];

/** One line of the timeline. `name` is a stable code that the page puts into words; `raw` is what was stored or sent. */
export interface TimelineItem {
  readonly key: string;
  readonly at: Date;
  readonly source: TimelineSource;
  readonly name: string;
  readonly detail: string | null;
  readonly raw: string | null;
  /** Neighbours with the same group become one line. */
  readonly group: string | null;
  readonly count: number;
  readonly untilAt: Date | null;
  readonly faulty: boolean;
}

export interface ReadingPoint {
  readonly at: Date;
  readonly energyWh: number | null;
  readonly powerW: number | null;
  readonly socPercent: number | null;
}
