import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createShop, createSite, createSites, type ShopOptions } from "@/lib/jobs/testing/site";
import type { TestStation } from "@/lib/jobs/testing/station";
import { charging, one, type Visit } from "@/lib/jobs/testing/visit";
import { type Row, World } from "@/lib/jobs/testing/world";
import { decideValidation } from "./decide-validation";
import { chargingAtTerminal, createSubscription, type TerminalVisit } from "./testing/terminal-visit";
import type { ValidationAction } from "./validation.model";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ACTOR = { userId: "00000000-0000-4000-8000-00000000abcd", name: "Tess" };
let world: World;

beforeAll(async () => {
  world = await World.open();
});
afterEach(async () => {
  expect(await world.violations()).toEqual([]);
  expect(world.jobs.failures).toEqual([]);
});
afterAll(() => world.close());

const settle = () => world.run(10_000);

async function validation(sessionId: string): Promise<Row> {
  return one(await world.sql("SELECT * FROM cdr_validations WHERE session_id = $1", [sessionId]));
}

const codes = async (sessionId: string) =>
  ((await validation(sessionId)).findings as { code: string }[]).map(({ code }) => code);

const decisions = (sessionId: string) =>
  world.sql("SELECT action, category, by_name, reason FROM cdr_decisions WHERE session_id = $1 ORDER BY id", [
    sessionId,
  ]);

async function cases(sessionId: string): Promise<Row[]> {
  return world.sql(
    "SELECT state, decision, closed_by FROM exception_cases WHERE session_id = $1 AND code = 'session_flagged'",
    [sessionId],
  );
}

function decide(
  { clientId, sessionId }: { clientId: string; sessionId: string },
  action: ValidationAction,
  more: { reason?: string; seen?: string[] } = {},
) {
  return decideValidation(world.context, {
    clientId,
    sessionId,
    action,
    reason: "seen on site",
    actor: ACTOR,
    ...more,
  });
}

/** Ten minutes at 11 kW, and then `extraWh` out of nowhere. */
async function measured(
  extraWh: number,
  options: ShopOptions = {},
): Promise<{ visit: Visit; station: TestStation }> {
  const station = await createSite(world, options);
  const visit = await charging(station);
  await station.charge(10 * MINUTE);
  station.meterWh += extraWh;
  await station.end("Local");
  await settle();
  return { visit, station };
}

async function atTerminal(): Promise<{ visit: TerminalVisit; station: TestStation; clientId: string }> {
  const shop = await createShop(world);
  const [station] = await createSites(world, shop, 1);
  if (!station) throw new Error("a station was expected");
  const visit = await chargingAtTerminal(station, await createSubscription(world, shop.clientId));
  return { visit, station, clientId: shop.clientId };
}

describe("ADM-9: the pipeline", () => {
  it("a sound session is CALCULATED at once, without findings", async () => {
    const { visit } = await measured(0);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    expect(await validation(visit.sessionId)).toMatchObject({ state: "CALCULATED", findings: [], tries: 1 });
  });

  it("SEC-36: what was measured is accepted with name and reason, and the exception closes with it", async () => {
    const { visit, station } = await measured(20_000);
    const at = { clientId: station.site.clientId, sessionId: visit.sessionId };
    expect(await codes(visit.sessionId)).toEqual(["energy_exceeds_power"]);
    await expect(decide(at, "RETRY")).rejects.toMatchObject({ code: "decision_not_allowed" });
    await expect(decide(at, "ACCEPT", { reason: " " })).rejects.toMatchObject({ code: "reason_missing" });
    await expect(decide(at, "ACCEPT", { seen: ["reading_gap"] })).rejects.toMatchObject({
      code: "findings_changed",
    });
    expect(await decide(at, "ACCEPT")).toBe("billed");
    await expect(decide(at, "DROP")).rejects.toMatchObject({ code: "session_not_flagged" });
    await settle();
    expect(await visit.end()).toBe("BILLED implausible_meter CAPTURED 1092");
    expect(await decisions(visit.sessionId)).toEqual([
      { action: "ACCEPT", category: "FEASIBILITY", by_name: "Tess", reason: "seen on site" },
    ]);
    expect(await cases(visit.sessionId)).toEqual([
      { state: "CLOSED", decision: "ACCEPT", closed_by: `user:${ACTOR.userId}` },
    ]);
    const audit = await world.sql("SELECT action, reason FROM audit_entries WHERE object_id = $1", [
      visit.sessionId,
    ]);
    expect(audit).toEqual([{ action: "cdr.accept", reason: "seen on site" }]);
  });

  it("a setup that was mended passes a RETRY; ACCEPT believes only what was seen", async () => {
    const { visit, station } = await measured(20_000);
    const at = { clientId: station.site.clientId, sessionId: visit.sessionId };
    await world.sql("UPDATE charging_sessions SET billing_rule_id = NULL WHERE id = $1", [visit.sessionId]);
    expect(await decide(at, "ACCEPT")).toBe("flagged");
    expect(await codes(visit.sessionId)).toEqual(["energy_exceeds_power", "no_rule"]);
    await expect(decide(at, "ACCEPT")).rejects.toMatchObject({ code: "decision_not_allowed" });
    await world.sql(
      "UPDATE charging_sessions SET billing_rule_id = (SELECT id FROM billing_rules WHERE client_id = $2 AND channel = 'QR') WHERE id = $1",
      [visit.sessionId, at.clientId],
    );
    expect(await decide(at, "RETRY")).toBe("flagged");
    expect(await codes(visit.sessionId)).toEqual(["energy_exceeds_power"]);
    expect(await decide(at, "ACCEPT")).toBe("billed");
    await settle();
  });

  it("DROP is final: the hold goes back, and nothing is ever billed", async () => {
    const { visit, station } = await measured(20_000);
    const at = { clientId: station.site.clientId, sessionId: visit.sessionId };
    expect(await decide(at, "DROP")).toBe("dropped");
    await settle();
    expect(await visit.end()).toBe("CLOSED implausible_meter RELEASED 0");
    expect(await visit.count("cdrs")).toBe(0);
    expect(await validation(visit.sessionId)).toMatchObject({ state: "DROPPED", next_try_at: null });
    expect(await cases(visit.sessionId)).toMatchObject([{ state: "CLOSED", decision: "RELEASE" }]);
    await world.pass(2 * DAY);
    await world.sweep("sweep.validations");
    await expect(decide(at, "RETRY")).rejects.toMatchObject({ code: "session_not_flagged" });
    expect(await visit.state()).toBe("CLOSED");
  });

  it("SEC-58: another client can not decide, not even know of it", async () => {
    const { visit, station } = await measured(20_000);
    const stranger = await createShop(world);
    await expect(
      decide({ clientId: stranger.clientId, sessionId: visit.sessionId }, "DROP"),
    ).rejects.toMatchObject({ code: "session_not_flagged" });
    expect(await visit.state()).toBe("FLAGGED");
    await decide({ clientId: station.site.clientId, sessionId: visit.sessionId }, "DROP");
    await settle();
  });
});

describe("a hold that nears its end", () => {
  it.each([
    ["RELEASE", "a jump", "CLOSED implausible_meter RELEASED 0", "DROPPED"],
    ["CAPTURE", "a jump", "BILLED implausible_meter CAPTURED 1092", "CALCULATED"],
    ["CAPTURE", "more than the hold", "CLOSED implausible_meter RELEASED 0", "DROPPED"],
  ])("REL-26: policy %s after %s: %s", async (flaggedPolicy, what, end, state) => {
    const extraWh = what === "a jump" ? 20_000 : 80_000;
    const { visit } = await measured(extraWh, { parameters: { flaggedPolicy } });
    const decideBy = ((await validation(visit.sessionId)).decide_by as Date).getTime();
    await world.pass(decideBy - MINUTE - world.clock.now);
    await world.sweep("sweep.validations");
    expect(await visit.state()).toBe("FLAGGED");
    await world.pass(2 * MINUTE);
    await settle();
    expect(await visit.end()).toBe(end);
    expect((await validation(visit.sessionId)).state).toBe(state);
    expect(await decisions(visit.sessionId)).toMatchObject([{ by_name: "system" }]);
    expect(await cases(visit.sessionId)).toMatchObject([{ state: "CLOSED", closed_by: "system" }]);
  });

  it("LAW-30, REL-112: under calibration law nothing is captured by policy without signed values", async () => {
    const station = await createSite(world, { parameters: { flaggedPolicy: "CAPTURE" } });
    await world.sql("UPDATE evses SET eichrecht = true WHERE id = $1", [station.site.evseId]);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await settle();
    expect(await codes(visit.sessionId)).toEqual(["signed_data_missing"]);
    await world.pass(
      ((await validation(visit.sessionId)).decide_by as Date).getTime() + MINUTE - world.clock.now,
    );
    await settle();
    expect(await visit.end()).toBe("CLOSED implausible_meter RELEASED 0");
  });

  it("REL-15: the timer was lost: the sweep decides", async () => {
    const { visit } = await measured(20_000);
    await world.jobs.lose();
    await world.pass(
      ((await validation(visit.sessionId)).decide_by as Date).getTime() + MINUTE - world.clock.now,
    );
    await world.sweep("sweep.validations");
    await settle();
    expect(await visit.end()).toBe("CLOSED implausible_meter RELEASED 0");
  });
});

describe("sessions of terminals", () => {
  it("REL-32: retail and wholesale stand on the CDR, the provider is told, the driver gets a receipt", async () => {
    const { visit, station } = await atTerminal();
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await settle();
    expect(await visit.session()).toMatchObject({ state: "BILLED", cost_minor: 92 });
    const [cdr] = await visit.cdrs();
    expect(cdr).toMatchObject({
      gross_minor: 92,
      charged_minor: 92,
      wholesale_gross_minor: 92,
      is_small: false,
    });
    expect(world.jobs.handled.get("billing.cdr_issued")).toBeGreaterThan(0);
    const receipts = await world.sql("SELECT kind, content FROM receipts WHERE session_id = $1", [
      visit.sessionId,
    ]);
    expect(receipts).toMatchObject([{ kind: "RECEIPT", content: { provider: { name: "Payter" } } }]);
  });

  it("REL-32: nothing delivered gives a CDR over nothing, which lets the provider release", async () => {
    const { visit, station } = await atTerminal();
    station.powerW = 0;
    await station.charge(MINUTE);
    await station.end("Local");
    await settle();
    expect((await visit.session()).state).toBe("BILLED");
    expect(await visit.cdrs()).toMatchObject([
      { gross_minor: 0, charged_minor: 0, wholesale_gross_minor: 0, energy_wh: 0, is_small: true },
    ]);
    const receipts = await world.sql("SELECT kind FROM receipts WHERE session_id = $1", [visit.sessionId]);
    expect(receipts).toEqual([{ kind: "RELEASE_NOTE" }]);
  });

  it("tried again every day, and dropped on day 90", async () => {
    const { visit, station } = await atTerminal();
    await station.charge(10 * MINUTE);
    station.meterWh += 20_000;
    await station.end("Local");
    await settle();
    const { flagged_at, decide_by } = await validation(visit.sessionId);
    expect(decide_by).toBeNull();
    for (let day = 1; day <= 3; day++) {
      await world.pass((flagged_at as Date).getTime() + day * DAY + MINUTE - world.clock.now);
      await world.sweep("sweep.validations");
      await world.sweep("sweep.validations");
    }
    expect(await validation(visit.sessionId)).toMatchObject({ state: "FLAGGED", tries: 4 });
    await world.pass((flagged_at as Date).getTime() + 89.9 * DAY - world.clock.now);
    await world.sweep("sweep.validations");
    expect((await validation(visit.sessionId)).state).toBe("FLAGGED");
    await world.pass((flagged_at as Date).getTime() + 90 * DAY + MINUTE - world.clock.now);
    await world.sweep("sweep.validations");
    expect((await validation(visit.sessionId)).state).toBe("DROPPED");
    expect(await visit.session()).toMatchObject({ state: "CLOSED" });
    expect(await visit.cdrs()).toEqual([]);
    expect(await decisions(visit.sessionId)).toMatchObject([{ action: "DROP", by_name: "system" }]);
  });

  it("a cause that goes away is billed by the daily try", async () => {
    const { visit, station } = await atTerminal();
    await station.charge(10 * MINUTE);
    await world.sql("UPDATE charging_sessions SET seller = '{}' WHERE id = $1", [visit.sessionId]);
    await station.end("Local");
    await settle();
    expect(await codes(visit.sessionId)).toEqual(["seller_incomplete"]);
    const { seller } = one(
      await world.sql(
        "SELECT jsonb_build_object('name', name, 'legalName', legal_name, 'street', street, 'postalCode', postal_code, 'city', city, 'country', country, 'vatId', vat_id, 'registrationNumber', NULL, 'supportPhone', support_phone, 'supportEmail', support_email, 'supportHours', support_hours, 'termsUrl', NULL, 'privacyUrl', NULL, 'imprintUrl', NULL, 'brandAccent', NULL, 'mode', 'TEST') AS seller FROM cpos WHERE id = $1",
        [station.site.shop.cpoId],
      ),
    );
    await world.sql("UPDATE charging_sessions SET seller = $2 WHERE id = $1", [
      visit.sessionId,
      JSON.stringify(seller),
    ]);
    await world.pass(DAY + MINUTE);
    await world.sweep("sweep.validations");
    expect((await visit.session()).state).toBe("BILLED");
    expect(await cases(visit.sessionId)).toMatchObject([
      { state: "CLOSED", decision: "RETRY", closed_by: "system" },
    ]);
  });
});
