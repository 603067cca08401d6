import type { StateMachine } from "@/lib/core/state-machine";

export const SESSION_STATES = [
  "CHECKOUT",
  "AWAITING_PLUG",
  "STARTING",
  "START_FAILED",
  "CHARGING",
  "STOPPING",
  "ENDED",
  "FLAGGED",
  "BILLED",
  "CLOSED",
  "ABANDONED",
] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** What moves a session. Each is written to its timeline. */
export type SessionTrigger =
  | "payment_failed"
  | "paid_wait_plug"
  | "paid_start"
  | "paid_but_refused"
  | "terminal_wait_plug"
  | "terminal_start"
  | "plugged_in"
  | "start_failed"
  | "retry_wait_plug"
  | "retry_start"
  | "transaction_started"
  | "stop_requested"
  | "transaction_stopped"
  | "closed_at_last_reading"
  | "billed"
  | "flagged"
  | "nothing_delivered"
  | "given_up";

/** Life of a charging session, from checkout to bill (REL-14). Rendered in docs/state-machines.md. */
export const SESSION_MACHINE: StateMachine<SessionState, SessionTrigger> = {
  name: "session",
  initial: "CHECKOUT",
  states: SESSION_STATES,
  final: ["BILLED", "CLOSED", "ABANDONED"],
  edges: [
    { from: "CHECKOUT", on: "payment_failed", to: "ABANDONED" },
    { from: "CHECKOUT", on: "paid_wait_plug", to: "AWAITING_PLUG" },
    { from: "CHECKOUT", on: "paid_start", to: "STARTING" },
    { from: "CHECKOUT", on: "paid_but_refused", to: "START_FAILED" },
    { from: "CHECKOUT", on: "terminal_wait_plug", to: "AWAITING_PLUG" },
    { from: "CHECKOUT", on: "terminal_start", to: "STARTING" },
    { from: "AWAITING_PLUG", on: "plugged_in", to: "STARTING" },
    { from: "AWAITING_PLUG", on: "transaction_started", to: "CHARGING" },
    { from: "AWAITING_PLUG", on: "start_failed", to: "START_FAILED" },
    { from: "AWAITING_PLUG", on: "given_up", to: "CLOSED" },
    { from: "STARTING", on: "transaction_started", to: "CHARGING" },
    { from: "STARTING", on: "start_failed", to: "START_FAILED" },
    { from: "STARTING", on: "given_up", to: "CLOSED" },
    { from: "START_FAILED", on: "retry_wait_plug", to: "AWAITING_PLUG" },
    { from: "START_FAILED", on: "retry_start", to: "STARTING" },
    { from: "START_FAILED", on: "transaction_started", to: "CHARGING" },
    { from: "START_FAILED", on: "given_up", to: "CLOSED" },
    { from: "CHARGING", on: "stop_requested", to: "STOPPING" },
    { from: "CHARGING", on: "transaction_stopped", to: "ENDED" },
    { from: "CHARGING", on: "closed_at_last_reading", to: "ENDED" },
    { from: "STOPPING", on: "transaction_stopped", to: "ENDED" },
    { from: "STOPPING", on: "closed_at_last_reading", to: "ENDED" },
    { from: "ENDED", on: "billed", to: "BILLED" },
    { from: "ENDED", on: "nothing_delivered", to: "CLOSED" },
    { from: "ENDED", on: "flagged", to: "FLAGGED" },
    { from: "FLAGGED", on: "billed", to: "BILLED" },
    { from: "FLAGGED", on: "nothing_delivered", to: "CLOSED" },
  ],
};

/** States in which the session holds its EVSE; the same list stands in a partial unique index (REL-12). */
export const ACTIVE_STATES: readonly SessionState[] = ["AWAITING_PLUG", "STARTING", "CHARGING", "STOPPING"];

/** Why a session did not start, was stopped, flagged or closed. Stable codes; texts live in the message catalogues. */
export const SESSION_REASONS = [
  "payment_declined",
  "payment_canceled",
  "payment_expired",
  "amount_mismatch",
  "taken_over",
  "station_offline",
  "station_refused",
  "station_silent",
  "evse_unavailable",
  "not_plugged_in",
  "no_transaction",
  "driver_gave_up",
  "stopped_by_driver",
  "stopped_by_operator",
  "stopped_at_terminal",
  "stopped_at_ceiling",
  "stopped_at_station",
  "stopped_by_time_limit",
  "vehicle_disconnected",
  "power_loss",
  "hold_deadline",
  "started_after_release",
  "connection_lost",
  "no_energy",
  "implausible_meter",
  "price_failed",
] as const;
export type SessionReason = (typeof SESSION_REASONS)[number];

/** The CDR of a session that counts: neither a credit nor taken back by one (REL-9). At most one at a time. */
export const STANDING_CDR = { kind: { not: "CREDIT" }, creditedBy: null } as const;

/** Entry of a timeline: the register began anew during the session, so that start and stop can not be compared (REL-81). */
export const METER_RESET = "meter_reset";

/** Events of this room (lib/db/emit). Payloads carry ids only. */
export const SESSION_EVENTS = {
  /** The deadline for plugging in or starting has come. */
  startDeadline: "session.start_deadline",
  /** The time in which a failed start may be tried again is over. */
  retryOver: "session.retry_over",
  /** The station has not reported for a while, or a stop has not been confirmed. */
  watch: "session.watch",
  /** The last meter value is known, or will never come. */
  ended: "session.ended",
  /** Something of a session that a partner started has changed. One waiting event per session: the newest state counts. */
  partnerChanged: "session.partner_changed",
  /** The station has answered what a partner asked of it, or will not: `command` and `outcome` say what. */
  commandAnswered: "session.command_answered",
  /** The station has answered a command of smart charging, or will not: `commandId` says which. */
  profileAnswered: "session.profile_answered",
} as const;
