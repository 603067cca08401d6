import { goToPayment, payButton, scan } from "./support/driver";
import { expect, test } from "./support/fixtures";

/** LAW-44: every language says that the button obliges to pay, and names the amount. */
const BUTTON = {
  en: /^Reserve €60 and pay for charging$/,
  nl: /^Reserveer €\s?60 en laad met betalingsverplichting$/,
  de: /^60\s€ reservieren und zahlungspflichtig laden$/,
  fr: /^Réserver 60\s€ et charger avec obligation de paiement$/,
} as const;
/** The button holds every amount; the stylesheet shows the chosen one. */
const RENDERED = { useInnerText: true };
const FIXED = {
  en: "Your price is fixed for this session.",
  nl: "Je prijs staat vast voor deze sessie.",
  de: "Ihr Preis gilt für den ganzen Ladevorgang.",
  fr: "Votre prix est fixe pour cette session.",
} as const;

test.describe("the price page", () => {
  test("LAW-38, UX-3: price and pay button on the first screen of 360 × 640, without scrolling", async ({
    page,
    charger,
  }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    await scan(page, charger);
    await expect(page.getByText("€0.69", { exact: true })).toBeInViewport({ ratio: 1 });
    await expect(page.getByText("per kWh", { exact: true })).toBeInViewport({ ratio: 1 });
    await expect(payButton(page)).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
  });

  test("UX-2, LAW-13, LAW-16, LAW-43: the first HTML has all prices in legal order, the hold and the seller", async ({
    request,
    charger,
  }) => {
    const html = await (await request.get(charger.path)).text();
    const text = html.replace(/<style.*?<\/style>/gs, "").replace(/<[^>]+>/g, " ");
    const order = ["per kWh", "per minute"].map((unit) => text.indexOf(unit));
    expect(order[0]).toBeGreaterThan(0);
    expect(order[1]).toBeGreaterThan(order[0] ?? 0);
    for (const fact of ["€0.69", "€0.25", "never more than €5", "21% VAT", "€60", "Teststroom B.V."]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain(charger.label);
    expect(text).not.toMatch(/\bfrom €/);
  });

  test("LAW-51, UX-9, UX-10: the amount on the button, in the text and at the payment service are one", async ({
    page,
    charger,
    facts,
    mollie,
  }) => {
    await scan(page, charger);
    await expect(payButton(page)).toHaveText("Reserve €60 and pay for charging", RENDERED);
    await page.getByRole("radio", { name: /€30/ }).check();
    await expect(payButton(page)).toHaveText("Reserve €30 and pay for charging", RENDERED);
    await expect(page.getByText("We reserve")).toHaveText(
      /^We reserve €30\. You pay only what you use\./,
      RENDERED,
    );
    await goToPayment(page);
    await expect(page.getByTestId("amount")).toContainText("30.00");
    const [session] = await facts.sessionsAt(charger.evseId);
    const { amount } = await mollie.payment(session?.pspPaymentId ?? "");
    expect(amount).toMatchObject({ minor: 3000, currency: "EUR" });
  });

  for (const [language, title] of Object.entries(FIXED)) {
    test(`UX-34: ${language} by the browser's language, and kept when chosen`, async ({
      otherPhone,
      charger,
    }) => {
      const page = await otherPhone({ locale: language });
      await page.goto(charger.path);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expect(page.getByText(title, { exact: false })).toBeVisible();
      const english = await otherPhone({ locale: "en-GB" });
      await english.goto(charger.path);
      await english.locator("summary").first().click();
      await english.locator(`a[hreflang=${language}]`).click();
      await expect(english.locator("html")).toHaveAttribute("lang", language);
      const button = english.locator("form#pay button:visible");
      await expect(button).toHaveText(BUTTON[language as keyof typeof BUTTON], RENDERED);
      await button.click();
      await expect(english.getByTestId("amount")).toBeVisible();
      await english.getByTestId("cancel").click();
      await expect(english.locator("html")).toHaveAttribute("lang", language);
    });
  }

  test("UX-1: the code can be typed, in small letters and with dashes, and QR codes in capitals work", async ({
    page,
    charger,
  }) => {
    await page.goto("/");
    await page.getByLabel("Code on the charger").fill("not a code!");
    await page.getByRole("button", { name: "Show the price" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/code|charger/i);
    await page.goto("/");
    await page.getByLabel("Code on the charger").fill(charger.code.toLowerCase().replace(/(.{6})/g, "$1-"));
    await page.getByRole("button", { name: "Show the price" }).click();
    await expect(payButton(page)).toBeVisible();
    await page.goto(`/C/${charger.code.toUpperCase()}`);
    await expect(payButton(page)).toBeVisible();
  });

  test("UX-11: hardware that needs the plug first lets nobody pay before", async ({ page, claim }) => {
    const charger = claim("plug-first");
    await scan(page, charger);
    await expect(page.getByText("Plug in the cable first.", { exact: false })).toBeVisible();
    await expect(payButton(page)).toHaveCount(0);
    await charger.station.plugIn();
    await expect(payButton(page)).toBeVisible();
  });
});
