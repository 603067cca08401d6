import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { type ConnectionSettings, connectionSettingsSchema, type HandSet } from "./connection.model";
import { refuseEnded } from "./cpo-membership.rules";
import { findHandSet } from "./hand-set.queries";
import { changedNames, settingsSeen } from "./settings.rules";
import { staffAct } from "./staff-act";
import { appendEvent, type StepData, updateSubscription } from "./subscription.store";

interface Standing {
  readonly provider: string;
  readonly settings: ConnectionSettings;
  readonly handSet: ReadonlyMap<string, HandSet>;
}

interface Adjusted<T> {
  readonly settings: ConnectionSettings;
  /** For the history. */
  readonly note: StepData;
  readonly result: T;
}

/**
 * Changes settings of a connection from what they are, for rooms that know why; the next message counts. `seen` is what the
 * person has confirmed the change for. Without a change nothing is written into the history. Throws `AppError`
 * "settings_moved", "subscription_ended", "permission_missing", "subscription_unknown".
 */
export async function adjustSettings<T>(
  context: Context,
  principal: Principal,
  about: { readonly subscriptionId: string; readonly seen: string },
  adjust: (standing: Standing) => Adjusted<T>,
): Promise<T> {
  return staffAct(context, principal, about.subscriptionId, async ({ tx, row, at, by }) => {
    refuseEnded(row.state);
    if (settingsSeen(row.settings) !== about.seen)
      throw new AppError("conflict", "settings_moved", "the settings are not those that were confirmed");
    const before = connectionSettingsSchema.parse(row.settings ?? {});
    const handSet = await findHandSet(tx, row.id);
    const { settings, note, result } = adjust({ provider: row.provider, settings: before, handSet });
    const after = connectionSettingsSchema.parse(settings);
    const changed = changedNames(before, after);
    if (changed.length > 0) {
      await updateSubscription(tx, row.id, { settings: after, updatedAt: at });
      await appendEvent(tx, row, { kind: "settings_changed", at, by, data: { changed, ...note } });
    }
    return { audit: { action: "subscription.settings_changed", before, after }, result };
  });
}
