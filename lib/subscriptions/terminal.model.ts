import { z } from "zod";

export const TERMINAL_MODES = ["OCPI", "CLOUD", "HARDWARE"] as const;
export type TerminalMode = (typeof TERMINAL_MODES)[number];
/** PENDING: we have asked the provider to put it into service and wait for its word. */
export const TERMINAL_STATES = ["PENDING", "ACTIVE", "DEACTIVATED"] as const;
export type TerminalState = (typeof TERMINAL_STATES)[number];

/** What the provider of a terminal must be told about. `terminal.changed` carries one of these as `act`. */
export const TERMINAL_ACTS = ["assign", "activate", "deactivate", "details"] as const;
export type TerminalAct = (typeof TERMINAL_ACTS)[number];

export const TERMINAL_EVENTS = {
  /** A person has changed something of a terminal that its provider must know. */
  changed: "terminal.changed",
} as const;

const text = (max: number) => z.string().trim().max(max);
const optional = (max: number) =>
  text(max)
    .transform((value) => (value === "" ? null : value))
    .nullable()
    .default(null);

/** A terminal that a person enters: for 2.1.1 and 2.2.1, which have no module for it. */
export const newTerminalSchema = z.strictObject({
  subscriptionId: z.uuid("Choose the provider's connection."),
  /** OCPI CiString(36): printable ASCII. */
  terminalId: text(36).regex(/^[\x21-\x7e]+$/, "Up to 36 letters, digits or signs, without blanks."),
  label: text(60).min(1, "Say how your people call this terminal."),
  brand: optional(60),
  model: optional(60),
  reference: optional(36),
  customerReference: optional(36),
});
export type NewTerminal = z.infer<typeof newTerminalSchema>;

/** An integrated terminal that its provider shall put into service: known by its serial number, the id comes from there. */
export const activationSchema = z.strictObject({
  subscriptionId: z.uuid("Choose the provider's connection."),
  reference: text(36).min(1, "The serial number is how the provider finds the terminal."),
  label: text(60).min(1, "Say how your people call this terminal."),
  customerReference: optional(36),
});
export type Activation = z.infer<typeof activationSchema>;

/** What a person may change of a terminal. */
export const terminalDetailsSchema = z.strictObject({
  label: text(60).min(1, "Say how your people call this terminal."),
  brand: optional(60),
  model: optional(60),
  reference: optional(36),
  customerReference: optional(36),
  invoiceCreator: z.enum(["CPO", "PTP"]).nullable().default(null),
});
export type TerminalDetails = z.infer<typeof terminalDetailsSchema>;

/** Where a terminal is to serve: whole locations, EVSEs, or nothing. */
export interface TerminalPlaces {
  readonly locationIds: readonly string[];
  readonly evseIds: readonly string[];
}

/** What the provider has otherwise than we. */
export interface TerminalDifference {
  readonly field: "locations" | "evses";
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** A terminal as its provider told it, in our words. */
export interface ReportedTerminal {
  readonly terminalId: string;
  readonly reference: string | null;
  readonly customerReference: string | null;
  readonly invoiceBaseUrl: string | null;
  readonly invoiceCreator: "CPO" | "PTP" | null;
  readonly locationIds: readonly string[];
  readonly evseUids: readonly string[];
  readonly updatedAt: Date | null;
  /** The message as it came. */
  readonly content: Readonly<Record<string, unknown>>;
}
