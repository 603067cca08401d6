import { expect, type Page } from "@playwright/test";
import type { Charger } from "./chargers";
import type { Facts, SessionFacts } from "./facts";
import { HttpDriver } from "./http-driver";
import type { MollieControl } from "./mollie";
import { E2E_PASSWORD } from "./staff";
import type { WorldInfo } from "./world-file";

/** The acts of an operator in the portal. */

export async function signIn(page: Page, email: string, password = E2E_PASSWORD): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Portal" })).toBeVisible();
}

/** A driver charges and pays at the charger, so that there is something to look at. */
export async function paidVisit(
  world: WorldInfo,
  charger: Charger,
  facts: Facts,
  mollie: MollieControl,
): Promise<{ readonly driver: HttpDriver; readonly session: SessionFacts }> {
  const driver = await chargingVisit(world, charger, facts, mollie);
  await facts.expectEnergy(driver.reference, 3_000);
  await charger.station.unplug();
  await expect.poll(async () => (await facts.session(driver.reference)).paymentState).toBe("CAPTURED");
  return { driver, session: await facts.session(driver.reference) };
}

/** A driver who is charging now. */
export async function chargingVisit(
  world: WorldInfo,
  charger: Charger,
  facts: Facts,
  mollie: MollieControl,
): Promise<HttpDriver> {
  const driver = new HttpDriver(world, charger, facts, mollie);
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await driver.openCheckout();
  await driver.confirm();
  await driver.expectState("CHARGING");
  return driver;
}
