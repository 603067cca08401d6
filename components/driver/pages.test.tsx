import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { CREDIT_NOTE, RECEIPT, RELEASE_NOTE } from "@/lib/billing/receipt-pdf/testing/receipts";
import { CATALOGUES, type Catalogue } from "@/lib/i18n/catalogues";
import { LOCALES } from "@/lib/i18n/locale.model";
import { createTranslatorFrom } from "@/lib/i18n/translate";
import type { SessionView, UnavailableReason } from "@/lib/sessions/driver-view.model";
import { DRIVER_STATES } from "./driver-states.rules";
import { FindPage, FoundReceiptsPage } from "./pages/find-page";
import { HelpPage } from "./pages/help-page";
import { HomePage } from "./pages/home-page";
import { ReceiptPage } from "./pages/receipt-page";
import { CHECKOUT_PROBLEMS, ScanPage } from "./pages/scan-page";
import { SessionPage } from "./pages/session-page";
import { StopPage } from "./pages/stop-page";
import { UnavailablePage } from "./pages/unavailable-page";
import { RETRY_PROBLEMS } from "./retry.model";
import { IDLE_FEE, PRICE, START_FEE } from "./testing/prices";
import { renderWhole, testUi, wordsOf } from "./testing/render";
import { atTerminal, NOW, READY, SELLER, SESSIONS, unavailable } from "./testing/views";
import type { Ui } from "./ui";

const REASONS: readonly UnavailableReason[] = [
  "unknown_code",
  "revoked_code",
  "offline",
  "faulted",
  "occupied",
  "reserved",
  "maintenance",
  "closed",
  "no_price",
  "payments_down",
];

const session = (ui: Ui, view: SessionView): ReactNode => (
  <SessionPage
    ui={ui}
    view={view}
    base="/s/7KQ2-M4XD"
    chargerCode={READY.code}
    otherCode=""
    emailOutcome={null}
    retryProblem={null}
  />
);
const FIND_PROBLEMS = ["wrong", "several", "limited"] as const;
const TYPED = { date: "2026-11-20", last4: "4242", place: "KW-A07" };
const scan = (ui: Ui, view = READY): ReactNode => <ScanPage ui={ui} view={view} problem={null} />;

/** Every page in every state, by name. */
function everyPage(ui: Ui): Record<string, ReactNode> {
  return {
    home: <HomePage ui={ui} invalid />,
    help: <HelpPage ui={ui} />,
    ready: scan(ui),
    "plug first": scan(ui, { ...READY, state: "READY_PLUG_FIRST", payEnabled: false }),
    "after a failure": scan(ui, {
      ...READY,
      lastFailure: { reason: "payment_declined", failureCode: "expired" },
    }),
    ...Object.fromEntries(
      CHECKOUT_PROBLEMS.map((problem) => [
        problem,
        <ScanPage key={problem} ui={ui} view={READY} problem={problem} />,
      ]),
    ),
    ...Object.fromEntries(
      REASONS.map((reason) => [
        `unavailable ${reason}`,
        <UnavailablePage key={reason} ui={ui} view={unavailable(reason)} recoverProblem="wrong" />,
      ]),
    ),
    ...Object.fromEntries(DRIVER_STATES.map((state) => [state, session(ui, SESSIONS[state])])),
    ...Object.fromEntries(
      DRIVER_STATES.map((state) => [`terminal ${state}`, session(ui, atTerminal(SESSIONS[state]))]),
    ),
    "terminal here": (
      <UnavailablePage
        ui={ui}
        view={{ ...unavailable("occupied"), recoverable: false, atTerminal: true }}
        recoverProblem={null}
      />
    ),
    find: <FindPage ui={ui} failed={null} typed={TYPED} />,
    ...Object.fromEntries(
      FIND_PROBLEMS.flatMap((problem) =>
        (["code", "card"] as const).map((by) => [
          `find by ${by}: ${problem}`,
          <FindPage key={`${by}-${problem}`} ui={ui} failed={{ by, problem }} typed={TYPED} />,
        ]),
      ),
    ),
    receipts: (
      <FoundReceiptsPage
        ui={ui}
        receipts={[
          { receiptToken: "r".repeat(43), evseLabel: "KW-A07", startedAt: NOW, timeZone: "Europe/Amsterdam" },
        ]}
      />
    ),
    stop: <StopPage ui={ui} view={SESSIONS.CHARGING} base="/s/7KQ2-M4XD" />,
    ...Object.fromEntries(
      RETRY_PROBLEMS.map((problem) => [
        `retry ${problem}`,
        <SessionPage
          key={problem}
          ui={ui}
          view={SESSIONS.START_FAILED}
          base="/s/x"
          chargerCode={null}
          otherCode="1ABC"
          emailOutcome="invalid"
          retryProblem={problem}
        />,
      ]),
    ),
    receipt: (
      <ReceiptPage
        ui={ui}
        view={{
          document: RECEIPT,
          refunds: [{ minor: 500, at: RECEIPT.issuedAt, reason: "goodwill" }],
          signedData: { publicKey: "30".repeat(91) },
        }}
        path="/r/x"
      />
    ),
    release: (
      <ReceiptPage ui={ui} view={{ document: RELEASE_NOTE, refunds: [], signedData: null }} path="/r/x" />
    ),
    credit: (
      <ReceiptPage ui={ui} view={{ document: CREDIT_NOTE, refunds: [], signedData: null }} path="/r/x" />
    ),
  };
}

describe.each(LOCALES)("every page in %s", (locale) => {
  const ui = testUi(locale);
  it.each(Object.keys(everyPage(ui)))("%s", async (name) => {
    const html = await renderWhole(ui, SELLER, everyPage(ui)[name]);
    expect(html).toContain(`<html lang="${locale}">`);
    expect(html.match(/<h1/g), "one main heading").toHaveLength(1);
    expect(html.match(/<main/g)).toHaveLength(1);
    expect(wordsOf(html)).not.toMatch(/undefined|NaN|\[object|Invalid Date/);
    expect(html).not.toContain("\u0000");
    // UX-44, WCAG 3.2.6: the phone is on every page, in the same block.
    expect(html).toContain('href="tel:+31208081234"');
    // LAW-50, SEC-86: nothing is loaded from elsewhere, and no page asks for card data (SEC-1).
    const loaded = [...html.matchAll(/<(?:script|img|link|iframe|source)[^>]+(?:src|href)="([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(loaded.every((address) => address?.startsWith("/") && !address.startsWith("//"))).toBe(true);
    expect(html).not.toMatch(/autocomplete="cc-/i);
    expect(html).not.toMatch(/ style="/);
    // WCAG 1.3.1: every visible field has its label.
    for (const [, id] of html.matchAll(/<input id="([^"]+)"/g)) expect(html).toContain(`<label for="${id}"`);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("UX-34: no words outside the catalogues", () => {
  /** Every message 40 % longer and in brackets; arguments and tags stay. */
  const pseudo = JSON.parse(JSON.stringify(CATALOGUES.en), (_key, value) =>
    typeof value === "string" ? `⟦${value}${"·".repeat(Math.ceil(value.length * 0.4))}⟧` : value,
  ) as Catalogue;
  const ui = testUi("en", createTranslatorFrom("en", pseudo));

  it.each(Object.keys(everyPage(ui)))("%s", async (name) => {
    const html = await renderWhole(ui, null, everyPage(ui)[name]);
    const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
    let outside = wordsOf(main.replace(/<(b|small|br)\b[^>]*>|<\/(b|small)>/g, ""));
    for (let before = ""; before !== outside; ) {
      before = outside;
      outside = outside.replace(/⟦[^⟦⟧]*⟧/g, " ");
    }
    const data = [
      ...Object.values(SELLER),
      ...Object.values(SESSIONS.CHARGING.place),
      ...Object.values(RECEIPT.place),
      "goodwill|R4T9XB|KW-A0\\d|7KQ2-M4XD|NL-\\S+|kWh|min|GMT|CET|Apple Pay|Mastercard|Visa|Nayax",
    ];
    const known = data.filter((value): value is string => typeof value === "string" && value !== "");
    for (const text of known)
      outside = outside.replace(new RegExp(text.replace(/[*+()]/g, "\\$&"), "g"), " ");
    expect(outside.match(/\p{L}{3,}/gu) ?? []).toEqual([]);
  });
});

describe("LAW-13: prices stand in the legal order, however they arrive", () => {
  const components = [PRICE.components[0], PRICE.components[1], IDLE_FEE, START_FEE].filter(
    (part) => part !== undefined,
  );
  const orders = [
    components,
    [...components].reverse(),
    [components[3], components[0], components[2], components[1]],
  ];
  it.each(orders.map((order) => [order.filter((part) => part !== undefined)]))("%#", async (shuffled) => {
    const ui = testUi("en");
    const words = wordsOf(
      await renderWhole(ui, SELLER, scan(ui, { ...READY, price: { ...PRICE, components: shuffled } })),
    );
    const places = [
      "€0.59 per kWh",
      "€0.4512 per kWh",
      "€0.10 per minute",
      "€0.35 per session",
      "Example",
    ].map((text) => words.indexOf(text));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(words).toContain("starts 15 minutes after your car stops charging · never more than €12.00");
  });
});

describe("the scan page", () => {
  const ui = testUi("de");
  it("UX-9, LAW-51: names every preset to the cent and hides all but the chosen one", async () => {
    const html = await renderWhole(
      ui,
      SELLER,
      scan(ui, {
        ...READY,
        holdOptions: [{ index: 0, minor: 6050, approximateWh: null }],
        defaultHoldIndex: 0,
      }),
    );
    expect(wordsOf(html)).toMatch(/60,50\s€\s*reservieren und zahlungspflichtig laden/);
  });
  it("SEC-18: sends the quote and the chosen preset, and no amount", async () => {
    const html = await renderWhole(ui, SELLER, scan(ui));
    const names = [...html.matchAll(/<(?:input|button)[^>]* name="([^"]+)"/g)].map((match) => match[1]);
    expect([...new Set(names)].sort()).toEqual(["choice", "hold", "quote"]);
  });
  it("LAW-1, UX-15: asks for nothing before paying", async () => {
    const html = await renderWhole(ui, SELLER, scan(ui));
    expect(html).not.toMatch(/<input(?![^>]*type="(?:hidden|radio)")/);
  });
  it("UX-11: has no pay button while the hardware waits for the plug", async () => {
    const html = await renderWhole(
      ui,
      SELLER,
      scan(ui, { ...READY, state: "READY_PLUG_FIRST", payEnabled: false }),
    );
    expect(html).not.toContain("/pay");
  });
  it.each(REASONS)("UX-41: has no way to pay when the charger is %s", async (reason) => {
    const page = <UnavailablePage ui={ui} view={unavailable(reason)} recoverProblem={null} />;
    expect(await renderWhole(ui, unavailable(reason).seller, page)).not.toContain("/pay");
  });
  it("UX-41: says something else for each reason", async () => {
    const texts = await Promise.all(
      REASONS.map(async (reason) =>
        wordsOf(
          await renderWhole(
            ui,
            null,
            <UnavailablePage ui={ui} view={unavailable(reason)} recoverProblem={null} />,
          ),
        ),
      ),
    );
    expect(new Set(texts).size).toBe(REASONS.length);
  });
});

describe("the session page", () => {
  const ui = testUi("en");
  it("shows a state of a newer version as an exception and does not crash", async () => {
    const view = { ...SESSIONS.CHARGING, state: "TELEPORTING" } as unknown as SessionView;
    const words = wordsOf(await renderWhole(ui, SELLER, session(ui, view)));
    expect(words).toContain("We are checking this session");
    expect(words).toContain("You will not pay more than €60");
  });
  it("SEC-20, UX-32: a view link can not stop, send mail or reach the receipt", async () => {
    for (const state of DRIVER_STATES) {
      const view = { ...SESSIONS[state], mayControl: false, mayReceive: false, recoveryCode: null };
      const html = await renderWhole(ui, SELLER, session(ui, view));
      expect(html).not.toMatch(/\/(stop|email|retry|give-up)"|\/r\//);
    }
  });
  it("UX-24: the receipt state proves the release with amounts, moments and the reference", async () => {
    const words = wordsOf(await renderWhole(ui, SELLER, session(ui, SESSIONS.RECEIPT)));
    expect(words).toContain("Reserved €60.00 on 20/11/2026, 13:51:00 CET. Charged €13.81. Released €46.19");
    expect(words).toContain("tr_7UhSN1zuXS");
  });
  it("UX-18, UX-13: a failed start names its step and offers the same hold again", async () => {
    const words = wordsOf(await renderWhole(ui, SELLER, session(ui, SESSIONS.START_FAILED)));
    expect(words).toContain("Charger accepts : failed");
    expect(words).toContain("Your €60 stays reserved until 14:39. Try again without paying again.");
  });
  it("UX-18: after the release it says when it was sent", async () => {
    const view = SESSIONS.START_FAILED;
    const money = { ...view.money, releaseSentAt: new Date("2026-11-20T13:03:12Z"), releasedMinor: 6000 };
    const words = wordsOf(await renderWhole(ui, SELLER, session(ui, { ...view, retryUntil: null, money })));
    expect(words).toContain("Your €60 reservation is being released. Sent at 14:03:12.");
    expect(words).not.toContain("Try again");
  });
  it("UX-25: warns near the limit", async () => {
    const live = SESSIONS.CHARGING.live;
    if (!live) throw new Error("the fixture charges");
    const near = { ...SESSIONS.CHARGING, live: { ...live, costMinor: 4800 } };
    expect(wordsOf(await renderWhole(ui, SELLER, session(ui, near)))).toContain(
      "You are close to your limit",
    );
    expect(wordsOf(await renderWhole(ui, SELLER, session(ui, SESSIONS.CHARGING)))).not.toContain(
      "close to your limit",
    );
  });
});
