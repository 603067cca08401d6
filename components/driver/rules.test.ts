import { describe, expect, it } from "vitest";
import { contrast } from "@/components/ui/colour.rules";
import { THEMES } from "@/components/ui/tokens.model";
import { LOCALES } from "@/lib/i18n/locale.model";
import { translatorFor } from "@/lib/i18n/translate";
import { FAILURE_CODES } from "@/lib/payments/failure-codes.model";
import { brandAccent } from "./brand.rules";
import { connectorKey } from "./connector.rules";
import { failureText, reservedText } from "./failure-text.rules";
import { liveUpdate, nearLimit, screenKey } from "./screen.rules";
import { driverCss } from "./style/sheet";
import { testUi } from "./testing/render";
import { SESSIONS } from "./testing/views";

describe("UX-50: a brand replaces the accent only when the contrast holds", () => {
  it("takes a colour that can be read, per theme", () => {
    expect(brandAccent("#0b3d91", "light")).toEqual({ accent: "#0b3d91", onAccent: "#ffffff" });
    expect(brandAccent("#0b3d91", "dark")).toBeNull();
    expect(brandAccent("#ffd500", "dark")).toEqual({ accent: "#ffd500", onAccent: "#0d1526" });
    expect(brandAccent("#ffd500", "light")).toBeNull();
  });
  it.each([
    null,
    "",
    "red",
    "#fff",
    "oklch(0.4 0.1 150)",
    "#000000}body{display:none",
    "url(//evil.example)",
  ])("refuses %s", (colour) => {
    expect(brandAccent(colour, "light")).toBeNull();
    expect(driverCss(colour)).toBe(driverCss(null));
  });
  it("holds for any colour of a coarse grid", () => {
    for (let value = 0; value < 0xffffff; value += 0x0d0b07) {
      const colour = `#${value.toString(16).padStart(6, "0")}`;
      for (const theme of ["light", "dark"] as const) {
        const found = brandAccent(colour, theme);
        if (!found) continue;
        expect(contrast(found.accent, found.onAccent)).toBeGreaterThanOrEqual(7);
        expect(contrast(found.accent, THEMES[theme].paper)).toBeGreaterThanOrEqual(3);
      }
    }
  });
});

describe("UX-17: every failure code has a sentence, and says whether money is reserved", () => {
  it.each(LOCALES)("%s", (locale) => {
    const t = translatorFor(locale);
    for (const code of FAILURE_CODES) {
      expect(failureText(t, code, "payment_declined")).not.toBe("");
      expect(reservedText(t, code, "payment_declined")).not.toBe("");
    }
    expect(failureText(t, "a_code_of_tomorrow", "payment_declined")).toBe(t("failure.unknown"));
    expect(reservedText(t, "a_code_of_tomorrow", "payment_declined")).toBe(t("failure.not_sure"));
  });
  it("says nothing about money that the PSP has not said", () => {
    const t = translatorFor("en");
    expect(reservedText(t, "psp_unavailable", null)).toBe(t("failure.not_sure"));
    expect(reservedText(t, "insufficient_funds", null)).toBe(t("failure.nothing_reserved"));
    expect(failureText(t, null, "payment_canceled")).toBe("You cancelled the payment.");
  });
});

describe("UX-40: live updates", () => {
  const ui = testUi("de");
  it.each(Object.keys(SESSIONS) as (keyof typeof SESSIONS)[])("an update of %s is at most 1 KB", (state) => {
    expect(
      new TextEncoder().encode(JSON.stringify(liveUpdate(ui, SESSIONS[state]))).length,
    ).toBeLessThanOrEqual(1024);
  });
  it("numbers alone do not change the screen; a state, a loss of connection or a warning does", () => {
    const view = SESSIONS.CHARGING;
    if (!view.live) throw new Error("the fixture charges");
    const more = {
      ...view,
      version: 99,
      live: { ...view.live, energyWh: 24_000, costMinor: 1416, powerW: 80_000 },
    };
    expect(screenKey(more)).toBe(screenKey(view));
    expect(liveUpdate(ui, more).t.energy).toBe("24,00");
    for (const other of [
      { ...view, state: "STOPPING" as const },
      { ...view, connectionLostSince: new Date() },
      { ...view, live: { ...view.live, costMinor: 4_900 } },
      { ...view, stopFailed: true },
    ]) {
      expect(screenKey(other)).not.toBe(screenKey(view));
    }
  });
  it("UX-25: the limit is near from 80 % and very near from 95 %", () => {
    const view = SESSIONS.CHARGING;
    const at = (costMinor: number) =>
      nearLimit({ ...view, live: view.live ? { ...view.live, costMinor } : null });
    expect([4799, 4800, 5699, 5700, 6000].map(at)).toEqual([0, 1, 1, 2, 2]);
  });
});

it("UX-12: connectors have the names that drivers know", () => {
  expect(
    ["IEC_62196_T2_COMBO", "CHADEMO", "IEC_62196_T2", "DOMESTIC_F", "PANTOGRAPH_TOP_DOWN"].map(connectorKey),
  ).toEqual([
    "connector.ccs",
    "connector.chademo",
    "connector.type2",
    "connector.household",
    "connector.other",
  ]);
});
