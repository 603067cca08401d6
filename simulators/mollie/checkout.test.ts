import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DECLINE_REASONS } from "./catalogue.model";
import type { MollieSimulator } from "./server";
import { createHold, type Json, readPayment, startStanding } from "./testing/harness";

/** A browser without JavaScript: reads pages and posts their buttons. */
async function press(url: string, choice: string): Promise<{ status: number; location: string }> {
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ choice }),
    redirect: "manual",
  });
  await response.text();
  return { status: response.status, location: response.headers.get("location") ?? "" };
}

async function read(url: string): Promise<string> {
  const response = await fetch(url, { redirect: "manual" });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  return response.text();
}

describe("the hosted checkout", () => {
  let simulator: MollieSimulator;
  beforeEach(async () => {
    simulator = await startStanding();
  });
  afterEach(() => simulator.stop());

  async function open(change: Json = {}): Promise<{ id: string; url: string }> {
    const id = await createHold(simulator, change);
    const links = (await readPayment(simulator, id))._links as { checkout: { href: string } };
    return { id, url: links.checkout.href };
  }

  it("UX-4: a card goes through 3-D Secure and back to the shop with plain forms", async () => {
    const { id, url } = await open();
    const step = await press(url, "visa");
    expect(step).toMatchObject({ status: 303, location: expect.stringContaining("/checkout/3ds/") });
    const challenge = simulator.url + step.location;
    const page = await read(challenge);
    for (const testId of ["3ds-approve", "3ds-refuse", "3ds-abandon"])
      expect(page).toContain(`data-testid="${testId}"`);
    expect(page).toContain("Visa •••• 9996");
    expect((await readPayment(simulator, id)).status).toBe("open");
    expect(await press(challenge, "approve")).toEqual({ status: 303, location: "http://shop.test/return" });
    expect(await readPayment(simulator, id)).toMatchObject({
      status: "authorized",
      details: { cardNumber: "9996" },
    });
    for (const late of [url, challenge]) {
      expect((await fetch(late, { redirect: "manual" })).headers.get("location")).toBe(
        "http://shop.test/return",
      );
      expect(await press(late, "cancel")).toEqual({ status: 303, location: "http://shop.test/return" });
    }
    expect((await readPayment(simulator, id)).status).toBe("authorized");
  });

  it("UX-17: refusing and abandoning 3-D Secure lead back to the choice, with the reason", async () => {
    const { id, url } = await open();
    for (const [choice, text] of [
      ["refuse", "authentication failed"],
      ["abandon", "authentication abandoned"],
    ] as const) {
      const step = await press(url, "mastercard");
      const back = await press(simulator.url + step.location, choice);
      expect(back.location).toContain("/checkout/select-method/");
      expect(await read(simulator.url + back.location)).toContain(`The payment was declined: ${text}.`);
    }
    expect((await readPayment(simulator, id)).status).toBe("open");
    const stale = await fetch(url.replace("select-method", "3ds"), { redirect: "manual" });
    expect(stale.headers.get("location")).toContain("/checkout/select-method/");
  });

  it("UX-4: wallets are approved at once; cancel uses the cancel address; expire and fail end the payment", async () => {
    const cancelUrl = "http://shop.test/cancelled";
    const outcomes: unknown[] = [];
    for (const choice of ["applepay", "googlepay", "cancel", "expire", "fail"]) {
      const { id, url } = await open({ cancelUrl });
      const { location } = await press(url, choice);
      outcomes.push([choice, (await readPayment(simulator, id)).status, location.split("/").at(-1)]);
    }
    expect(outcomes).toEqual([
      ["applepay", "authorized", "return"],
      ["googlepay", "authorized", "return"],
      ["cancel", "canceled", "cancelled"],
      ["expire", "expired", "return"],
      ["fail", "failed", "return"],
    ]);
  });

  it("UX-4: the English page has the names and test ids that tests look for", async () => {
    const page = await read((await open()).url);
    expect(page).toContain('<html lang="en">');
    for (const label of [
      "Pay with Visa",
      "Pay with Mastercard",
      "Pay with American Express",
      "Apple Pay",
      "Google Pay",
    ]) {
      expect(page).toMatch(new RegExp(`<span id="b-pay-\\w+">${label}</span>`));
    }
    for (const label of ["Cancel payment", "Decline: insufficient funds", "Let the payment expire"])
      expect(page).toContain(label);
    for (const payWith of ["visa", "mastercard", "amex", "applepay", "googlepay"])
      expect(page).toContain(`data-testid="pay-${payWith}"`);
    for (const reason of DECLINE_REASONS) expect(page).toContain(`data-testid="decline-${reason}"`);
    expect(page).toContain("Payment simulator. No real money moves.");
    expect(page).not.toMatch(/<script|<input|autocomplete/i);
  });

  it.each([
    ["nl_BE", "nl", "Betalen met Visa", "50,00"],
    ["de_DE", "de", "Mit Visa bezahlen", "50,00"],
    ["fr_FR", "fr", "Payer avec Visa", "50,00"],
    ["en_GB", "en", "Pay with Visa", "€50.00"],
    ["fi_FI", "en", "Pay with Visa", "50,00"],
  ])("UX-4: speaks the language of %s", async (locale, lang, label, amount) => {
    const page = await read((await open({ locale })).url);
    expect(page).toContain(`<html lang="${lang}">`);
    expect(page).toContain(label);
    expect(page).toContain(amount);
  });

  it("UX-4: shows only what was asked for and can be had", async () => {
    const cards = await read((await open({ method: "creditcard" })).url);
    expect([
      cards.includes("pay-applepay"),
      cards.includes("pay-googlepay"),
      cards.includes("pay-ideal"),
    ]).toEqual([false, true, false]);
    const all = await read((await open({ method: null })).url);
    expect(all).toContain("pay-ideal");
    simulator.control.configure({ enabledMethods: ["creditcard"] });
    const few = await read((await open({ method: null })).url);
    expect([few.includes("pay-visa"), few.includes("pay-googlepay")]).toEqual([true, false]);
  });

  it("SEC-63: what the shop sends is text on the page, never markup", async () => {
    const description = `<img src=x onerror=alert(1)> "&'`;
    const page = await read((await open({ description })).url);
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt; &quot;&amp;&#39;");
  });

  it("SEC-63: pages allow no script and are no frame", async () => {
    const response = await fetch((await open()).url);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    const style = await fetch(`${simulator.url}/checkout/style.css`);
    expect([style.status, style.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
  });

  it("REL-46: unknown tokens, screens and choices change nothing", async () => {
    const { id, url } = await open();
    expect((await fetch(`${simulator.url}/checkout/select-method/nobody`)).status).toBe(404);
    expect((await fetch(url.replace("select-method", "other"))).status).toBe(404);
    expect((await press(url, "gold")).status).toBe(422);
    expect((await press(url, "approve")).status).toBe(422);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(405);
    expect((await readPayment(simulator, id)).status).toBe("open");
  });

  it("ADM-10: the pages behind the scenes list payments and act as the bank", async () => {
    const { id, url } = await open({ captureMode: null, description: "<b>x</b>" });
    await press(url, "applepay");
    expect(await read(`${simulator.url}/dashboard`)).toContain(id);
    const detail = `${simulator.url}/dashboard/payments/${id}`;
    expect(await read(detail)).toContain("&lt;b&gt;x&lt;/b&gt;");
    const post = (headers: Record<string, string>) =>
      fetch(detail, {
        method: "POST",
        body: new URLSearchParams({ act: "charge-back" }),
        headers,
        redirect: "manual",
      });
    expect((await post({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await post({})).status).toBe(303);
    expect(simulator.control.payment(id).chargebacks).toHaveLength(1);
    expect((await fetch(`${simulator.url}/dashboard/payments/tr_nobody`)).status).toBe(404);
  });
});
