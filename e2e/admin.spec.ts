import { expect, test } from "./support/fixtures";
import { chargingVisit, paidVisit, signIn } from "./support/portal";
import { STRANGER } from "./support/staff";

const OWNER = "owner@teststroom.example";
const SUPPORT = "support@teststroom.example";

test("SEC-55: a wrong password is refused without a hint; the right one leads to today; sign-out ends it", async ({
  page,
}) => {
  await page.goto("/admin/sessions");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail address").fill(OWNER);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Address and password do not fit together.")).toBeVisible();
  await signIn(page, OWNER);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Today");
  await page.getByRole("button", { name: "Olga Eigen" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/admin");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("ADM-5: a running session in the list, its timeline, and a stop by the operator with a reason", async ({
  page,
  world,
  charger,
  facts,
  mollie,
}) => {
  const driver = await chargingVisit(world, charger, facts, mollie);
  await facts.expectEnergy(driver.reference, 500);
  await signIn(page, OWNER);
  await page.getByRole("navigation", { name: "Portal" }).getByRole("link", { name: "Sessions" }).click();
  await page.getByRole("link", { name: driver.reference }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(driver.reference);
  await expect(page.getByText("Hold authorised").first()).toBeVisible();
  await expect(page.getByText("Charging began").first()).toBeVisible();
  await page.getByRole("button", { name: "Stop charging" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText(charger.label);
  await dialog.getByLabel("Reason").fill("The place is being closed");
  await dialog.getByRole("button", { name: "Stop charging" }).click();
  await driver.expectState("BILLED");
  await expect.poll(async () => (await facts.session(driver.reference)).reason).toBe("stopped_by_operator");
  await page.reload();
  await expect(page.getByText("Stop ordered by staff").first()).toBeVisible();
  await expect(page.getByRole("main")).toContainText("The place is being closed");
});

test("UX-49, ADM-22: a partial refund reaches the receipt; support may not refund above its limit", async ({
  page,
  otherPhone,
  world,
  charger,
  facts,
  mollie,
}) => {
  const { driver, session } = await paidVisit(world, charger, facts, mollie);
  await signIn(page, OWNER);
  await page.goto(`/admin/payments/${session.paymentId}`);
  await page.getByRole("button", { name: "Refund" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Amount in EUR").fill("1.00");
  await dialog.getByLabel("Reason").fill("The cable was too short");
  await dialog.getByRole("button", { name: "Refund" }).click();
  await expect(page.getByText("The refund is on its way.")).toBeVisible();
  await expect
    .poll(async () => (await mollie.payment(session.pspPaymentId ?? "")).refunds.map(({ minor }) => minor))
    .toEqual([100]);
  await expect.poll(() => driver.page()).toMatch(/You got money back/);
  const receipt = await driver.receipt();
  expect(receipt).toMatch(/Refund of €1\.00/);

  const support = await otherPhone();
  await signIn(support, SUPPORT);
  await support.goto(`/admin/payments/${session.paymentId}`);
  await support.getByRole("button", { name: "Refund" }).click();
  const second = support.getByRole("alertdialog");
  await second.getByLabel("Amount in EUR").fill("10.01");
  await second.getByLabel("Reason").fill("As the driver asked");
  await second.getByRole("button", { name: "Refund" }).click();
  await expect(second.getByText(/Your role may refund up to|more than what is left/)).toBeVisible();
  expect((await mollie.payment(session.pspPaymentId ?? "")).refunds).toHaveLength(1);
});

test("ADM-2: any number finds its page from the keyboard", async ({
  page,
  world,
  charger,
  facts,
  mollie,
}) => {
  const { session } = await paidVisit(world, charger, facts, mollie);
  await signIn(page, OWNER);
  for (const text of [session.reference, session.pspPaymentId ?? ""]) {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(text);
    const found = page.getByRole("option").filter({ hasText: text }).first();
    await expect(found).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(text);
  }
});

test("ADM: stations show who is online, and the sticker of a charger leads to its price", async ({
  page,
  charger,
}) => {
  await signIn(page, OWNER);
  await page.goto("/admin/stations");
  await expect(page.getByRole("table")).toContainText("Proefpaal");
  await expect(page.getByText(/Online|Connected/).first()).toBeVisible();
  await page.goto(`/admin/stickers?q=${charger.label}`);
  await page.getByRole("link", { name: charger.label }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(charger.label);
  const code = await page.getByRole("link", { name: "Code only, SVG" }).getAttribute("href");
  const svg = await page.request.get(code ?? "");
  expect(svg.headers()["content-type"]).toContain("svg");
  expect(await svg.text()).toMatch(/<path|<rect/);
});

test("SEC-51, SEC-53: another client sees nothing of us: no list, no address, no search", async ({
  page,
  world,
  charger,
  facts,
  mollie,
}) => {
  const { session } = await paidVisit(world, charger, facts, mollie);
  const [ours] = await facts.rows<{ evse: string; station: string; location: string }>(
    `SELECT e.id AS evse, e.station_id AS station, e.location_id AS location FROM evses e WHERE e.evse_id = $1`,
    [charger.evseId],
  );
  await signIn(page, STRANGER.email, STRANGER.password);
  const lists = ["sessions", "payments", "cdrs", "exceptions", "locations", "stations", "stickers"];
  for (const list of ["", ...lists.map((name) => `/${name}`)]) {
    await page.goto(`/admin${list}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const text = (await page.getByRole("main").textContent()) ?? "";
    for (const secret of [session.reference, "Teststroom", "Proef", charger.label]) {
      expect(text, list).not.toContain(secret);
    }
  }
  const addresses = [
    `sessions/${session.id}`,
    `payments/${session.paymentId}`,
    `locations/${ours?.location}`,
    `stations/${ours?.station}`,
    `stickers/${ours?.evse}`,
  ];
  for (const address of addresses) {
    await page.goto(`/admin/${address}`);
    await expect(page.getByText("There is nothing at this address")).toBeVisible();
  }
  for (const text of [session.reference, session.pspPaymentId ?? "", charger.evseId]) {
    const answer = await page.request.get(`/admin/search?q=${encodeURIComponent(text)}`);
    expect(await answer.json()).toEqual({ hits: [] });
  }
});

test("ADM-31: the exceptions page and the CDRs open for the owner", async ({ page }) => {
  await signIn(page, OWNER);
  for (const [path, title] of [
    ["exceptions", "Exceptions"],
    ["cdrs", "Charge detail records"],
    ["locations", "Locations"],
    ["settings", "Settings"],
  ] as const) {
    await page.goto(`/admin/${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
  }
});
