import { describe, expect, it } from "vitest";
import { smartChargingOf } from "./smart-charging.rules";

describe("what a station says of smart charging", () => {
  it.each([
    ["nothing is known", {}, false],
    ["no configuration at all", null, false],
    ["other profiles", { SupportedFeatureProfiles: "Core,RemoteTrigger" }, false],
    ["its profile", { SupportedFeatureProfiles: "Core,SmartCharging" }, true],
    ["its profile, spelled otherwise", { supportedfeatureprofiles: " core , smartcharging " }, true],
    ["a word that only contains it", { SupportedFeatureProfiles: "Core,NoSmartCharging" }, false],
  ])("%s", (_, configuration, isSupported) => {
    expect(smartChargingOf(configuration).isSupported).toBe(isSupported);
  });

  it("units and periods are open unless it says otherwise", () => {
    expect(smartChargingOf({})).toEqual({ isSupported: false, units: ["W", "A"], periodsMax: null });
    expect(
      smartChargingOf({
        ChargingScheduleAllowedChargingRateUnit: "Current",
        ChargingScheduleMaxPeriods: "24",
      }),
    ).toMatchObject({ units: ["A"], periodsMax: 24 });
    expect(
      smartChargingOf({
        ChargingScheduleAllowedChargingRateUnit: "Kilowatt",
        ChargingScheduleMaxPeriods: "many",
      }),
    ).toMatchObject({ units: ["W", "A"], periodsMax: null });
  });
});
