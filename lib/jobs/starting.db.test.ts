import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authoriseToken } from "@/lib/sessions/authorise-token";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { recoverSession } from "@/lib/sessions/recover-session";
import { retryStart } from "@/lib/sessions/retry-start";
import { createShop, createSite, createSites } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging, checkout, paid, scan } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
let world: World;

beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** Long enough for every timer of a start, the release included. */
const settle = () => world.run(8 * MINUTE, 4 * MINUTE);

async function good(): Promise<void> {
  expect(await world.violations()).toEqual([]);
  expect(world.jobs.failures).toEqual([]);
}

describe("the start", () => {
  it.each([
    ["REL-74: a station that rejects is asked twice", { onStart: "reject" }, "station_refused", 2],
    ["REL-16: a station that never answers is asked twice", { onStart: "silent" }, "station_silent", 2],
    ["REL-75: accepted, but no transaction ever begins", { begins: false }, "no_transaction", 1],
  ] as const)("%s, then the hold goes back", async (_, behaviour, reason, attempts) => {
    const station = await createSite(world);
    Object.assign(station, behaviour);
    await station.plug();
    const visit = await paid(station);
    const began = world.clock.now;
    await settle();
    expect(await visit.end()).toBe(`CLOSED ${reason} RELEASED 0`);
    expect(await visit.count("start_attempts")).toBe(attempts);
    const released = ((await visit.payment()).released_at as Date).getTime();
    expect(released - began).toBeLessThan(3 * MINUTE);
    await good();
  });

  it("REL-7: never plugged in: the release is sent within a minute of the decision, and proved to the driver", async () => {
    const station = await createSite(world);
    const visit = await paid(station);
    const authorised = (await visit.payment()).authorised_at as Date;
    await settle();
    expect(await visit.end()).toBe("CLOSED not_plugged_in RELEASED 0");
    const sent = (await visit.payment()).release_requested_at as Date;
    expect(sent.getTime() - authorised.getTime()).toBeLessThanOrEqual(6 * MINUTE);
    expect(await visit.count("receipts")).toBe(1);
    await good();
  });

  it("REL-77: plugged one second before the window ends: it starts, and the deadline does nothing", async () => {
    const station = await createSite(world);
    const visit = await paid(station);
    const deadline = ((await visit.session()).plug_deadline_at as Date).getTime();
    await world.pass(deadline - 1_000 - world.clock.now);
    await Promise.all([station.plug(), world.pass(1_000)]);
    await world.work();
    expect(await visit.state()).toBe("CHARGING");
    expect(await visit.events()).not.toContain("start_failed");
    await station.end("Local");
    await settle();
    await good();
  });

  it("REL-77: plugged and expired in the same instant: exactly one of the two happens", async () => {
    const station = await createSite(world);
    station.begins = false;
    const visit = await paid(station);
    const deadline = ((await visit.session()).plug_deadline_at as Date).getTime();
    await world.pass(deadline - world.clock.now);
    await Promise.all([station.plug(), world.work()]);
    const events = await visit.events();
    expect(Number(events.includes("plugged_in")) + Number(events.includes("start_failed"))).toBe(1);
    await settle();
    expect((await visit.payment()).state).toBe("RELEASED");
    await good();
  });

  it("REL-73: offline when the payment comes, back after ten minutes: nothing starts, nothing is charged", async () => {
    const station = await createSite(world);
    await station.plug();
    const visit = await checkout(station);
    await station.disconnect();
    await visit.pay();
    await settle();
    expect(await visit.end()).toBe("CLOSED station_offline RELEASED 0");
    const known = await world.sql("SELECT id FROM station_commands WHERE session_id = $1", [visit.sessionId]);
    expect(known).toEqual([]);
    await station.comeBack();
    await world.run(MINUTE);
    expect(station.transaction).toBeNull();
    await good();
  });

  it("REL-76: a transaction that begins after the release is refused and stopped; its energy is written off", async () => {
    const station = await createSite(world);
    station.begins = false;
    await station.plug();
    const visit = await paid(station);
    const idTag = await visit.idTag();
    await settle();
    expect((await visit.payment()).state).toBe("RELEASED");
    await station.begin(idTag);
    expect(station.answers.at(-1)?.verdict).toBe("INVALID");
    await world.run(MINUTE);
    expect(await visit.end()).toBe("CLOSED no_transaction RELEASED 0");
    expect(await visit.count("cdrs")).toBe(0);
    expect(await world.cases(visit.sessionId)).toEqual(["started_after_release"]);
    const stops = await world.sql(
      "SELECT id FROM station_commands WHERE station_id = $1 AND kind = 'REMOTE_STOP'",
      [station.site.stationId],
    );
    expect(stops).toHaveLength(1);
    await good();
  });

  it("REL-7: a start that was accepted before the plug has its deadline when the cable comes and no transaction does", async () => {
    const station = await createSite(world, { plugPolicy: "PAY_FIRST" });
    station.begins = false;
    const visit = await paid(station);
    expect(await visit.commands("REMOTE_START")).toEqual(["ACCEPTED"]);
    await world.pass(30_000);
    await station.plug();
    await world.work();
    expect(await visit.state()).toBe("STARTING");
    await world.run(80_000);
    expect(await visit.state()).toBe("START_FAILED");
    await settle();
    expect(await visit.end()).toBe("CLOSED no_transaction RELEASED 0");
  });

  it("UX-13: a failed start is tried again on the same hold, at another EVSE of the place, with one payment", async () => {
    const shop = await createShop(world);
    const [first, second] = await createSites(world, shop, 2);
    if (!first || !second) throw new Error("two stations were expected");
    first.onStart = "reject";
    await first.plug();
    await second.plug();
    const visit = await paid(first);
    expect(await visit.state()).toBe("START_FAILED");
    expect(await retryStart(world.context, { token: visit.token, evseCode: second.site.code })).toEqual({
      kind: "started",
    });
    await world.work();
    expect(await visit.state()).toBe("CHARGING");
    expect((await visit.session()).evse_id).toBe(second.site.evseId);
    await second.charge(10 * MINUTE);
    await second.end("Local");
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    expect(await world.sql("SELECT id FROM payments WHERE cpo_id = $1", [shop.cpoId])).toHaveLength(1);
    await good();
  });

  it("UX-13: a retry that is refused leaves the visit where it was, and a late start at the old EVSE after a move is refused", async () => {
    const shop = await createShop(world);
    const [first, second, third] = await createSites(world, shop, 3);
    if (!first || !second || !third) throw new Error("three stations were expected");
    await charging(second);
    first.onStart = "reject";
    await first.plug();
    await third.plug();
    const visit = await paid(first);
    const oldTag = await visit.idTag();
    const retry = (evseCode: string) => retryStart(world.context, { token: visit.token, evseCode });
    expect(await retry(second.site.code)).toEqual({ kind: "refused", reason: "occupied" });
    expect((await visit.session()).evse_id).toBe(first.site.evseId);
    third.begins = false;
    expect(await retry(third.site.code)).toEqual({ kind: "started" });
    await first.begin(oldTag);
    expect(first.answers.at(-1)?.verdict).toBe("INVALID");
    expect(await visit.state()).toBe("STARTING");
    await second.end("Local");
    await settle();
    await good();
  });
});

describe("tokens", () => {
  it("SEC-35: a token is good for one start at its own EVSE, as often as the station asks", async () => {
    const shop = await createShop(world);
    const [station, neighbour] = await createSites(world, shop, 2);
    const stranger = await createSite(world);
    if (!station || !neighbour) throw new Error("two stations were expected");
    station.begins = false;
    await station.plug();
    const visit = await paid(station);
    const idTag = await visit.idTag();
    const ask = (who: TestStation, tag: string) => authoriseToken(world.context, who.identity, tag);
    expect(await ask(station, idTag)).toBe("ACCEPTED");
    expect(await ask(station, idTag.toLowerCase())).toBe("ACCEPTED");
    expect(await ask(stranger, idTag)).toBe("INVALID");
    expect(await ask(station, "")).toBe("INVALID");
    expect(await ask(station, "x".repeat(10_000))).toBe("INVALID");
    await neighbour.begin(idTag);
    expect(neighbour.answers.at(-1)?.verdict).toBe("INVALID");
    await stranger.begin(idTag);
    expect(stranger.answers.at(-1)?.verdict).toBe("INVALID");
    expect(await visit.state()).toBe("STARTING");
    await station.begin(idTag);
    const first = station.answers.at(-1);
    expect(first?.verdict).toBe("ACCEPTED");
    const again = station.lastStart ? await station.sendStart(station.lastStart) : null;
    expect(again).toEqual(first);
    await station.end("Local");
    await settle();
    expect(await ask(station, idTag)).toBe("EXPIRED");
    await station.begin(idTag);
    expect(station.answers.at(-1)?.verdict).toBe("INVALID");
    expect(await visit.count("cdrs")).toBeLessThanOrEqual(1);
    await world.run(MINUTE);
    await good();
  });

  it("SEC-22, UX-29: the recovery code opens the running session, five tries, and dies with it", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    const view = await getSessionView(world.context, { token: visit.token });
    const code = view?.recoveryCode ?? "";
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/);
    expect(await scan(station)).toMatchObject({
      state: "UNAVAILABLE",
      reason: "occupied",
      recoverable: true,
    });
    const recover = (recoveryCode: string, network: string, at = station) =>
      recoverSession(world.context, { code: at.site.code, recoveryCode, network });
    expect(await recover(code.toLowerCase(), "10.9.0.1")).toEqual({
      kind: "found",
      controlToken: visit.token,
    });
    const other = await createSite(world);
    expect(await recover(code, "10.9.0.2", other)).toEqual({ kind: "refused", reason: "wrong_code" });
    for (const [index, guess] of ["000000", "ZZZZZZ", "", "0".repeat(500)].entries())
      expect(await recover(guess, `10.9.1.${index}`)).toEqual({ kind: "refused", reason: "wrong_code" });
    expect(await recover(code, "10.9.2.1")).toEqual({ kind: "refused", reason: "too_many" });
    await world.pass(16 * MINUTE);
    await station.end("Local");
    await settle();
    expect(await recover(code, "10.9.3.1")).toEqual({ kind: "refused", reason: "wrong_code" });
  });
});
