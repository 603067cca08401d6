import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expectEnergy, expectState, scanAndPay, stopCharging } from "./support/driver";
import { expect, test } from "./support/fixtures";

test("UX-24, UX-46, LAW-45, SEC-21: proof of release, receipt, PDF with stable bytes, and the mail that was asked for", async ({
  page,
  charger,
  facts,
  world,
}) => {
  const address = `driver-${charger.label.toLowerCase()}@mailbox.example`;
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scanAndPay(page, charger, "visa");
  await expectState(page, "Charging");
  await page.getByLabel("E-mail address").fill(address);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("Done. The mail is on its way.")).toBeVisible();
  expect(page.url()).not.toContain("mailbox");
  await expectEnergy(page, 1);
  await stopCharging(page);
  await expectState(page, "Thank you");

  await test.step("reserved, charged, released", async () => {
    await expect(page.getByText(/instruction sent/).first()).toBeVisible();
    const [session] = await facts.sessionsAt(charger.evseId);
    const euro = (minor: number) => `€${(minor / 100).toFixed(2)}`;
    const proof = page.getByRole("region", { name: "Your money" });
    for (const minor of [6000, session?.capturedMinor ?? 0, session?.releasedMinor ?? 0]) {
      await expect(proof).toContainText(euro(minor));
    }
    await expect(proof).toContainText(session?.pspPaymentId ?? "");
  });

  await page.getByRole("link", { name: "Show the receipt" }).click();
  await expectState(page, "Receipt");
  for (const fact of [charger.label, charger.evseId, "Meter at start", "Meter at end", "VAT"]) {
    await expect(page.getByRole("main")).toContainText(fact);
  }
  const link = await page.getByRole("link", { name: "Download as PDF" }).getAttribute("href");
  const digests = new Set<string>();
  for (let download = 0; download < 3; download++) {
    const answer = await page.request.get(link ?? "");
    expect(answer.headers()["content-type"]).toBe("application/pdf");
    const bytes = await answer.body();
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
    digests.add(createHash("sha256").update(bytes).digest("hex"));
  }
  expect(digests.size).toBe(1);

  await test.step("the mail", async () => {
    const mails = () =>
      readdirSync(world.mailDir)
        .filter((name) => name.endsWith(".eml"))
        .map((name) => readFileSync(path.join(world.mailDir, name), "utf8"))
        .filter((text) => text.includes(address));
    await expect.poll(() => mails().some((text) => text.includes("application/pdf"))).toBe(true);
    for (const mail of mails()) expect(mail).toContain(`To: ${address}`);
  });
});

test("UX-24, LAW-45: a hold that was not used gives a confirmation of release", async ({ page, charger }) => {
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Plug in your car");
  await page.getByRole("button", { name: "End and release €60" }).click();
  await expectState(page, "You pay nothing");
  await expect(page.getByText(/instruction sent/).first()).toBeVisible();
  await page.getByRole("link", { name: "Show the receipt" }).click();
  await expectState(page, "Confirmation of release");
  await expect(page.getByRole("main")).toContainText("You paid nothing");
});
