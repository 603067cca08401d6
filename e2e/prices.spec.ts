import { expect, test } from "./support/fixtures";
import { signIn } from "./support/portal";

const OWNER = "owner@teststroom.example";
const CODE = "FROM-NOTHING";

test("ADM-13: wholesale and retail are set up from nothing, and the driver’s page shows exactly what the preview showed", async ({
  page,
  otherPhone,
  claim,
  facts,
}) => {
  const charger = claim("no-price");
  const phone = await otherPhone();
  await phone.goto(charger.path);
  await expect(phone.locator("section.price")).toHaveCount(0);
  await signIn(page, OWNER);

  await page.goto("/admin/prices/wholesale");
  await page.getByRole("link", { name: "New wholesale tariff" }).click();
  await page.getByRole("link", { name: "Teststroom", exact: true }).click();
  await page.getByLabel("Code", { exact: true }).fill(CODE);
  await page.getByLabel("Name", { exact: true }).fill("What partners are told");
  await page.getByLabel("Energy", { exact: true }).fill("0.333");
  await page.getByRole("button", { name: "Check and preview" }).click();
  await expect(page.getByText("OCPI 2.3.0 says all of it")).toBeVisible();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(CODE);

  const [evse] = await facts.rows<{ station: string }>(
    "SELECT station_id AS station FROM evses WHERE evse_id = $1",
    [charger.evseId],
  );
  await page.goto(`/admin/stations/${evse?.station}`);
  const row = page.getByRole("listitem").filter({ hasText: "ordinary meter" });
  await row.getByRole("button", { name: "Tariff code" }).click();
  await page.getByRole("alertdialog").getByLabel("Tariff code").fill(CODE);
  await page.getByRole("button", { name: "Set the code" }).click();
  await expect(row).toContainText(CODE);

  await page.goto("/admin/prices/side-by-side?show=unsold");
  await expect(page.getByText("No billing rule applies").first()).toBeVisible();
  await page.goto("/admin/prices/rules/new");
  await page.getByLabel("Name", { exact: true }).fill("Sold by page");
  await page.getByLabel("Operator").selectOption({ label: "Teststroom" });
  await page.getByLabel("Channel").selectOption("QR");
  await page.getByLabel("Tariff code").fill(CODE);
  await page.getByLabel("Factor", { exact: true }).fill("1.155");
  await expect(page.getByText("A factor other than 1 has no written reason.")).toBeVisible();
  await page.getByLabel("Reason").fill("Costs of the payment service");
  await expect(page.getByText("No other rule meets this one")).toBeVisible();
  await expect(page.getByText("1 charger in scope")).toBeVisible();
  const preview = await page.locator("section.price").textContent();
  expect(preview).toContain("€0.384615");
  await page.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sold by page");

  await phone.reload();
  await expect(phone.locator("section.price")).toBeVisible();
  expect(await phone.locator("section.price").textContent()).toBe(preview);
});
