import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestEmail } from "@/lib/billing/request-email";
import { issueQrCode } from "@/lib/locations/issue-qr-code";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { retryStart } from "@/lib/sessions/retry-start";
import { createShop, createSite, createSites } from "./testing/site";
import { charging, paid, scan } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
let world: World;
let mailbox: string;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "kerbwatt-mail-"));
  mailbox = path.join(folder, "box");
  world = await World.open({ mailDir: mailbox });
});
afterAll(() => world.close());

describe("the world changes while a car charges", () => {
  it("REL-89, LAW-14, REL-11: the accepted price is billed, though a new one is published and the charger has none any more", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(15 * MINUTE);
    const { clientId, cpoId } = station.site.shop;
    const content = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.99" });
    await publishTariff(world.context, {
      clientId,
      cpoId,
      code: "MAIN",
      name: "Main",
      kind: "RETAIL",
      content,
    });
    await station.charge(10 * MINUTE);
    await world.sql("UPDATE evses SET tariff_code = NULL WHERE id = $1", [station.site.evseId]);
    await station.charge(5 * MINUTE);
    await station.end("Local");
    await world.run(10_000);
    // 5.5 kWh at 0.50.
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 275");
    const [hashes] = await world.sql(
      `SELECT q.tariff_hash AS quote, s.tariff_hash AS session, c.tariff_hash AS cdr
       FROM charging_sessions s JOIN quotes q ON q.id = s.quote_id JOIN cdrs c ON c.session_id = s.id WHERE s.id = $1`,
      [visit.sessionId],
    );
    expect(new Set(Object.values(hashes ?? {})).size).toBe(1);
    expect(await world.violations()).toEqual([]);
  });

  it("REL-110: mail that can not be sent delays nothing, and is sent when it can", async () => {
    // A file stands where the mailbox should be.
    await writeFile(mailbox, "");
    const station = await createSite(world);
    const visit = await charging(station);
    await requestEmail(world.context, { token: visit.token, address: "driver@example.org" });
    await station.charge(30 * MINUTE);
    await station.end("Local");
    await world.run(10_000);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 275");
    expect(await visit.count("receipts")).toBe(1);
    expect(world.jobs.failures.length).toBeGreaterThan(0);
    await rm(mailbox);
    await world.run(5 * MINUTE);
    expect(await readdir(mailbox)).toHaveLength(1);
  });
});

describe("SEC-4: a sticker that was replaced", () => {
  it("leads neither to a price nor, after a failed start, to the charger behind it", async () => {
    const shop = await createShop(world);
    const [first, second] = await createSites(world, shop, 2);
    if (!first || !second) throw new Error("two chargers are needed");
    first.onStart = "reject";
    await first.plug();
    const visit = await paid(first);
    expect(await visit.state()).toBe("START_FAILED");
    const { clientId, evseId, code } = second.site;
    await issueQrCode(world.context, { clientId, evseId });
    const view = await scan(second);
    expect(view.state === "UNAVAILABLE" && view.reason).toBe("revoked_code");
    const retried = await retryStart(world.context, { token: visit.token, evseCode: code });
    expect(retried).toEqual({ kind: "refused", reason: "maintenance" });
    expect((await visit.session()).evse_id).toBe(first.site.evseId);
  });
});

describe("ADM-35, REL-1: what money refers to can not be deleted", () => {
  beforeAll(async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await world.run(10_000);
    expect(await visit.state()).toBe("BILLED");
  });

  it.each([
    ["clients", "cpos", "psp_accounts", "payments", "charging_sessions"],
    ["tariff_versions", "stations", "evses"],
    ["ledger_postings", "ledger_entries", "payment_events", "session_events"],
    ["cdrs", "receipts", "audit_entries"],
  ])("%s, %s, %s …", async (...tables) => {
    for (const table of tables) {
      await expect(world.sql(`DELETE FROM ${table}`), table).rejects.toThrow();
    }
  });

  it("a charger without its price is not for sale, and says so", async () => {
    const station = await createSite(world, { tariffId: null });
    const view = await scan(station);
    expect(view.state === "UNAVAILABLE" && view.reason).toBe("no_price");
  });
});
