import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { CONNECTION_VERSIONS, connectionSettingsSchema } from "./connection.model";
import { refuseEnded } from "./cpo-membership.rules";
import { REQUEST_MODULES } from "./request.model";
import { changedNames } from "./settings.rules";
import { staffAct } from "./staff-act";
import { REGISTERED_STATES } from "./subscription.model";
import { appendEvent, updateSubscription } from "./subscription.store";

export const settingsChangeSchema = z.strictObject({
  settings: connectionSettingsSchema,
  tokenEncoding: z.enum(["auto", "base64", "raw"]),
  publishAllCdrs: z.boolean(),
  directPayment: z.boolean(),
  vatPercent: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,2})?$/, "a percentage such as 21 or 7.5")
    .nullable(),
  version: z.enum(CONNECTION_VERSIONS).nullable(),
  modules: z.array(z.enum(REQUEST_MODULES)),
});
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

/**
 * Changes the agreement and the quirks of a connection; the next message counts. The version is agreed anew by a registration
 * only. Throws a `ZodError`, `AppError` "version_is_registered", "subscription_ended".
 */
export async function changeSettings(
  context: Context,
  principal: Principal,
  subscriptionId: string,
  input: SettingsChange,
): Promise<void> {
  const { settings, ...change } = settingsChangeSchema.parse(input);
  await staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    refuseEnded(row.state);
    if (change.version !== row.version && REGISTERED_STATES.includes(row.state))
      throw new AppError("conflict", "version_is_registered", "a registered partner keeps its version");
    const encodingChanged = change.tokenEncoding !== row.tokenEncoding;
    await updateSubscription(tx, row.id, {
      ...change,
      settings,
      ...(encodingChanged ? { rememberedEncoding: null } : {}),
      updatedAt: at,
    });
    const before = {
      ...connectionSettingsSchema.parse(row.settings),
      tokenEncoding: row.tokenEncoding,
      publishAllCdrs: row.publishAllCdrs,
      directPayment: row.directPayment,
      vatPercent: row.vatPercent?.toString() ?? null,
      version: row.version,
      modules: row.modules,
    };
    const after = { ...settings, ...change };
    const changed = changedNames(before, after);
    if (changed.length > 0)
      await appendEvent(tx, row, { kind: "settings_changed", at, by, data: { changed } });
    return { audit: { action: "subscription.settings_changed", before, after }, result: undefined };
  });
}
