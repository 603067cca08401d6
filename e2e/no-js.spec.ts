import { confirmWith, expectState, goToPayment, referenceOn, scan, stopCharging } from "./support/driver";
import { expect, test } from "./support/fixtures";

test.use({ javaScriptEnabled: false });

test("UX-2, UX-4: from scan to receipt without scripts; the live page loads itself again", async ({
  page,
  charger,
  facts,
}) => {
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scan(page, charger);
  await expect(page.getByText("€0.69", { exact: true })).toBeVisible();
  await page.getByRole("radio", { name: /€30/ }).check();
  await goToPayment(page);
  await expect(page.getByTestId("amount")).toContainText("30.00");
  await confirmWith(page, "visa");
  const session = async () => (await facts.sessionsAt(charger.evseId))[0];
  await expect.poll(async () => (await session())?.state).toBe("CHARGING");
  await page.reload();
  await expectState(page, "Charging");
  const reference = await referenceOn(page);
  await expect(page.locator("noscript meta[http-equiv=refresh]")).toHaveAttribute("content", "15");
  await page.getByLabel("E-mail address").fill("no-script@mailbox.example");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("Done. The mail is on its way.")).toBeVisible();
  await stopCharging(page);
  await expect.poll(async () => (await facts.session(reference)).paymentState).toBe("CAPTURED");
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole("heading", { level: 1 }).textContent();
    })
    .toBe("Thank you");
  await page.getByRole("link", { name: "Show the receipt" }).click();
  await expectState(page, "Receipt");
});
