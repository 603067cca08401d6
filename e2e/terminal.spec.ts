import type { Page } from "@playwright/test";
import { expectGood } from "./support/accessible";
import { expectEnergy, expectState } from "./support/driver";
import { expect, test } from "./support/fixtures";
import { StationControl } from "./support/station";
import { type Tap, TerminalControl } from "./support/terminal";

/** The demo's first fast charger, which the terminal of a provider with payments serves. */
const CHARGER = {
  identity: "NLM-UTR-HPC-01",
  label: "UZ-1A",
  connectorId: 1,
  kind: "demo",
  evseId: "",
  code: "",
};
/** Charger of the 2.1.1 provider, whose API has no payments. */
const OLD_CHARGER = { ...CHARGER, identity: "NLM-AMS-AC-07", label: "MK-7L" };
/** Charger of the 2.2.1 provider, in Germany: its meter signs what it has measured. */
const GERMAN_CHARGER = { ...CHARGER, identity: "NLD-HAM-HPC-01", label: "HQ-1" };

const money = (minor: number): string => `€${(minor / 100).toFixed(2)}`;

async function findByCard(page: Page, last4: string, place = ""): Promise<void> {
  await page.goto("/t");
  // The charger's day; Swedish dates are written as the field wants them.
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" }).format(new Date());
  await page.getByLabel("Day of charging").fill(today);
  await page.getByLabel("Last four digits of the card").fill(last4);
  await page.getByLabel("Charger", { exact: true }).fill(place);
  await page.getByRole("button", { name: "Find my receipt" }).click();
}

/** The code that the terminal shows. */
async function codeOf(terminal: TerminalControl, tap: Tap): Promise<string> {
  return (await terminal.until(tap, ({ reference }) => reference !== null)).reference ?? "";
}

test("UX-47, LAW-55, 2.3.0: a card is held to the terminal; its driver follows the session by the code and finds the receipt", async ({
  page,
  world,
  otherPhone,
}) => {
  const terminal = new TerminalControl(world, "nayax");
  const station = new StationControl(world, CHARGER);
  await station.expectStatus("Available");
  await station.plugIn();
  await station.expectStatus("Preparing");
  const tap = await terminal.tap(CHARGER.label, "mastercard");
  const code = await codeOf(terminal, tap);
  // The amount that our tariff asks terminals to reserve.
  expect(tap.holdMinor).toBe(6_000);

  await page.goto(`/t/${code}`);
  await expectState(page, "Charging");
  // SEC-13: the address is worth nothing in another browser.
  expect(new URL(page.url()).pathname).toBe(`/s/${code}`);
  await expectEnergy(page, 0.2);
  await expect(page.getByText("Your card was reserved by the terminal of Nayax kiosk.")).toBeVisible();
  await expect(page.getByText("Stop at the terminal, with the same card.")).toBeVisible();
  // SEC-20: only a view.
  await expect(page.getByRole("link", { name: "Stop charging" })).toHaveCount(0);
  await expectGood(page, "charging, started at a terminal");

  await terminal.stop(tap);
  const settled = await terminal.until(
    tap,
    ({ state, capturedMinor }) => state === "settled" && !!capturedMinor,
  );
  const captured = settled.capturedMinor ?? 0;
  expect(captured).toBe(settled.total?.grossMinor);
  await expectState(page, "Thank you");
  await expect(page.getByText(`You paid ${money(captured)} for`)).toBeVisible();
  await page.getByRole("link", { name: "Show the receipt" }).click();
  await expect(page.getByText(money(captured)).first()).toBeVisible();
  // What the terminal printed comes with the confirmation of the capture.
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("From the terminal")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expectGood(page, "receipt of a terminal's session");

  const stranger = await otherPhone();
  await findByCard(stranger, "5101");
  await expect(stranger.getByRole("alert")).toContainText("We found nothing with these details.");
  await findByCard(stranger, "5100", "uz 1a");
  await expect(stranger.getByRole("heading", { level: 1 })).toContainText("Receipt");
  await expect(stranger.getByText(money(captured)).first()).toBeVisible();
  await station.unplug();
});

test("UX-47, 2.2.1: on the screen of the virtual terminal, from the tap to the receipt; a phone follows", async ({
  page,
  world,
  otherPhone,
}) => {
  const terminal = new TerminalControl(world, "scheidt-bachmann");
  const station = new StationControl(world, GERMAN_CHARGER);
  await station.expectStatus("Available");
  const kiosk = await otherPhone({ viewport: { width: 1280, height: 900 }, isMobile: false });
  await kiosk.goto(await terminal.screen());
  await kiosk.getByRole("button", { name: GERMAN_CHARGER.label }).click();
  await expect(kiosk.getByText("€50.00 is reserved on your card.")).toBeVisible();
  await kiosk.getByRole("button", { name: /^Visa/ }).click();
  await expect(kiosk.getByRole("heading", { name: "Plug in" })).toBeVisible();
  await station.plugIn();
  await expect(kiosk.getByRole("heading", { name: "Charging" })).toBeVisible();
  const code =
    (await kiosk
      .getByText(/^Your code/)
      .locator("b")
      .textContent()) ?? "";

  await page.goto(`/t/${code}`);
  await expectState(page, "Charging");
  await expectEnergy(page, 0.2);
  await expect(page.getByText("Your card was reserved by the terminal of Scheidt & Bachmann.")).toBeVisible();

  await kiosk.getByRole("button", { name: "Stop charging" }).click();
  await expect(kiosk.getByRole("heading", { name: "Paid" })).toBeVisible({ timeout: 45_000 });
  const tap = await terminal.tapOf(code);
  const [cdr, ...others] = await terminal.cdrsOf(tap);
  expect(others).toEqual([]);
  // LAW-31: the provider gets what the meter has signed.
  expect(cdr?.signed_data?.encoding_method).toBe("OCMF");
  const captured = Math.round((cdr?.total_cost.incl_vat ?? 0) * 100);
  expect(captured).toBeGreaterThan(0);
  await expect(kiosk.locator(".paid")).toHaveText(money(captured));
  await expectState(page, "Thank you");
  await expect(page.getByText(`You paid ${money(captured)} for`)).toBeVisible();
  await page.getByRole("link", { name: "Show the receipt" }).click();
  await expect(page.getByText(money(captured)).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Download signed meter data" })).toBeVisible();

  await station.unplug();
  await station.expectStatus("Available");
  await kiosk.getByRole("button", { name: "Done" }).click();
  await expect(kiosk.getByRole("button", { name: `${GERMAN_CHARGER.label}` })).toContainText("Free");
});

test("UX-47, 2.1.1: the charger's page asks for the terminal's code; without scripts it leads to the session and the receipt", async ({
  world,
  otherPhone,
  facts,
}) => {
  const terminal = new TerminalControl(world, "fortech");
  const station = new StationControl(world, OLD_CHARGER);
  await station.expectStatus("Available");
  await station.plugIn();
  await station.expectStatus("Preparing");
  const tap = await terminal.tap(OLD_CHARGER.label, "amex");
  const code = await codeOf(terminal, tap);
  await terminal.until(tap, ({ kwh }) => kwh > 0);
  const [sticker] = await facts.rows<{ code: string }>(
    "SELECT q.code FROM qr_codes q JOIN evses e ON e.id = q.evse_id WHERE e.label = $1 AND q.state = 'ACTIVE'",
    [OLD_CHARGER.label],
  );

  const phone = await otherPhone({ javaScriptEnabled: false });
  await phone.goto(`/c/${sticker?.code}`);
  await expect(phone.getByRole("heading", { name: "Started at the terminal?" })).toBeVisible();
  await phone.getByRole("link", { name: "Enter the code" }).click();
  await phone.getByLabel("Code from the terminal").fill("0000-0000");
  await phone.getByRole("button", { name: "Open my session" }).click();
  await expect(phone.getByRole("alert")).toContainText("We found nothing with these details.");
  await phone.getByLabel("Code from the terminal").fill(code.toLowerCase().replace("-", " "));
  await phone.getByRole("button", { name: "Open my session" }).click();
  await expectState(phone, "Charging");

  await station.unplug();
  const settled = await terminal.until(tap, ({ state }) => state === "settled");
  await expect(async () => {
    await phone.reload();
    await expect(phone.getByText(`You paid ${money(settled.capturedMinor ?? -1)} for`)).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
});
