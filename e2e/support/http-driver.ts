import { expect } from "@playwright/test";
import type { Charger } from "./chargers";
import type { Facts } from "./facts";
import type { MollieControl } from "./mollie";
import type { WorldInfo } from "./world-file";

let drivers = 0;

/** A driver without a screen: forms and links only, and as patient as a person when a server is away for a moment. */
export class HttpDriver {
  private readonly cookies = new Map<string, string>();
  private readonly address: string;
  reference = "";
  private backUrl = "";

  constructor(
    private readonly world: WorldInfo,
    readonly charger: Charger,
    private readonly facts: Facts,
    private readonly mollie: MollieControl,
  ) {
    drivers += 1;
    this.address = `10.250.${Math.floor(drivers / 250)}.${(drivers % 250) + 1}`;
  }

  /** Scans and submits the pay form; the payment page is open afterwards. */
  async openCheckout(): Promise<void> {
    const page = await this.send("GET", this.charger.path);
    const quote = /name="quote" value="([^"]+)"/.exec(await page.text())?.[1];
    if (!quote) throw new Error(`${this.charger.label}: no price to pay`);
    await this.send("POST", `${this.charger.path}/pay`, { quote, hold: "1" });
    const [session] = await this.facts.sessionsAt(this.charger.evseId);
    this.reference = session?.reference ?? "";
  }

  /** Confirms at the bank. The browser does not come back by itself, so that only the webhook tells. */
  async confirm(): Promise<void> {
    const { pspPaymentId } = await this.facts.session(this.reference);
    this.backUrl = await patiently(() =>
      this.mollie.act(pspPaymentId ?? "", { action: "pay", with: "applepay" }),
    );
  }

  /** The browser comes back from the payment page. */
  async comeBack(): Promise<void> {
    await this.send("GET", new URL(this.backUrl).pathname);
  }

  /** Opens the own page; that keeps the token in a cookie. */
  async look(): Promise<void> {
    await this.send("GET", `/s/${this.reference}`);
  }

  /** The own page as HTML. */
  async page(): Promise<string> {
    return (await this.send("GET", `/s/${this.reference}`)).text();
  }

  /** The receipt that the own page links to, as HTML. */
  async receipt(): Promise<string> {
    const path = /href="(\/r\/[A-Za-z0-9_-]+)/.exec(await this.page())?.[1];
    if (!path) throw new Error(`${this.reference}: no link to a receipt`);
    return (await this.send("GET", path)).text();
  }

  async stop(): Promise<void> {
    await this.send("POST", `/s/${this.reference}/stop`, {});
  }

  async expectState(...states: string[]): Promise<void> {
    const state = async () => (await this.facts.session(this.reference)).state;
    await expect
      .poll(async () => states.includes(await state()), {
        message: `${this.charger.label}: ${states}`,
        timeout: STATE_TIMEOUT_MS,
      })
      .toBe(true);
  }

  private async send(method: "GET" | "POST", path: string, form?: Record<string, string>): Promise<Response> {
    const { web } = this.world.urls;
    const answer = await patiently(() =>
      fetch(`${web}${path}`, {
        method,
        redirect: "manual",
        headers: {
          cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
          "x-forwarded-for": this.address,
          ...(form ? { origin: web, "sec-fetch-site": "same-origin" } : {}),
        },
        ...(form ? { body: new URLSearchParams(form) } : {}),
      }),
    );
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status}`);
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      this.cookies.set(name, value);
    }
    return answer;
  }
}

/** Longer than the time to plug in, after which a session moves by itself. */
const STATE_TIMEOUT_MS = 150_000;
const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;

/** Tries again while nobody listens, as a person reloads a page. An answer, whatever it says, is an answer. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof TypeError;
      if (!isAway || Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
