import { describe, expect, it } from "vitest";
import { type ConnectionSettings, connectionSettingsSchema } from "@/lib/subscriptions/connection.model";
import { changedNames, settingsSeen } from "@/lib/subscriptions/settings.rules";
import { PAYTER } from "./providers/payter/profile";
import { dropQuirk, takeQuirk, viewQuirks } from "./quirks.rules";
import { PROVIDERS } from "./registry";

const DEFAULTS = connectionSettingsSchema.parse({});
const NOBODY = new Map();
const ADA = { at: new Date("2026-03-02T09:00:00Z"), byName: "Ada" };
const states = (settings: Partial<ConnectionSettings>, handSet: ReadonlyMap<string, typeof ADA> = NOBODY) =>
  viewQuirks(PAYTER.quirks, { ...DEFAULTS, ...settings }, handSet).map(({ state }) => state);

describe("known quirks in the settings of a connection", () => {
  it("are off at the beginning, and on when they are taken", () => {
    expect(states({})).toEqual(["off", "off", "off"]);
    expect(states(PAYTER.quirks.reduce(takeQuirk, DEFAULTS))).toEqual(["on", "on", "on"]);
  });

  it("a push that was switched off by hand is no obstacle for another, and stays", () => {
    const settings = { ...DEFAULTS, noPush: ["cdrs"] as const };
    const taken = PAYTER.quirks.reduce(takeQuirk, { ...settings, noPush: [...settings.noPush] });
    expect(taken.noPush).toEqual(["tariffs", "cdrs"]);
    expect(PAYTER.quirks.reduce(dropQuirk, taken)).toEqual(settings);
  });

  it.each<[string, string[], (string | null)[]]>([
    ["the setting itself", ["preparingAs"], [null, "Ada", null]],
    ["the push of this module", ["noPush.tariffs"], [null, null, "Ada"]],
    ["the push of another module", ["noPush.cdrs"], [null, null, null]],
    ["pushes, as they were noted before", ["noPush"], [null, null, "Ada"]],
    ["another setting", ["asciiOnly"], [null, null, null]],
  ])("ADM-18: set by hand otherwise: %s", (_, names, by) => {
    const views = viewQuirks(PAYTER.quirks, DEFAULTS, new Map(names.map((name) => [name, ADA])));
    expect(views.map(({ changes }) => changes[0]?.byHand?.byName ?? null)).toEqual(by);
    expect(views.map(({ state }) => state)).toEqual(by.map((name) => (name ? "against" : "off")));
  });

  it("what stands as the quirk wants it is never against it, whoever set it", () => {
    expect(states({ preparingAs: "AVAILABLE" }, new Map([["preparingAs", ADA]]))).toEqual([
      "off",
      "on",
      "off",
    ]);
  });

  it("a value that is neither usual nor wanted was chosen, even without history", () => {
    const quirk = { key: "x", label: "X", why: "", wants: { sessionsBy: "PUT" as const } };
    const [view] = viewQuirks([quirk], { ...DEFAULTS, sessionsBy: "PATCH" }, NOBODY);
    expect(view).toMatchObject({ state: "against", changes: [{ byHand: { at: null, byName: null } }] });
  });

  it.each(PROVIDERS)(
    "$name: taking and dropping every quirk leaves the settings as they were",
    ({ quirks }) => {
      const custom = { ...DEFAULTS, shortCdrAddress: true, strictDateFrom: true };
      expect(quirks.reduce(dropQuirk, quirks.reduce(takeQuirk, custom))).toEqual(custom);
    },
  );
});

describe("changes of settings", () => {
  it("are named, each push by itself", () => {
    const after = { ...DEFAULTS, asciiOnly: true, noPush: ["cdrs", "tariffs"] };
    expect(changedNames({ ...DEFAULTS, noPush: ["cdrs"] }, after)).toEqual(["asciiOnly", "noPush.tariffs"]);
  });

  it("what was seen is compared as it is read, not as it is stored", () => {
    expect(settingsSeen({})).toBe(settingsSeen(DEFAULTS));
    expect(settingsSeen(null)).toBe(settingsSeen({ gone: 1, preparingAs: "nonsense" }));
    expect(settingsSeen({ asciiOnly: true })).not.toBe(settingsSeen({}));
  });
});
