import { connectionSettingsSchema, PUSHABLE_MODULES, pushSetting } from "./connection.model";

/** The settings as a person saw them, to be compared before a change that was confirmed for them. */
export function settingsSeen(settings: unknown): string {
  return JSON.stringify(connectionSettingsSchema.parse(settings ?? {}));
}

/** Names of the members that differ; of pushes each module by itself, so that the history says which one. */
export function changedNames(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return Object.keys(after).flatMap((name) => {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) return [];
    return name === "noPush" ? changedPushes(before.noPush, after.noPush) : [name];
  });
}

function changedPushes(before: unknown, after: unknown): string[] {
  const [was, is] = [before, after].map((value) => (Array.isArray(value) ? value : []));
  return PUSHABLE_MODULES.filter((module) => was?.includes(module) !== is?.includes(module)).map(pushSetting);
}
