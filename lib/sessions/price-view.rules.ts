import { displayPrice } from "@/lib/pricing/display.rules";
import { energyForBudget, exampleCost } from "@/lib/pricing/estimate.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { HoldOption, PriceView } from "./driver-view.model";

/** The example that stands beside every price: 20 kWh in 40 minutes on DC, in two hours on AC (UX-8). */
const EXAMPLE_WH = 20_000;

/** The price as the driver sees it, with its example from the one engine. */
export function priceView(
  tariff: Tariff,
  place: { currentType: "AC" | "DC"; maxPowerW: number; timeZone: string },
  at: Date,
): PriceView {
  const display = displayPrice(tariff, { at, timeZone: place.timeZone });
  const minutes = exampleMinutes(place);
  const example = exampleCost(tariff, { energyWh: EXAMPLE_WH, minutes, at, timeZone: place.timeZone });
  const rates = new Set(
    display.components.map((component) => component.vatPercent).filter((rate) => rate !== null),
  );
  return {
    currency: display.currency,
    timeZone: place.timeZone,
    vatPercent: [...rates].join(" / "),
    components: display.components,
    example: { energyWh: EXAMPLE_WH, minutes, grossMinor: example.total.grossMinor },
    minGrossMinor: display.minGrossMinor,
    maxGrossMinor: display.maxGrossMinor,
    isFree: display.isFree,
  };
}

/** A round number of minutes that the EVSE needs for the example at most of its power. */
function exampleMinutes(place: { currentType: "AC" | "DC"; maxPowerW: number }): number {
  const usualW =
    place.currentType === "DC" ? Math.min(place.maxPowerW * 0.6, 90_000) : Math.min(place.maxPowerW, 11_000);
  const minutes = (EXAMPLE_WH * 60) / Math.max(usualW, 1_000);
  return Math.max(10, Math.round(minutes / 5) * 5);
}

/** The presets of the hold with about how much energy each pays for (UX-10). */
export function holdOptions(
  tariff: Tariff,
  presets: readonly number[],
  place: { currentType: "AC" | "DC"; maxPowerW: number; timeZone: string },
  at: Date,
): HoldOption[] {
  const powerW =
    place.currentType === "DC" ? Math.min(place.maxPowerW * 0.6, 90_000) : Math.min(place.maxPowerW, 11_000);
  return presets.map((minor, index) => ({
    index,
    minor,
    approximateWh: energyForBudget(tariff, minor, { at, timeZone: place.timeZone, powerW }),
  }));
}
