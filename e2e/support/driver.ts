import { expect, type Page } from "@playwright/test";
import type { Charger } from "./chargers";

/** The acts of a driver, found by what the driver sees. */

export type PaymentMeans = "visa" | "mastercard" | "amex" | "applepay" | "googlepay";

export async function scan(page: Page, charger: Pick<Charger, "path" | "label">): Promise<void> {
  await page.goto(charger.path);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(charger.label);
}

export function payButton(page: Page) {
  return page.getByRole("button", { name: /^Reserve .+ and pay for charging$/ });
}

/** From the price to the payment page. */
export async function goToPayment(page: Page): Promise<void> {
  await payButton(page).click();
  await expect(page.getByTestId("amount")).toBeVisible();
}

/** On the payment page: confirms with a wallet, or with a card and its security check, and returns to us. */
export async function confirmWith(page: Page, means: PaymentMeans): Promise<void> {
  await page.getByTestId(`pay-${means}`).click();
  if (means !== "applepay" && means !== "googlepay") await page.getByTestId("3ds-approve").click();
}

/** Scan, price, payment, back. */
export async function scanAndPay(
  page: Page,
  charger: Pick<Charger, "path" | "label">,
  means: PaymentMeans = "applepay",
): Promise<void> {
  await scan(page, charger);
  await goToPayment(page);
  await confirmWith(page, means);
}

/** The state as the driver reads it: the page's main heading. */
export async function expectState(page: Page, title: string | RegExp, timeout?: number): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title, {
    ...(timeout === undefined ? {} : { timeout }),
  });
}

/** The live page shows at least so much energy. */
export async function expectEnergy(page: Page, atLeastKwh: number): Promise<void> {
  const energy = page.locator("[data-t=energy]");
  await expect
    .poll(async () => Number((await energy.textContent())?.replace(",", ".")))
    .toBeGreaterThanOrEqual(atLeastKwh);
}

/** Stop, confirm, and wait for the receipt. */
export async function stopCharging(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Stop charging" }).click();
  await expectState(page, "Stop charging?");
  await page.getByRole("button", { name: "Yes, stop now" }).click();
}

/** The reference of the session on the page: two groups of four. */
export async function referenceOn(page: Page): Promise<string> {
  const text = await page.getByText(/^Reference [0-9A-Z]{4}-[0-9A-Z]{4}$/).textContent();
  return text?.replace("Reference ", "") ?? "";
}

export async function recoveryCodeOn(page: Page): Promise<string> {
  return (await page.locator("#recovery-code").textContent())?.trim() ?? "";
}
