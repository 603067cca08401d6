import { mkdtemp, readdir, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestEmail } from "@/lib/billing/request-email";
import { openCheckout } from "@/lib/sessions/open-checkout";
import { recoverSession } from "@/lib/sessions/recover-session";
import { openTokens } from "@/lib/sessions/tokens";
import { createSite } from "./testing/site";
import { scan, visitOf } from "./testing/visit";
import { World } from "./testing/world";

const EMAIL = "canary.driver@example.org";
const DEVICE = "canary-device-token-0123456789abcdef";
const NETWORK = "198.51.100.77";
/** What `createSites` gives every station. */
const STATION_PASSWORD = "0123456789abcdef0123";

/** Everything that the database holds, as text: the product's tables and the queue's. */
async function dump(world: World): Promise<Map<string, string>> {
  const tables = await world.sql<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'graphile_worker') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await world.sql<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    texts.set(name, rows.map(({ text }) => text).join("\n"));
  }
  return texts;
}

describe("SEC-66: no secret and no address stands anywhere in clear", () => {
  let world: World;
  let mailbox: string;
  beforeAll(async () => {
    mailbox = await mkdtemp(path.join(os.tmpdir(), "kerbwatt-mail-"));
    world = await World.open({ mailDir: mailbox });
  });
  afterAll(() => world.close());

  it("SEC-11, SEC-13, SEC-90: not in a table, not in the queue, not in the journal, not in the log", async () => {
    const station = await createSite(world);
    await station.plug();
    const view = await scan(station, DEVICE);
    if (view.state === "UNAVAILABLE") throw new Error(view.reason);
    const driver = { deviceToken: DEVICE, network: NETWORK };
    const order = { quoteId: view.quoteId, holdIndex: 1, locale: "en", ...driver };
    const result = await openCheckout(world.context, world.psp, order);
    if (result.kind === "refused") throw new Error(result.reason);
    const visit = await visitOf(world, view.quoteId, result.controlToken);
    await visit.pay();
    await visit.comeBack();
    await world.run(5_000);
    expect(await visit.state()).toBe("CHARGING");
    await requestEmail(world.context, { token: visit.token, address: EMAIL });
    const tokens = openTokens(world.context, String((await visit.session()).tokens_cipher));
    for (const recoveryCode of ["000000", tokens.recovery]) {
      await recoverSession(world.context, { code: station.site.code, recoveryCode, network: NETWORK });
    }
    // Half of the jobs are still in the queue here: what waits is looked at too.
    const secrets = {
      ...tokens,
      email: EMAIL,
      device: DEVICE,
      network: NETWORK,
      stationPassword: STATION_PASSWORD,
      apiKey: await apiKeyOf(visit.paymentId),
      webhook: await webhookTokenOf(visit.paymentId),
    };
    await expectClean(secrets);
    await station.charge(30 * 60_000);
    await station.end("Local");
    await station.unplug();
    await world.run(20_000);
    expect(await visit.end()).toContain("BILLED");
    // A webhook for nobody, and a faulty answer of the PSP: refusals are logged without what was sent.
    await fetch(`${process.env.WEBHOOK_URL}/api/webhooks/mollie/${"x".repeat(43)}`, {
      method: "POST",
      body: `id=tr_canary&secret=${tokens.control}`,
    });
    await expectClean(secrets);
    const mails = await Promise.all(
      (await readdir(mailbox)).map((file) => readFile(path.join(mailbox, file), "utf8")),
    );
    // The only place where the address may stand is the mail itself: the canary is alive.
    expect(mails.join()).toContain(EMAIL);
  });

  async function apiKeyOf(paymentId: string): Promise<string> {
    const [row] = await world.sql(
      "SELECT a.key_cipher FROM psp_accounts a JOIN payments p ON p.psp_account_id = a.id WHERE p.id = $1",
      [paymentId],
    );
    return world.context.secrets.open(String(row?.key_cipher));
  }

  async function webhookTokenOf(paymentId: string): Promise<string> {
    const [row] = await world.sql("SELECT webhook_url FROM payments WHERE id = $1", [paymentId]);
    const url = world.context.secrets.open(String(row?.webhook_url));
    return url.split("/").at(-1) ?? "";
  }

  async function expectClean(secrets: Readonly<Record<string, string>>): Promise<void> {
    const places = await dump(world);
    expect(places.size).toBeGreaterThan(25);
    expect(places.get("public.journal_entries")).toContain("payments");
    places.set("log", JSON.stringify(world.logs));
    const found: string[] = [];
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret.length, name).toBeGreaterThanOrEqual(6);
      for (const [place, text] of places) if (text.includes(secret)) found.push(`${name} in ${place}`);
    }
    expect(found).toEqual([]);
  }
});
