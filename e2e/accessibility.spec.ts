import { expectAccessible, expectGood } from "./support/accessible";
import { expectEnergy, expectState, goToPayment, payButton, scan, scanAndPay } from "./support/driver";
import { expect, test } from "./support/fixtures";
import { signIn } from "./support/portal";

test.describe("LAW-55, UX-36, UX-37: WCAG 2.2 AA in both themes, 320 px, text at 200 %", () => {
  test("from the price to the receipt", async ({ page, charger }) => {
    test.slow();
    await scan(page, charger);
    await expectGood(page, "price");
    await scanAndPay(page, charger, "applepay");
    await expectState(page, "Plug in your car");
    await expectGood(page, "plug in");
    await charger.station.plugIn();
    await expectState(page, "Charging");
    await expectEnergy(page, 0.5);
    await expectGood(page, "charging");
    await page.getByRole("link", { name: "Stop charging" }).click();
    await expectState(page, "Stop charging?");
    await expectGood(page, "stop");
    await page.getByRole("button", { name: "Yes, stop now" }).click();
    await expectState(page, "Thank you");
    await expect(page.getByText(/instruction sent/).first()).toBeVisible();
    await expectGood(page, "paid");
    await page.getByRole("link", { name: "Show the receipt" }).click();
    await expectState(page, "Receipt");
    await expectGood(page, "receipt");
  });

  test("what goes wrong", async ({ page, charger, claim }) => {
    test.slow();
    for (const [path, state] of [
      ["/", "typing a code"],
      ["/help", "help"],
      ["/c/1Q7K2M4XD9T3WBR5HN", "unknown code"],
      [claim("no-price").path, "no price"],
      ["/s/ZZZZ-ZZZZ", "dead link"],
      ["/t", "finding a terminal's session"],
      ["/t/ZZZZ-ZZZZ", "no such code of a terminal"],
    ] as const) {
      await page.goto(path);
      await expectGood(page, state);
    }
    await charger.station.connector("refuse-next-start", { times: 3 });
    await charger.station.plugIn();
    await charger.station.expectStatus("Preparing");
    await scan(page, charger);
    await goToPayment(page);
    await page.getByTestId("fail").click();
    await expectState(page, "The payment did not work");
    await expectGood(page, "payment failed");
    await scanAndPay(page, charger, "applepay");
    await expectState(page, "Charging did not start");
    await expectGood(page, "start failed");
    await page.getByRole("button", { name: /^End and release/ }).click();
    await expectState(page, "You pay nothing");
    await expectGood(page, "released");
  });
});

test("LAW-55, UX-38: the whole journey with the keyboard alone; focus is always seen", async ({
  page,
  charger,
}) => {
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scan(page, charger);
  const reach = async (target: ReturnType<typeof payButton>) => {
    for (let press = 0; press < 60; press++) {
      if (await target.evaluate((element) => element === document.activeElement)) {
        await expect(target).toBeInViewport();
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error("the keyboard does not get there");
  };
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await reach(payButton(page));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("amount")).toBeVisible();
  await reach(page.getByTestId("pay-applepay"));
  await page.keyboard.press("Enter");
  await expectState(page, "Charging");
  await expectEnergy(page, 0.5);
  await reach(page.getByRole("link", { name: "Stop charging" }));
  await page.keyboard.press("Enter");
  await expectState(page, "Stop charging?");
  await reach(page.getByRole("button", { name: "Yes, stop now" }));
  await page.keyboard.press("Enter");
  await expectState(page, "Thank you");
});

test("LAW-55: the portal's main pages in both themes", async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto("/sign-in");
  await expectAccessible(page, "sign-in");
  await signIn(page, "owner@teststroom.example");
  for (const path of [
    "",
    "/sessions",
    "/payments",
    "/cdrs",
    "/exceptions",
    "/locations",
    "/stations",
    "/stickers",
  ]) {
    await page.goto(`/admin${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page, `portal ${path}`);
  }
});
