import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Harness, TAP, until } from "../testing/harness";
import { location } from "../testing/sample-objects";
import { formInput } from "./form-input.rules";
import { amountText, connectorText, dateText, elapsedText, statusWords } from "./format.rules";

let harness: Harness;

beforeEach(async () => {
  harness = await Harness.connected("2.3.0");
});

afterEach(() => harness.stop());

const PAGE = "/terminals/pay/T-1";
const SELECTION = { locationId: TAP.locationId, evseUid: TAP.evseUid, connectorId: TAP.connectorId };

async function page(path = PAGE): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(harness.simulator.url + path);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function press(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${harness.simulator.url}/act/${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { referer: `${harness.simulator.url}${PAGE}`, ...headers },
    body: new URLSearchParams(fields),
  });
}

describe("the pages", () => {
  it("list providers and their terminals", async () => {
    const { text, status } = await page("/");
    expect(status).toBe(200);
    expect(text).toContain("Terminal 1");
    expect(text).toContain("Connected · OCPI 2.3.0");
    expect((await page("/nothing")).status).toBe(404);
    expect((await page("/terminals/pay/T-404")).status).toBe(404);
    expect((await page("/providers/nobody")).status).toBe(404);
  });

  it("allow no script and no style but their own", async () => {
    const { headers, text } = await page();
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
    expect(text).toContain(`<script nonce="${nonce}">`);
    expect(text).not.toMatch(/ style="| on\w+="/);
  });

  it("escape what the CPO sends", async () => {
    const evil = location("L1", "2.3.0", '<img src=x onerror="alert(1)">');
    await harness.cpo.push("PUT", "locations", ["L1"], evil);
    for (const path of ["/", PAGE, "/providers/pay"]) {
      const { text } = await page(path);
      expect(text).not.toContain("<img");
    }
  });

  it("show no token but the one that the operator has to get", async () => {
    const seen = (await page("/providers/pay")).text;
    expect(seen).not.toContain(harness.cpo.outbound);
    expect(seen).not.toContain(harness.cpo.inbound);
  });
});

describe("the terminal", () => {
  it("leads from the list of chargers to the price in the order of the law", async () => {
    const list = (await page()).text;
    expect(list).toContain("Choose your charger");
    expect(list.match(/class="place"/g)).toHaveLength(2);
    const chosen = await press("providers/pay/terminals/T-1/select", SELECTION);
    expect([chosen.status, chosen.headers.get("location")]).toEqual([303, PAGE]);
    await until(() => harness.cpo.of("GET", /locations\/L1$/).length === 1);
    const { text } = await page();
    const order = ["per kWh", "per session", "per minute parked"].map((unit) => text.indexOf(unit));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(text).toContain("<b>€45.00</b> is reserved");
    expect(text.match(/class="card /g)).toHaveLength(6);
  });

  it("goes from a tapped card over charging to the receipt, by forms alone", async () => {
    await press("providers/pay/terminals/T-1/select", SELECTION);
    const fields = { terminalId: "T-1", ...SELECTION, card: "googlepay", holdMinor: "" };
    expect((await press("providers/pay/taps", fields)).status).toBe(303);
    await until(() => harness.control.transactions("pay")[0]?.startResult === "ACCEPTED");
    expect((await page()).text).toContain("Plug in");
    await harness.pushSession("ACTIVE", 12.34, 828);
    const charging = (await page()).text;
    for (const words of [
      "Charging",
      "€8.28",
      "12.34",
      "of €45.00 reserved on Google Pay, Mastercard •••• 5100",
    ]) {
      expect(charging).toContain(words);
    }
    const [transaction] = harness.control.transactions("pay");
    const base = `providers/pay/transactions/${transaction?.id}`;
    expect((await press(`${base}/stop`, {})).status).toBe(303);
    expect((await page()).text).toContain("Stopping");
    await harness.pushCdr(1_310);
    await until(() => harness.control.transactions("pay")[0]?.state === "settled");
    const receipt = (await page()).text;
    for (const words of ["Paid", "€13.10", "€31.90", "5100", transaction?.approvalCode ?? "-"]) {
      expect(receipt).toContain(words);
    }
    await press(`${base}/dismiss`, {});
    expect((await page()).text).toContain("Choose your charger");
  });

  it.each([
    ["K7F3-2Q", null, ["Your code <b>K7F3-2Q</b>"]],
    ["https://pay.example/s/abc", null, ['href="https://pay.example/s/abc"', 'class="qr"']],
    [undefined, "https://pay.example/find/{session}", ['href="https://pay.example/find/S1"', " · 4242"]],
    [undefined, null, ["S1", " · 4242"]],
    ["javascript:alert(1)", null, ["Your code <b>javascript:alert(1)</b>"]],
  ])(
    "shows the way to the driver's page for the reference %s and the address %s",
    async (reference, url, words) => {
      harness.control.configure("pay", { driverLookupUrl: url });
      harness.control.select("pay", "T-1", SELECTION);
      await harness.tapped();
      await harness.pushSession("ACTIVE", 1, 100);
      const patch = {
        last_updated: "2026-03-01T11:00:00Z",
        ...(reference && { kerbwatt_reference: reference }),
      };
      await harness.cpo.push("PATCH", "sessions", ["S1"], patch);
      const { text } = await page();
      for (const word of words) expect(text).toContain(word);
      expect(text).not.toContain('href="javascript');
    },
  );

  it("calls a charger the driver's own while it is in use, and shows the next driver a free one with its price", async () => {
    const list = async (): Promise<string> => {
      await press("providers/pay/terminals/T-1/select", {});
      return (await page()).text;
    };
    const pushStatus = (status: string) =>
      harness.cpo.push("PATCH", "locations", ["L1", "L1-E1"], {
        status,
        last_updated: new Date(Date.now() + 60_000).toISOString(),
      });
    await harness.tapped();
    await harness.pushSession("ACTIVE", 1, 100);
    expect(await list()).toContain("Yours");
    await pushStatus("CHARGING");
    await harness.pushCdr(1_310);
    await until(() => harness.control.transactions("pay")[0]?.state === "settled");
    const over = await list();
    expect(over).not.toContain("Yours");
    expect(over.match(/In use/g)).toHaveLength(2);
    // The cable is still in: whoever chooses the charger is the driver who wants the receipt.
    await press("providers/pay/terminals/T-1/select", SELECTION);
    expect((await page()).text).toContain("Paid");
    await until(() => harness.cpo.of("GET", /locations\/L1$/).length === 1);
    await pushStatus("AVAILABLE");
    expect(await list()).toContain("Free");
    await press("providers/pay/terminals/T-1/select", SELECTION);
    expect((await page()).text).toContain("is reserved on your card");
  });

  it("says what is wrong: refused, payment failed, out of service, not connected", async () => {
    harness.control.select("pay", "T-1", SELECTION);
    harness.control.arm("pay", "facFailed");
    await harness.tapped();
    await harness.pushCdr(1_310);
    await until(() => harness.control.transactions("pay")[0]?.state === "settled");
    expect((await page()).text).toContain("Payment failed");
    harness.cpo.commandResponse = "REJECTED";
    await harness.control.tap("pay", TAP);
    expect((await page()).text).toContain("Not started");
    await harness.cpo.push("POST", "payments", ["terminals", "T-1", "deactivate"]);
    expect((await page()).text).toContain("Out of service");
    await harness.cpo.push("POST", "payments", ["terminals", "activate"], { terminal_id: "T-1" });
    await harness.control.unregister("pay");
    expect((await page()).text).toContain("Not connected");
  });
});

describe("buttons", () => {
  it("switch faults, save settings, and say what was wrong", async () => {
    await press("providers/pay/faults/slowEverything", { _method: "PUT", on: "true" });
    expect((await page()).text).toContain('aria-checked="true" aria-label="Everything slow"');
    await press("providers/pay/faults/slowEverything", { _method: "PUT", on: "false" });
    expect(harness.control.view("pay").faults).toEqual([]);
    const settings = {
      _method: "PATCH",
      tokenEncoding: "raw",
      defaultHoldMinor: "2500",
      vatPercentFor211: "7,7",
      driverLookupUrl: "",
      stopAtHold: "false",
    };
    expect((await press("providers/pay", settings)).status).toBe(303);
    expect(harness.control.view("pay").settings).toMatchObject({
      tokenEncoding: "raw",
      defaultHoldMinor: 2_500,
      vatPercentFor211: 7.7,
      driverLookupUrl: null,
    });
    const wrong = await press("providers/pay", { _method: "PATCH", defaultHoldMinor: "" });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain("Not possible");
    const script = await press("providers/pay/register", { token: "x" }, { accept: "application/json" });
    expect([script.status, Object.keys((await script.json()) as object)]).toEqual([422, ["error"]]);
  });

  it("cannot be pressed by another site", async () => {
    const foreign = await press("providers/pay/forget", {}, { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect(harness.control.view("pay").connection.status).toBe("connected");
    expect((await fetch(`${harness.simulator.url}/act/providers/pay/forget`)).status).toBe(405);
    const away = await press("providers/pay/crawl", {}, { referer: "https://evil.example/x" });
    expect(away.headers.get("location")).toBe("/");
  });

  it("reads a checkbox before its hidden twin", () => {
    expect(formInput("directPayment=true&directPayment=false&_method=PATCH")).toEqual({
      method: "PATCH",
      input: { directPayment: true },
    });
    expect(formInput("directPayment=false&holdMinor=&token=")).toEqual({
      method: "POST",
      input: { directPayment: false },
    });
  });
});

describe("the stream", () => {
  it("sends changed parts and new messages", async () => {
    const gone = new AbortController();
    const url = `${harness.simulator.url}/events?page=${encodeURIComponent(PAGE)}`;
    const response = await fetch(url, { signal: gone.signal });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    let seen = "";
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) seen += decoder.decode(chunk as Uint8Array);
    })().catch(() => {});
    await until(() => seen.includes("event: parts"));
    seen = "";
    harness.control.select("pay", "T-1", SELECTION);
    await until(() => seen.includes("is reserved on your card"));
    await harness.control.crawl("pay", { modules: ["tariffs"] });
    await until(() => seen.includes("event: message-row"));
    gone.abort();
    await reading;
  });
});

describe("words", () => {
  it("format amounts, times and names", () => {
    expect(amountText(-150, "EUR")).toBe("−€1.50");
    expect(amountText(24_900, "SEK")).toBe("SEK 249.00");
    expect(elapsedText("2026-03-01T10:00:00Z", new Date("2026-03-01T11:02:03Z"))).toBe("1:02:03");
    expect(elapsedText(null, new Date())).toBe("–");
    expect(dateText("2026-03-01T10:00:00Z")).toBe("1 March 2026");
    expect(dateText("soon")).toBe("–");
    expect(connectorText("IEC_62196_T2_COMBO", 149_960)).toBe("CCS · 150 kW");
    expect(connectorText("GBT_DC", null)).toBe("GBT DC");
    expect(statusWords("NEW_ONE")).toEqual({ word: "Unknown", tone: "calm" });
  });
});
