import { z } from "zod";
import { METHOD_IDS } from "./catalogue.model";

const milliseconds = z
  .number()
  .int()
  .min(0)
  .max(366 * 86_400_000);

/** When the first webhook of a change made in the checkout is sent, relative to the redirect back to the shop. */
export const WEBHOOK_TIMINGS = ["simultaneous", "before", "after"] as const;

export const webhookModesSchema = z.strictObject({
  timing: z.enum(WEBHOOK_TIMINGS).default("simultaneous"),
  /** With `after`: how long after the redirect. */
  afterMs: milliseconds.default(1_000),
  /** How many identical calls each change makes. */
  copies: z.number().int().min(1).max(20).default(1),
  /** Two neighbouring changes arrive in the wrong order. */
  reorder: z.boolean().default(false),
  /** With `reorder`: how long a change waits for the one that overtakes it. */
  reorderWindowMs: milliseconds.default(2_000),
  /** Nothing is sent. */
  drop: z.boolean().default(false),
  /** Every first call is this late. */
  delayMs: milliseconds.default(0),
  /** The body carries this id in place of the payment's. */
  wrongId: z.string().max(200).nullable().default(null),
});

/** Every switch of the simulator, with its default. The README says which ones stand for facts that nobody documents. */
export const settingsSchema = z.strictObject({
  /** Keys must be registered through the control API first. */
  strictKeys: z.boolean().default(false),
  enabledMethods: z.array(z.enum(METHOD_IDS)).default([...METHOD_IDS]),
  /** Undocumented at the real provider: does Google Pay hold, or is it paid at once? */
  googlePayHolds: z.boolean().default(true),
  /** Show methods that cannot hold although `captureMode` is manual; they lead to `paid`. */
  offerUnholdable: z.boolean().default(true),
  /** When a refused card ends the payment: only with one fixed method (documented), or always. */
  declineEnds: z.enum(["single_method", "always"]).default("single_method"),
  openIsCancelable: z.boolean().default(true),
  /** `DELETE` of an authorised payment releases it (documented in 2024, superseded). */
  cancelReleases: z.boolean().default(true),
  /** The status of a hold that was neither captured nor released in time; the sources disagree. */
  lapsedHoldStatus: z.enum(["expired", "failed", "canceled"]).default("expired"),
  openForMs: milliseconds.default(15 * 60_000),
  captureAfterMs: milliseconds.default(200),
  releaseAfterMs: milliseconds.default(200),
  refundProcessingAfterMs: milliseconds.default(2 * 3_600_000),
  refundDoneAfterMs: milliseconds.default(3_600_000),
  refundOutcome: z.enum(["refunded", "failed"]).default("refunded"),
  /** New refunds stay `queued`, as with a low balance, until the switch is off and the next step is due. */
  balanceTooLow: z.boolean().default(false),
  allowOverRefund: z.boolean().default(false),
  /** Refuse loopback and private webhook addresses, as the real provider does. */
  rejectPrivateWebhooks: z.boolean().default(false),
  webhookTimeoutMs: z.number().int().min(10).max(60_000).default(15_000),
  webhooks: webhookModesSchema.default(webhookModesSchema.parse({})),
});

export type Settings = z.infer<typeof settingsSchema>;
export type WebhookModes = z.infer<typeof webhookModesSchema>;

/** A change of some switches; what is absent stays as it is. */
export type SettingsPatch = Partial<Omit<Settings, "webhooks">> & {
  readonly webhooks?: Partial<WebhookModes>;
};

/** The settings after a patch. Throws a `ZodError` on an unknown or wrong switch. */
export function mergeSettings(current: Settings, patch: unknown): Settings {
  const change = z.looseObject({ webhooks: z.looseObject({}).optional() }).parse(patch);
  return settingsSchema.parse({
    ...current,
    ...change,
    webhooks: { ...current.webhooks, ...change.webhooks },
  });
}
