import { z } from "zod";

/** Faults of the HTTP layer and, last three, of the payment engine. */
export const FAULT_KINDS = [
  "status",
  "delay",
  "hang",
  "cut_before",
  "cut_after_executing",
  "cut_mid_body",
  "malformed_json",
  "null_body",
  "empty_body",
  "no_resource",
  "unknown_status",
  "capture_stuck",
  "capture_fails",
  "release_ignored",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const faultSchema = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** HTTP verb; every verb when absent. */
  method: z.enum(["GET", "POST", "PATCH", "DELETE"]).optional(),
  /** Path with `*` for one segment and `**` for any rest. */
  path: z.string().max(300).default("/v2/**"),
  /** Strikes first at the nth matching call … */
  nth: z.number().int().min(1).default(1),
  /** … and then this many calls in a row; 0 means until cleared. */
  times: z.number().int().min(0).default(1),
  /** Kind `status`: the answer's status. */
  status: z.number().int().min(400).max(599).default(503),
  /** Kind `status`: value of `Retry-After`. */
  retryAfterSeconds: z.number().int().min(0).optional(),
  /** Kind `status`: form of the body. */
  body: z.enum(["json", "html", "empty"]).default("json"),
  /** Kinds `status` and `hang`: do the work first, then lie about it. */
  execute: z.boolean().default(false),
  /** Kind `delay`. */
  delayMs: z.number().int().min(0).max(600_000).default(1_000),
});

export type Fault = z.infer<typeof faultSchema>;
/** A fault as a caller writes it: everything but the kind has a default. */
export type FaultInput = z.input<typeof faultSchema>;
