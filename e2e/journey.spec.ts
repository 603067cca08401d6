import {
  confirmWith,
  expectEnergy,
  expectState,
  goToPayment,
  payButton,
  recoveryCodeOn,
  referenceOn,
  scan,
  scanAndPay,
  stopCharging,
} from "./support/driver";
import { expect, test } from "./support/fixtures";

test.describe("UX-56: the seven core journeys", () => {
  for (const wallet of ["applepay", "googlepay"] as const) {
    test(`UX-56, LAW-1: ${wallet}, plugged in first, from scan to receipt without an account`, async ({
      page,
      charger,
      facts,
    }) => {
      await charger.station.plugIn();
      await charger.station.expectStatus("Preparing");
      await scan(page, charger);
      await expect(page.getByRole("textbox")).toHaveCount(0);
      await goToPayment(page);
      await confirmWith(page, wallet);
      await expectState(page, "Charging");
      await expectEnergy(page, 1);
      const reference = await referenceOn(page);
      await stopCharging(page);
      await expectState(page, "Thank you");
      await expect.poll(async () => (await facts.session(reference)).paymentState).toBe("CAPTURED");
      const session = await facts.session(reference);
      expect(session.authorisedMinor).toBe(6000);
      expect(session.capturedMinor).toBe(Math.round((session.energyWh * 69) / 1000));
      expect(session.releasedMinor).toBe(session.authorisedMinor - session.capturedMinor);
    });
  }

  test("UX-56: card with 3-D Secure, paid first, then plugged in", async ({
    page,
    charger,
    facts,
    mollie,
  }) => {
    await scan(page, charger);
    await goToPayment(page);
    await page.getByTestId("pay-visa").click();
    await expect(page.getByTestId("3ds-approve")).toBeVisible();
    const [waiting] = await facts.sessionsAt(charger.evseId);
    expect(waiting?.authorisedMinor).toBe(0);
    await page.getByTestId("3ds-approve").click();
    await expectState(page, "Plug in your car");
    await charger.station.plugIn();
    await expectState(page, "Charging");
    await expectEnergy(page, 1);
    await charger.station.unplug();
    await expectState(page, "Thank you");
    await expect(page.getByText("The cable was unplugged.")).toBeVisible();
    const [done] = await facts.sessionsAt(charger.evseId);
    const psp = await mollie.payment(done?.pspPaymentId ?? "");
    expect(psp.captures.map(({ minor }) => minor)).toEqual([done?.capturedMinor]);
  });

  test("UX-56, UX-17: declined by the bank, said in words, and a second try works", async ({
    page,
    charger,
    facts,
  }) => {
    await charger.station.plugIn();
    await charger.station.expectStatus("Preparing");
    await scan(page, charger);
    await goToPayment(page);
    await page.getByTestId("fail").click();
    await expectState(page, "The payment did not work");
    await expect(page.getByRole("alert")).toContainText("Nothing is reserved.");
    await page.getByRole("link", { name: "Try again" }).click();
    await goToPayment(page);
    await confirmWith(page, "mastercard");
    await expectState(page, "Charging");
    const sessions = await facts.sessionsAt(charger.evseId);
    expect(sessions.map(({ state }) => state)).toEqual(["ABANDONED", "CHARGING"]);
    await charger.station.unplug();
    await expectState(page, /^(Thank you|You pay nothing)$/);
  });

  test("UX-56, UX-18: not plugged in in time; the whole hold goes back, with proof", async ({
    page,
    claim,
    facts,
  }) => {
    const charger = claim("hasty");
    await scanAndPay(page, charger, "applepay");
    await expectState(page, "Charging did not start");
    await expect(page.getByText("The cable was not plugged in in time.")).toBeVisible();
    await expectState(page, "You pay nothing");
    await expect(page.getByText(/instruction sent/).first()).toBeVisible();
    await expect
      .poll(async () => {
        const [session] = await facts.sessionsAt(charger.evseId);
        return [session?.state, session?.paymentState, session?.releasedMinor, session?.capturedMinor];
      })
      .toEqual(["CLOSED", "RELEASED", 6000, 0]);
  });

  test("UX-56, UX-13, REL-74: start refused; the retry uses the same hold", async ({
    page,
    charger,
    facts,
  }) => {
    await charger.station.connector("refuse-next-start", { times: 2 });
    await charger.station.plugIn();
    await charger.station.expectStatus("Preparing");
    await scanAndPay(page, charger, "applepay");
    await expectState(page, "Charging did not start");
    await expect(page.getByText("The charger refused to start.", { exact: false })).toBeVisible();
    await expect(page.getByText(/stays reserved until/)).toBeVisible();
    await page.getByRole("button", { name: "Try again" }).click();
    await expectState(page, "Charging");
    const sessions = await facts.sessionsAt(charger.evseId);
    expect(sessions).toHaveLength(1);
    await expectEnergy(page, 0.5);
    await stopCharging(page);
    await expectState(page, "Thank you");
  });

  test("UX-13: start refused; another charger of the place takes over the same hold", async ({
    page,
    charger,
    claim,
    facts,
  }) => {
    const other = claim();
    await charger.station.connector("refuse-next-start", { times: 3 });
    await charger.station.plugIn();
    await charger.station.expectStatus("Preparing");
    await scanAndPay(page, charger, "applepay");
    await expectState(page, "Charging did not start");
    await other.station.plugIn();
    await other.station.expectStatus("Preparing");
    await page.goto(other.path);
    await expect(page.getByLabel("Code of the other charger")).toHaveValue(other.code);
    await page.getByRole("button", { name: "Start there" }).click();
    await expectState(page, "Charging");
    expect(await facts.sessionsAt(charger.evseId)).toHaveLength(0);
    const [moved] = await facts.sessionsAt(other.evseId);
    expect(moved?.authorisedMinor).toBe(6000);
    await other.station.unplug();
    await expectState(page, /^(Thank you|You pay nothing)$/);
  });

  test("UX-56, UX-28, UX-29: the tab is lost; another device goes on with the recovery code", async ({
    page,
    charger,
    otherPhone,
  }) => {
    await charger.station.plugIn();
    await charger.station.expectStatus("Preparing");
    await scanAndPay(page, charger, "applepay");
    await expectState(page, "Charging");
    const code = await recoveryCodeOn(page);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/);
    await page.close();
    const tablet = await otherPhone();
    await tablet.goto(charger.path);
    await expect(payButton(tablet)).toHaveCount(0);
    await tablet.getByLabel("Recovery code").fill("000000");
    await tablet.getByRole("button", { name: "Open my session" }).click();
    await expect(tablet.getByRole("alert")).toContainText("does not fit");
    await tablet.getByLabel("Recovery code").fill(code.toLowerCase());
    await tablet.getByRole("button", { name: "Open my session" }).click();
    await expectState(tablet, "Charging");
    await expectEnergy(tablet, 0.5);
    await stopCharging(tablet);
    await expectState(tablet, "Thank you");
  });

  test("UX-56, REL-88: charging stops by itself at the limit; no more than the hold is charged", async ({
    page,
    claim,
    facts,
    mollie,
  }) => {
    const charger = claim("hasty");
    await charger.station.plugIn();
    await charger.station.expectStatus("Preparing");
    await scan(page, charger);
    await page.getByRole("radio", { name: /€30/ }).check();
    await goToPayment(page);
    await confirmWith(page, "visa");
    await expectState(page, "Thank you", 60_000);
    await expect(page.getByText("Charging stopped at your limit of €30.")).toBeVisible();
    const [session] = await facts.sessionsAt(charger.evseId);
    expect(session?.reason).toBe("stopped_at_ceiling");
    expect(session?.capturedMinor).toBeLessThanOrEqual(3000);
    expect(session?.capturedMinor).toBeGreaterThan(1000);
    const psp = await mollie.payment(session?.pspPaymentId ?? "");
    expect(psp.captures).toHaveLength(1);
  });
});
