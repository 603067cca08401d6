import { describe, expect, it } from "vitest";
import { LOCALES } from "@/lib/i18n/locale.model";
import type { SessionView } from "@/lib/sessions/driver-view.model";
import { ScanPage } from "./pages/scan-page";
import { SessionPage } from "./pages/session-page";
import { renderWhole, testUi, wordsOf } from "./testing/render";
import { PLACE, READY, SELLER, SESSIONS } from "./testing/views";

/** What must stand on the page before anybody pays, and while a car charges, in every language. */

async function scan(locale: (typeof LOCALES)[number]): Promise<string> {
  const ui = testUi(locale);
  return renderWhole(ui, SELLER, <ScanPage ui={ui} view={READY} problem={null} />);
}

async function charging(
  view: SessionView = SESSIONS.CHARGING,
  locale: (typeof LOCALES)[number] = "en",
): Promise<string> {
  const ui = testUi(locale);
  const children = (
    <SessionPage
      ui={ui}
      view={view}
      base="/s/7KQ2-M4XD"
      chargerCode={READY.code}
      otherCode=""
      emailOutcome={null}
      retryProblem={null}
    />
  );
  return renderWhole(ui, SELLER, children);
}

describe.each(LOCALES)("before paying, in %s", (locale) => {
  it("UX-6, SEC-2: the charger's label as on the sticker, and its street", async () => {
    const words = wordsOf(await scan(locale));
    for (const part of [PLACE.evseLabel, PLACE.street, PLACE.city]) expect(words).toContain(part);
  });

  it("UX-7, LAW-43: who sells, with address, VAT number and ways to reach them", async () => {
    const html = await scan(locale);
    const words = wordsOf(html);
    for (const part of [SELLER.legalName, SELLER.vatId, SELLER.street, SELLER.supportPhone, "Mollie"])
      expect(words).toContain(part);
    expect(html).toContain(`mailto:${SELLER.supportEmail}`);
  });

  it("LAW-29, LAW-37, UX-2: the price per kWh stands before everything that leads to the payment", async () => {
    const words = wordsOf(await scan(locale));
    const price = words.search(/0[.,]59/);
    expect(price).toBeGreaterThan(0);
    expect(price).toBeLessThan(words.indexOf("Apple Pay"));
  });

  it("UX-14: wallets and cards are named together, none behind a fold", async () => {
    const words = wordsOf(await scan(locale));
    expect(words).toContain("Apple Pay, Google Pay, Visa, Mastercard, American Express");
  });
});

describe("while it charges", () => {
  it("UX-19, UX-21: energy, cost, power, time, limit, and the promise of the price", async () => {
    const words = wordsOf(await charging());
    for (const part of [/kWh/, /€\s?\d/, /kW\b/, /min/, /Your price is fixed for this session/])
      expect(words).toMatch(part);
  });

  it("UX-22, UX-23: a stop that works without script, and the other ways to stop", async () => {
    const html = await charging();
    expect(html).toContain("/s/7KQ2-M4XD/stop");
    for (const way of ["pull the plug", "stop button on the charger", "on another device", "Call +31"]) {
      expect(wordsOf(html)).toContain(way);
    }
    expect(html).toContain("tel:");
  });

  it.each(LOCALES)(
    "LAW-17: how exactly idle minutes are known stands beside the fee, in %s",
    async (locale) => {
      const { SUSPENDED } = SESSIONS;
      const precise = { ...SUSPENDED, live: SUSPENDED.live && { ...SUSPENDED.live, idlePrecisionS: 0 } };
      expect(wordsOf(await charging(SUSPENDED, locale))).toMatch(/\b30 s\b/);
      expect(wordsOf(await charging(precise, locale))).not.toMatch(/\b\d+ s\b/);
    },
  );

  it("UX-39: changes are announced to those who do not see them", async () => {
    expect(await charging()).toMatch(/aria-live="polite"/);
  });
});
