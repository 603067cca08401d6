import {
  type ConnectionSettings,
  connectionSettingsSchema,
  type HandSet,
  PUSHABLE_MODULES,
  pushSetting,
} from "@/lib/subscriptions/connection.model";
import type { Quirk } from "./provider.model";

const DEFAULTS = connectionSettingsSchema.parse({});

/** One setting that a quirk decides. */
export interface QuirkChange {
  /** As in the history: `preparingAs`, `noPush.tariffs`. */
  readonly name: string;
  readonly from: boolean | string;
  readonly to: boolean | string;
  /** Who has set it otherwise by hand. Null: nobody, or it is as the quirk wants it. */
  readonly byHand: HandSet | null;
}

/**
 * How a quirk stands: `on`; `off`; `against` when a person has set something of it otherwise, which only a person's explicit
 * wish may change.
 */
export type QuirkState = "on" | "off" | "against";

export interface QuirkView {
  readonly quirk: Quirk;
  readonly state: QuirkState;
  readonly changes: readonly QuirkChange[];
}

/** What became of a wish for quirks, by their labels. */
export interface QuirkResult {
  readonly taken: readonly string[];
  readonly dropped: readonly string[];
  /** Left alone because a person has set something of them otherwise. */
  readonly left: readonly string[];
}

/** The same for people, in the answer and in the history. */
export function quirkSentence({ taken, dropped, left }: QuirkResult): string {
  const said = [
    taken.length > 0 ? `Switched on: ${taken.join(", ")}.` : "",
    dropped.length > 0 ? `Switched off: ${dropped.join(", ")}.` : "",
    left.length > 0 ? `Left as set by hand: ${left.join(", ")}.` : "",
  ].filter(Boolean);
  return said.length > 0 ? said.join(" ") : "Nothing had to be changed.";
}

type Push = ConnectionSettings["noPush"][number];

/** The single values that a quirk wants, each as it is now and as the quirk has it. */
function valuesOf(settings: ConnectionSettings, { wants }: Quirk): Omit<QuirkChange, "byHand">[] {
  const { noPush = [], ...rest } = wants;
  const plain = (Object.keys(rest) as (keyof typeof rest)[]).map((name) => ({
    name,
    from: settings[name],
    to: rest[name] ?? settings[name],
  }));
  // A push is on or off, so that the words are the same as in the form.
  const pushes = noPush.map((module: Push) => ({
    name: pushSetting(module),
    from: !settings.noPush.includes(module),
    to: false,
  }));
  return [...plain, ...pushes];
}

/** A value that is neither the default nor what the quirk wants was chosen, even where the history does not go back so far. */
function isChosen({ name, from, to }: Omit<QuirkChange, "byHand">): boolean {
  return name in DEFAULTS && from !== to && from !== DEFAULTS[name as keyof ConnectionSettings];
}

const SOMEBODY: HandSet = { at: null, byName: null };

/** A provider's quirks as they stand in the settings of a connection. `handSet` says who has changed which setting last. */
export function viewQuirks(
  quirks: readonly Quirk[],
  settings: ConnectionSettings,
  handSet: ReadonlyMap<string, HandSet>,
): QuirkView[] {
  return quirks.map((quirk) => {
    const changes = valuesOf(settings, quirk).map((value) => {
      const isPush = !(value.name in DEFAULTS);
      const known = handSet.get(value.name) ?? (isPush ? handSet.get("noPush") : undefined);
      const byHand = value.from === value.to ? null : (known ?? (isChosen(value) ? SOMEBODY : null));
      return { ...value, byHand };
    });
    const isOn = changes.every(({ from, to }) => from === to);
    const isAgainst = changes.some(({ byHand }) => byHand !== null);
    return { quirk, changes, state: isOn ? "on" : isAgainst ? "against" : "off" };
  });
}

/** The settings with a quirk. */
export function takeQuirk(settings: ConnectionSettings, { wants }: Quirk): ConnectionSettings {
  const { noPush = [], ...rest } = wants;
  return { ...settings, ...rest, noPush: inOrder([...settings.noPush, ...noPush]) };
}

/** The settings without a quirk: what it decides is as at the beginning, the rest stays. */
export function dropQuirk(settings: ConnectionSettings, { wants }: Quirk): ConnectionSettings {
  const { noPush = [], ...rest } = wants;
  const defaults = Object.fromEntries(
    (Object.keys(rest) as (keyof ConnectionSettings)[]).map((name) => [name, DEFAULTS[name]]),
  );
  const kept = settings.noPush.filter((module) => !noPush.includes(module));
  return connectionSettingsSchema.parse({ ...settings, ...defaults, noPush: kept });
}

/** As the form of the settings writes them. */
function inOrder(modules: readonly Push[]): Push[] {
  return PUSHABLE_MODULES.filter((module) => modules.includes(module));
}
