import type { Page } from "@playwright/test";
import {
  confirmWith,
  expectState,
  goToPayment,
  payButton,
  referenceOn,
  scan,
  scanAndPay,
} from "./support/driver";
import { expect, test } from "./support/fixtures";

/** The return address that the payment page would lead to, without going there. */
async function returnUrl(page: Page): Promise<string> {
  await page.route("**/return/**", (route) => route.abort());
  const [request] = await Promise.all([
    page.waitForRequest(/\/return\//),
    page.getByTestId("pay-applepay").click(),
  ]);
  return request.url();
}

test("UX-16: a double click is one payment", async ({ page, charger, facts }) => {
  await scan(page, charger);
  await payButton(page).dblclick({ noWaitAfter: true });
  await expect(page.getByTestId("amount")).toBeVisible();
  expect(await facts.sessionsAt(charger.evseId)).toHaveLength(1);
});

test("UX-16, REL-64: the same form submitted four times at once is one payment with one target", async ({
  page,
  charger,
  facts,
}) => {
  await scan(page, charger);
  const quote = (await page.locator("input[name=quote]").getAttribute("value")) ?? "";
  const { origin } = new URL(page.url());
  const submit = () =>
    page.request.post(`${charger.path}/pay`, {
      form: { quote, hold: "1" },
      headers: { origin, "sec-fetch-site": "same-origin" },
      maxRedirects: 0,
    });
  const answers = await Promise.all(Array.from({ length: 4 }, submit));
  expect(new Set(answers.map((answer) => answer.status()))).toEqual(new Set([303]));
  const pspTargets = answers
    .map((answer) => answer.headers().location ?? "")
    .filter((target) => target.includes("/checkout/"));
  expect(new Set(pspTargets).size).toBe(1);
  expect(await facts.sessionsAt(charger.evseId)).toHaveLength(1);
});

test("UX-16: two tabs pay at most once; the second tab finds the session of the first", async ({
  page,
  context,
  charger,
  facts,
}) => {
  const second = await context.newPage();
  await scan(page, charger);
  await scan(second, charger);
  await goToPayment(page);
  await confirmWith(page, "applepay");
  await expectState(page, "Plug in your car");
  await payButton(second).click();
  await expectState(second, "Plug in your car");
  const paid = (await facts.sessionsAt(charger.evseId)).filter(({ authorisedMinor }) => authorisedMinor > 0);
  expect(paid).toHaveLength(1);
  await page.getByRole("button", { name: /^End and release/ }).click();
});

test("REL-72, UX-43, SEC-23: two drivers pay for one charger; one charges, the other is told and gets the hold back", async ({
  page,
  claim,
  otherPhone,
  facts,
}) => {
  const charger = claim("hasty");
  const rival = await otherPhone();
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  for (const driver of [page, rival]) {
    await scan(driver, charger);
    await goToPayment(driver);
  }
  await Promise.all([confirmWith(page, "applepay"), confirmWith(rival, "googlepay")]);
  await expect
    .poll(async () => (await facts.sessionsAt(charger.evseId)).map(({ state }) => state).sort())
    .toEqual(["CHARGING", "CLOSED"]);
  const sessions = await facts.sessionsAt(charger.evseId);
  const loser = sessions.find(({ state }) => state === "CLOSED");
  expect(loser?.reason).toBe("taken_over");
  const heading = (driver: Page) => driver.getByRole("heading", { level: 1 }).textContent();
  await expect
    .poll(async () => [await heading(page), await heading(rival)].filter((text) => text !== "Charging"))
    .toHaveLength(1);
  const loserPage = (await heading(page)) === "Charging" ? rival : page;
  await expectState(loserPage, /^(You pay nothing|Charging did not start)$/);
  await expect(loserPage.getByText("Someone was faster at this charger.", { exact: false })).toBeVisible();
  await expect.poll(async () => (await facts.session(loser?.reference ?? "")).paymentState).toBe("RELEASED");
  await charger.station.unplug();
});

test("UX-30: the payment returns in another browser and finds the session", async ({
  page,
  charger,
  otherPhone,
}) => {
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scan(page, charger);
  await goToPayment(page);
  const back = await returnUrl(page);
  const bankApp = await otherPhone();
  await bankApp.goto(back);
  await expectState(bankApp, "Charging");
  await expect(bankApp.getByRole("link", { name: "Stop charging" })).toBeVisible();
  await charger.station.unplug();
});

test("REL-68, UX-29: the browser never returns; charging starts, and a new scan leads to the own page", async ({
  page,
  charger,
  facts,
}) => {
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scan(page, charger);
  await goToPayment(page);
  await returnUrl(page);
  await expect.poll(async () => (await facts.sessionsAt(charger.evseId))[0]?.state).toBe("CHARGING");
  await page.goto(charger.path);
  await expectState(page, "Charging");
  await charger.station.unplug();
  await expectState(page, /^(Thank you|You pay nothing)$/);
});

test("UX-29, UX-41: a stranger at a charger in use sees that it is taken, and nothing about the driver", async ({
  page,
  charger,
  otherPhone,
}) => {
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Charging");
  const reference = await referenceOn(page);
  const stranger = await otherPhone();
  await stranger.goto(charger.path);
  await expect(stranger.getByRole("heading", { name: "This charger is in use" })).toBeVisible();
  await expect(stranger.getByText(/^Since /)).toBeVisible();
  await expect(payButton(stranger)).toHaveCount(0);
  expect(await stranger.content()).not.toContain(reference);
  await charger.station.unplug();
});

test("UX-42: the charger goes offline between scan and pay; nothing reaches the payment service", async ({
  page,
  charger,
  facts,
}) => {
  await scan(page, charger);
  await charger.station.whole("go-offline", { ms: 3_600_000 });
  await expect
    .poll(async () => {
      const [station] = await facts.rows<{ gateway: string | null }>(
        "SELECT gateway_id AS gateway FROM stations WHERE identity = $1",
        [charger.identity],
      );
      return station?.gateway;
    })
    .toBeNull();
  await payButton(page).click();
  await expect(page.getByText("This charger is offline")).toBeVisible();
  await expect(payButton(page)).toHaveCount(0);
  expect(await facts.sessionsAt(charger.evseId)).toHaveLength(0);
});
