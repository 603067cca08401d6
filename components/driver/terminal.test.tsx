import { describe, expect, it } from "vitest";
import { DRIVER_STATES } from "./driver-states.rules";
import { FindPage } from "./pages/find-page";
import { SessionPage } from "./pages/session-page";
import { UnavailablePage } from "./pages/unavailable-page";
import { renderWhole, testUi, wordsOf } from "./testing/render";
import { atTerminal, SELLER, SESSIONS, unavailable } from "./testing/views";

const ui = testUi("en");
const rendered = (state: (typeof DRIVER_STATES)[number]): Promise<string> =>
  renderWhole(
    ui,
    SELLER,
    <SessionPage
      ui={ui}
      view={atTerminal(SESSIONS[state])}
      base="/s/7KQ2-M4XD"
      chargerCode={null}
      otherCode=""
      emailOutcome={null}
      retryProblem={null}
    />,
  );

describe("the page of a session that a payment terminal started", () => {
  it.each(DRIVER_STATES)("SEC-20: can neither stop, pay nor try again: %s", async (state) => {
    expect(await rendered(state)).not.toMatch(/\/(stop|retry|give-up|pay)"/);
  });

  it.each(DRIVER_STATES)("proves no reservation of ours: %s", async (state) => {
    const words = wordsOf(await rendered(state));
    expect(words).not.toMatch(
      /We release|We reserve|Your €\S+ (?:stays|reservation)|€0(?:\.00)? is reserved/,
    );
    expect(words).not.toContain("Payment reference");
  });

  it("says whose reservation it is, and how to stop without this page", async () => {
    const words = wordsOf(await rendered("CHARGING"));
    expect(words).toContain("Your card was reserved by the terminal of Nayax.");
    expect(words).toContain("It can not stop charging. Stop at the terminal, with the same card.");
    expect(words).toContain("Unlock your car and pull the plug.");
    expect(words, "our ceiling is not the terminal's reservation").not.toContain("of your");
  });

  it("a start that failed costs nothing, and the terminal releases", async () => {
    const words = wordsOf(await rendered("START_FAILED"));
    expect(words).toContain("The terminal releases your reservation. You pay nothing.");
    expect(words).toContain("Charger accepts : failed");
  });

  it("UX-46: the receipt as page, file and mail", async () => {
    const html = await rendered("RECEIPT");
    expect(html).toContain(`/r/${"r".repeat(43)}"`);
    expect(html).toContain(`/r/${"r".repeat(43)}/pdf"`);
    expect(html).toContain('action="/s/7KQ2-M4XD/email"');
    expect(wordsOf(html)).toContain("You paid €13.81 for 23.412 kWh.");
  });
});

describe("UX-47: the ways to it", () => {
  it("a charger with a terminal's session asks for the terminal's code, not for a recovery code", async () => {
    const view = { ...unavailable("occupied"), recoverable: false, atTerminal: true };
    const html = await renderWhole(ui, SELLER, <UnavailablePage ui={ui} view={view} recoverProblem={null} />);
    expect(wordsOf(html)).toContain("Started at the terminal?");
    expect(html).toContain('href="/t"');
    expect(html).not.toContain("/recover");
  });

  it("SEC-13: both searches post, and what was typed by mistake can be mended", async () => {
    const typed = { date: "2026-11-20", last4: "4242", place: "" };
    const page = <FindPage ui={ui} failed={{ by: "card", problem: "several" }} typed={typed} />;
    const html = await renderWhole(ui, null, page);
    const forms = html.match(/<form[^>]*>/g) ?? [];
    expect(forms).toHaveLength(2);
    for (const form of forms) expect(form).toMatch(/ action="\/t" method="post"/);
    expect(html).toContain('value="2026-11-20"');
    expect(html).toContain('aria-describedby="place-error place-help"');
    expect(wordsOf(html)).toContain("More than one session fits.");
  });
});
