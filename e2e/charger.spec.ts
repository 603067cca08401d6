import { expectEnergy, expectState, payButton, scanAndPay, stopCharging } from "./support/driver";
import { expect, test } from "./support/fixtures";

test.describe("UX-41: no way to pay where a start is not possible", () => {
  test("offline", async ({ page, charger }) => {
    await charger.station.whole("go-offline", { ms: 3_600_000 });
    await expect
      .poll(async () => {
        await page.goto(charger.path);
        return page.getByRole("heading", { name: "This charger is offline" }).count();
      })
      .toBe(1);
    await expect(payButton(page)).toHaveCount(0);
    await expect(page.getByRole("link", { name: /^Call / })).toBeVisible();
  });

  test("faulted", async ({ page, charger }) => {
    await charger.station.connector("fault", { code: "GroundFailure" });
    await expect
      .poll(async () => {
        await page.goto(charger.path);
        return page.getByRole("heading", { name: "This charger reports a fault" }).count();
      })
      .toBe(1);
    await expect(payButton(page)).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "Other chargers here" })).toBeVisible();
  });

  for (const [kind, title] of [
    ["no-price", "No price is set for this charger"],
    ["closed", "This place is closed"],
    ["no-psp", "Payment is not possible right now"],
  ] as const) {
    test(kind, async ({ page, claim }) => {
      const charger = claim(kind);
      await page.goto(charger.path);
      await expect(page.getByRole("heading", { name: title })).toBeVisible();
      await expect(payButton(page)).toHaveCount(0);
      await expect(page.getByRole("button", { name: /Reserve/ })).toHaveCount(0);
    });
  }

  test("SEC-3: an invented code, with a warning about stickers", async ({ page }) => {
    const answer = await page.goto("/c/1Q7K2M4XD9T3WBR5HN");
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "We do not know this code" })).toBeVisible();
    await expect(page.getByText(/pasted over/)).toBeVisible();
    await expect(payButton(page)).toHaveCount(0);
  });
});

test("REL-86, UX-22: the charger refuses to stop; the page shows the other ways, and one of them works", async ({
  page,
  charger,
}) => {
  await charger.station.connector("reject-remote-stop", { times: 100 });
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Charging");
  await expectEnergy(page, 0.5);
  await stopCharging(page);
  await expect(page.getByRole("alert")).toContainText("The charger did not confirm the stop.");
  await expect(page.getByText("Unlock your car and pull the plug.")).toBeVisible();
  await charger.station.unplug();
  await expectState(page, "Thank you");
});

test("REL-75, REL-7: the charger accepts and never begins; the hold goes back by the deadline", async ({
  page,
  claim,
  facts,
}) => {
  const charger = claim("hasty");
  await charger.station.connector("ignore-next-start", { answer: "accepted", times: 5 });
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Charging did not start");
  await expectState(page, "You pay nothing");
  await expect.poll(async () => (await facts.sessionsAt(charger.evseId))[0]?.paymentState).toBe("RELEASED");
});

test("REL-79: the socket drops while charging; the page says so, and the bill uses the charger's meter", async ({
  page,
  claim,
  facts,
}) => {
  test.slow();
  const charger = claim("hasty");
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Charging");
  await charger.station.connector("charge-faster", { factor: 0.1 });
  await charger.station.whole("go-offline", { ms: 3_600_000 });
  await expect(page.getByText(/The charger is not reporting since/)).toBeVisible({ timeout: 60_000 });
  await charger.station.unplug();
  await charger.station.whole("come-online");
  await expectState(page, "Thank you");
  const [session] = await facts.sessionsAt(charger.evseId);
  expect(session?.state).toBe("BILLED");
});

test("REL-78: the car is not ready and takes nothing; nothing is charged", async ({
  page,
  charger,
  facts,
}) => {
  await charger.station.plugIn();
  await charger.station.connector("car-ready", { ready: false });
  await charger.station.expectStatus("Preparing");
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Not charging right now");
  await charger.station.unplug();
  await expectState(page, "You pay nothing");
  await expect.poll(async () => (await facts.sessionsAt(charger.evseId))[0]?.paymentState).toBe("RELEASED");
});

test("SEC-4: a revoked sticker warns and sells nothing", async ({ page, charger, facts }) => {
  await facts.rows("UPDATE qr_codes SET state = 'REVOKED', revoked_at = now() WHERE code = $1", [
    charger.code,
  ]);
  await page.goto(charger.path);
  await expect(page.getByRole("heading", { name: "This code is no longer valid" })).toBeVisible();
  await expect(payButton(page)).toHaveCount(0);
});
