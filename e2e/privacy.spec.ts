import type { BrowserContext, Page } from "@playwright/test";
import {
  confirmWith,
  expectEnergy,
  expectState,
  goToPayment,
  recoveryCodeOn,
  scan,
  scanAndPay,
  stopCharging,
} from "./support/driver";
import { expect, test } from "./support/fixtures";

interface Watch {
  readonly foreign: string[];
  readonly violations: string[];
  readonly documents: Map<string, string>;
}

/** Notes foreign requests, everything that the Content-Security-Policy stopped, and every page's HTML. */
async function watch(context: BrowserContext, ownOrigins: readonly string[]): Promise<Watch> {
  const seen: Watch = { foreign: [], violations: [], documents: new Map() };
  await context.exposeFunction("reportViolation", (text: string) => seen.violations.push(text));
  await context.addInitScript(() => {
    const report = (globalThis as unknown as { reportViolation: (text: string) => void }).reportViolation;
    document.addEventListener("securitypolicyviolation", (event) =>
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
    );
  });
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && !ownOrigins.includes(origin)) seen.foreign.push(request.url());
  });
  context.on("response", async (response) => {
    const isPage = response.headers()["content-type"]?.startsWith("text/html") && response.status() < 300;
    if (isPage && new URL(response.url()).origin === ownOrigins[0]) {
      seen.documents.set(response.url(), await response.text().catch(() => ""));
    }
  });
  context.on("weberror", (error) => seen.violations.push(String(error.error())));
  return seen;
}

const ALLOWED_COOKIE = /^(kw-device|kw-at|kw-s-[0-9A-Z]{4}-[0-9A-Z]{4})$/;

async function expectOwnCookies(context: BrowserContext, web: string): Promise<void> {
  const cookies = await context.cookies(web);
  for (const { name, httpOnly, sameSite } of cookies) {
    expect(name).toMatch(ALLOWED_COOKIE);
    expect({ name, httpOnly, sameSite }).toEqual({ name, httpOnly: true, sameSite: "Lax" });
  }
}

/** What stands in the address bar opens nothing for another browser. */
async function expectNoToken(page: Page): Promise<void> {
  expect(new URL(page.url()).pathname).toMatch(/^\/s\/[0-9A-Z]{4}-[0-9A-Z]{4}$/);
}

test("LAW-50, SEC-13, SEC-31, SEC-63, SEC-86: a whole visit without foreign requests, policy violations, tokens in the address or OCPP identities", async ({
  page,
  context,
  charger,
  world,
}) => {
  const mollieOrigin = new URL(world.urls.mollie).origin.replace("127.0.0.1", "localhost");
  const seen = await watch(context, [world.urls.web, mollieOrigin]);
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scan(page, charger);
  await expectOwnCookies(context, world.urls.web);
  await goToPayment(page);
  await confirmWith(page, "visa");
  await expectState(page, "Charging");
  await expectNoToken(page);
  await expectEnergy(page, 0.5);
  await stopCharging(page);
  await expectState(page, "Thank you");
  await expectNoToken(page);
  await page.getByRole("link", { name: "Show the receipt" }).click();
  await expectState(page, "Receipt");
  await page.goto("/help");
  await page.goto("/");
  await expectOwnCookies(context, world.urls.web);
  expect(seen.foreign).toEqual([]);
  expect(seen.violations).toEqual([]);
  expect(seen.documents.size).toBeGreaterThan(4);
  for (const [url, html] of seen.documents) expect(html, url).not.toContain("OCPP-CANARY");
});

test("UX-3: the price page weighs less than 100 KB with everything it loads", async ({ page, charger }) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(charger.path, { waitUntil: "networkidle" });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(100 * 1024);
});

test("SEC-13, SEC-63: security headers on every kind of answer", async ({ request, charger }) => {
  for (const path of [charger.path, "/", "/help", "/c/NOTHING", "/s/AAAA-AAAA", "/r/nothing", "/sign-in"]) {
    const headers = (await request.get(path, { maxRedirects: 0 })).headers();
    const policy = headers["content-security-policy"] ?? "";
    for (const rule of [
      "default-src 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
    ]) {
      expect(policy, path).toContain(rule);
    }
    expect(policy, path).toMatch(/'nonce-[A-Za-z0-9+/=]+'/);
    expect(policy, path).not.toContain("script-src 'unsafe");
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["cross-origin-opener-policy"], path).toBe("same-origin");
    expect(headers["permissions-policy"], path).toContain("camera=()");
    expect(headers["x-powered-by"], path).toBeUndefined();
  }
  const scanned = (await request.get(charger.path)).headers();
  expect(scanned["referrer-policy"]).toBe("no-referrer");
  expect(scanned["cache-control"]).toBe("no-store");
  expect(scanned["x-robots-tag"]).toContain("noindex");
});

test("SEC-12, SEC-19: foreign, expired and invented links get the same answer", async ({
  page,
  otherPhone,
  charger,
}) => {
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Plug in your car");
  const own = new URL(page.url()).pathname;
  const stranger = await otherPhone();
  const answers = [];
  for (const path of [own, "/s/ZZZZ-ZZZZ", `/s/${"A".repeat(43)}`, `/r/${"A".repeat(43)}`, "/s/x"]) {
    const answer = await stranger.goto(path);
    const text = await stranger.getByRole("main").textContent();
    answers.push(`${answer?.status()} ${text}`);
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^404 /);
  for (const act of ["stop", "email", "retry", "give-up"]) {
    const answer = await stranger.request.post(`${own}/${act}`, {
      form: { email: "thief@mailbox.example" },
      headers: { origin: new URL(stranger.url()).origin, "sec-fetch-site": "same-origin" },
    });
    expect(answer.status(), act).toBe(404);
  }
  await page.getByRole("button", { name: /^End and release/ }).click();
});

test("SEC-14, SEC-20: a post from elsewhere and a plain link stop nothing", async ({
  page,
  charger,
  facts,
}) => {
  await charger.station.plugIn();
  await charger.station.expectStatus("Preparing");
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Charging");
  const own = new URL(page.url()).pathname;
  for (const headers of [
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "https://evil.example" },
  ]) {
    const answer = await page.request.post(`${own}/stop`, { form: {}, headers });
    expect(answer.status()).toBe(403);
  }
  await page.request.get(`${own}/stop`);
  const [session] = await facts.sessionsAt(charger.evseId);
  expect(session?.state).toBe("CHARGING");
  await charger.station.unplug();
});

test("SEC-88: a return with a forged result proves nothing", async ({ page, charger, facts }) => {
  await scan(page, charger);
  await goToPayment(page);
  await page.route("**/return/**", (route) => route.abort());
  const [back] = await Promise.all([page.waitForRequest(/\/return\//), page.getByTestId("cancel").click()]);
  await page.unroute("**/return/**");
  await page.goto(`${back.url()}?status=paid&payment=authorized&success=true`);
  await expectState(page, "The payment did not work");
  const [session] = await facts.sessionsAt(charger.evseId);
  expect(session?.authorisedMinor).toBe(0);
  expect(session?.state).toBe("ABANDONED");
});

test("SEC-22: the recovery code is limited to five tries per charger", async ({
  page,
  charger,
  otherPhone,
}) => {
  await scanAndPay(page, charger, "applepay");
  await expectState(page, "Plug in your car");
  const right = await recoveryCodeOn(page);
  for (let attempt = 1; attempt <= 5; attempt++) {
    const thief = await otherPhone();
    await thief.goto(charger.path);
    await thief.getByLabel("Recovery code").fill("ZZZZZZ");
    await thief.getByRole("button", { name: "Open my session" }).click();
    await expect(thief.getByRole("alert")).toContainText("does not fit");
  }
  const late = await otherPhone();
  await late.goto(charger.path);
  await late.getByLabel("Recovery code").fill(right);
  await late.getByRole("button", { name: "Open my session" }).click();
  await expect(late.getByRole("alert")).toContainText("Too many tries.");
  await page.getByRole("button", { name: /^End and release/ }).click();
});
