import { z } from "zod";
import { AppError } from "@/lib/core/errors";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Default and hard platform bounds of one number. TEST CPOs may go below `min`, down to `testMin` (1 unless told). */
interface Bound {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly testMin?: number;
  /** What the number governs, for the settings page. */
  readonly label: string;
  readonly unit: "s" | "Wh" | "minor" | "times" | "days";
}

const seconds = (fallback: number, min: number, max: number, label: string): Bound => ({
  fallback,
  min,
  max,
  label,
  unit: "s",
});

/** Every tunable of a CPO as data. Durations are in seconds, so that a TEST CPO can be quick (REL-41). */
export const PARAMETER_BOUNDS = {
  /** How long a shown price may be paid (REL-11, LAW-14). */
  quoteTtlS: seconds(10 * MINUTE, 2 * MINUTE, 15 * MINUTE, "A shown price stays payable for"),
  /** From the authorised hold until the cable must be in. */
  plugInWindowS: seconds(5 * MINUTE, MINUTE, 15 * MINUTE, "Time to plug in after paying"),
  /** Answer to one RemoteStartTransaction. */
  startAckTimeoutS: seconds(15, 5, 60, "Station must answer a start command within"),
  startAttempts: { fallback: 2, min: 1, max: 3, label: "Start commands per session", unit: "times" },
  /** From the accepted start with the cable in until the station reports a transaction. */
  startConfirmTimeoutS: seconds(60, 20, 180, "Charging must begin within"),
  /** In which the driver may try a failed start again on the same hold. */
  retryWindowS: seconds(10 * MINUTE, MINUTE, 15 * MINUTE, "A failed start may be retried for"),
  /** From the decision that a start has failed until the release is sent. */
  releaseAfterFailureS: seconds(60, 5, 5 * MINUTE, "Send the release after a failed start within"),
  /** From the final meter value until the capture is sent. */
  captureAfterStopS: seconds(2 * MINUTE, 5, 24 * HOUR, "Charge the card after the last reading within"),
  /** How long to wait for a final meter value that does not come. */
  finalMeterWaitS: seconds(15 * MINUTE, MINUTE, 24 * HOUR, "Wait for a missing last reading for"),
  /** Distance to the PSP's last moment for capture (REL-26). */
  captureSafetyMarginS: seconds(
    24 * HOUR,
    12 * HOUR,
    120 * HOUR,
    "Charge at the latest before the hold ends by",
  ),
  stopConfirmTimeoutS: seconds(60, 10, 5 * MINUTE, "Station must confirm a stop within"),
  maxSessionAcS: seconds(24 * HOUR, HOUR, 72 * HOUR, "Longest session, AC"),
  maxSessionDcS: seconds(3 * HOUR, HOUR, 72 * HOUR, "Longest session, DC"),
  /** Below this nothing is charged and the whole hold is released. */
  zeroEnergyWh: { fallback: 100, min: 0, max: 1_000, testMin: 0, label: "Free of charge below", unit: "Wh" },
  occupancyGraceAcS: seconds(30 * MINUTE, 5 * MINUTE, 24 * HOUR, "Free parking after charging, AC"),
  occupancyGraceDcS: seconds(15 * MINUTE, 5 * MINUTE, 24 * HOUR, "Free parking after charging, DC"),
  /** Most that idling can cost per session; also never above the hold. */
  occupancyCapMinor: {
    fallback: 2_500,
    min: 0,
    max: 15_000,
    testMin: 0,
    label: "Idle fee at most",
    unit: "minor",
  },
  /** What stations are told to use between two readings (REL-21: the interval limits how far a price can overshoot). */
  meterIntervalAcS: seconds(30, 5, 60, "Readings every, AC"),
  meterIntervalDcS: seconds(15, 5, 30, "Readings every, DC"),
  /** After which live numbers are called old. */
  staleAfterAcS: seconds(180, 30, 30 * MINUTE, "Readings are old after, AC"),
  staleAfterDcS: seconds(60, 15, 30 * MINUTE, "Readings are old after, DC"),
  holdMinMinor: { fallback: 500, min: 500, max: 15_000, testMin: 1, label: "Smallest hold", unit: "minor" },
  holdMaxMinor: { fallback: 15_000, min: 500, max: 15_000, label: "Largest hold", unit: "minor" },
  /** The largest refund that the role SUPPORT may order alone (ADM-22). */
  supportRefundMaxMinor: {
    fallback: 1_000,
    min: 0,
    max: 5_000,
    testMin: 0,
    label: "Support refunds up to",
    unit: "minor",
  },
  /** The largest refund that one person may order without a second one (SEC-58). */
  refundAloneMaxMinor: {
    fallback: 5_000,
    min: 0,
    max: 15_000,
    testMin: 0,
    label: "Refund without a second person up to",
    unit: "minor",
  },
  refundsPerUserPerDay: {
    fallback: 10,
    min: 1,
    max: 100,
    label: "Refunds per person and day",
    unit: "times",
  },
  /** E-mail, phone and network marks are erased after this (LAW-49). */
  piiRetentionDays: { fallback: 90, min: 1, max: 90, label: "Erase contact data after", unit: "days" },
} as const satisfies Record<string, Bound>;

export type ParameterName = keyof typeof PARAMETER_BOUNDS;
export const PARAMETER_NAMES = Object.keys(PARAMETER_BOUNDS) as ParameterName[];

/** What becomes of a flagged session that nobody has decided about when its hold nears its end. */
export const FLAGGED_POLICIES = ["RELEASE", "CAPTURE"] as const;
export type FlaggedPolicy = (typeof FLAGGED_POLICIES)[number];

/** The complete, checked configuration of one CPO. */
export type Parameters = Readonly<Record<ParameterName, number>> & { readonly flaggedPolicy: FlaggedPolicy };
export type ParameterOverrides = Partial<Parameters>;

/** Bounds of one parameter in the mode of the CPO. */
export function boundsOf(name: ParameterName, mode: "TEST" | "LIVE"): Bound {
  const bound: Bound = PARAMETER_BOUNDS[name];
  return mode === "LIVE" ? bound : { ...bound, min: Math.min(bound.min, bound.testMin ?? 1) };
}

function schemaFor(mode: "TEST" | "LIVE") {
  const field = (name: ParameterName) => {
    const { fallback, min, max } = boundsOf(name, mode);
    return z.number().int().min(min).max(max).default(fallback);
  };
  const shape = Object.fromEntries(PARAMETER_NAMES.map((name) => [name, field(name)]));
  const flaggedPolicy = z.enum(FLAGGED_POLICIES).default("RELEASE");
  return z.strictObject({ ...shape, flaggedPolicy }).superRefine((value, context) => {
    const { holdMinMinor, holdMaxMinor } = value as Record<string, unknown>;
    if (Number(holdMinMinor) > Number(holdMaxMinor)) {
      context.addIssue({ code: "custom", path: ["holdMinMinor"], message: "is above the largest hold" });
    }
  });
}

const SCHEMAS = { TEST: schemaFor("TEST"), LIVE: schemaFor("LIVE") } as const;

/**
 * The parameters of a CPO: defaults, its own overrides on top, checked against the bounds of its mode.
 * Throws `AppError` "parameters_invalid" when a value is out of bounds, unknown or not a whole number; `details.faults`
 * names each.
 */
export function parametersFor(cpo: {
  readonly mode: "TEST" | "LIVE";
  readonly parameters: unknown;
}): Parameters {
  const result = SCHEMAS[cpo.mode].safeParse(cpo.parameters ?? {});
  if (result.success) return result.data as Parameters;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new AppError("validation", "parameters_invalid", "parameters of the CPO are out of bounds", {
    faults,
  });
}
