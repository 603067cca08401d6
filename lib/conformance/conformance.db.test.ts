import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FaultName } from "@/simulators/terminal-provider/faults.model";
import type { Run } from "./conformance.model";
import { readReport } from "./report/read-report";
import { renderReport } from "./report/render-report";
import { listRuns, readRun } from "./runs.queries";
import { startRun } from "./start-run";
import { STEP_KEYS, type StepKey } from "./steps.model";
import { leaveOutStep, stopRun } from "./stop-run";
import { type Bench, TestBench } from "./testing/test-bench";

let bench: TestBench;
let modern: Bench;
let passedRun: Run;

beforeAll(async () => {
  bench = await TestBench.open();
}, 60_000);

afterAll(() => bench.close());

const keysIn = (run: Run, state: string) =>
  run.steps.filter((step) => step.state === state).map(({ key }) => key);
const detailOf = (run: Run, key: string) => run.steps.find((step) => step.key === key)?.detail ?? "";
const code = (wanted: string) => expect.objectContaining({ code: wanted });
const context = () => bench.world.context;

async function stateOf({ subscriptionId }: Bench): Promise<string> {
  const [row] = await bench.world.sql<{ state: string }>("SELECT state FROM subscriptions WHERE id = $1", [
    subscriptionId,
  ]);
  return row?.state ?? "";
}

describe("ADM-19: a whole run against the simulated provider, which acts over its ordinary wire", () => {
  it("2.3.0: every step passes, payments, rotation and a deaf station included", async () => {
    modern = await bench.connect("2.3.0");
    const runId = await bench.start(modern, { silentEvseId: modern.station.site.evseId, rotation: true });
    expect(await stateOf(modern)).toBe("TESTING");
    passedRun = await bench.drive(modern, runId);
    expect(keysIn(passedRun, "PASSED")).toEqual([...STEP_KEYS]);
    expect(passedRun.steps.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
    expect(passedRun.state).toBe("PASSED");
    expect(await stateOf(modern)).toBe("TEST_PASSED");
    expect(detailOf(passedRun, "session_active")).toContain("authorization_reference");
    expect(detailOf(passedRun, "offline_station")).toMatch(
      /^TIMEOUT was delivered after \d+ of \d+ promised/,
    );
    expect(bench.simulator.control.complaints(modern.providerId)).toEqual([]);
  }, 60_000);

  it("2.2.1, REL-105: a CDR whose acknowledgement was lost once is acknowledged at the second try; no payments, no deaf station", async () => {
    const connection = await bench.connect("2.2.1");
    bench.simulator.control.arm(connection.providerId, "lostCdrAck", { times: 1 });
    const run = await bench.drive(connection, await bench.start(connection));
    expect(run.state).toBe("PASSED");
    expect(keysIn(run, "SKIPPED")).toEqual(["capture_confirmed", "silent_station", "rotation"]);
    expect(detailOf(run, "cdr_delivered")).toContain("at try 2");
  }, 60_000);

  it("2.1.1: passes although the worker dies after every third look", async () => {
    const connection = await bench.connect("2.1.1");
    const run = await bench.drive(connection, await bench.start(connection), { crashEvery: 3 });
    expect(run.state).toBe("PASSED");
    expect(detailOf(run, "token_encoding")).toContain("as it is");
    expect(detailOf(run, "session_active")).toContain("auth_id");
    // One start, one CDR: what was done before a crash was not done again.
    const cdrs = await bench.world.sql("SELECT 1 FROM cdrs WHERE client_id = $1", [
      connection.client.clientId,
    ]);
    expect(cdrs).toHaveLength(1);
    expect(await stateOf(connection)).toBe("TEST_PASSED");
  }, 60_000);
});

describe("a partner with a fault fails exactly the step that it must", () => {
  it.each<[FaultName, StepKey, StepKey, RegExp]>([
    ["versionsDown", "partner_versions", "locations_pulled", /Versions: HTTP 503/],
    ["refuseTokens", "partner_versions", "locations_pulled", /HTTP 401/],
    ["wrongTokenPrefix", "start_accepted", "offline_station", /does not begin with the agreed prefix/],
    [
      "deadResponseUrl",
      "start_result",
      "offline_station",
      /could not be delivered to response_url: no answer/,
    ],
  ])(
    "%s: %s",
    async (fault, key, until, words) => {
      const { control } = bench.simulator;
      control.arm(modern.providerId, fault);
      const runId = await bench.start(modern);
      const run = await bench.drive(modern, runId, { until });
      control.clearFaults(modern.providerId);
      expect(keysIn(run, "FAILED")).toEqual([key]);
      expect(detailOf(run, key)).toMatch(words);
      await bench.abandon(modern, runId);
      expect(await stateOf(modern)).toBe("CREDENTIALS_EXCHANGED");
    },
    60_000,
  );

  it("REL-33, facDiffers: the captured amount is not that of the CDR, and nothing else fails", async () => {
    const connection = await bench.connect("2.3.0");
    bench.simulator.control.arm(connection.providerId, "facDiffers", { value: 150 });
    const run = await bench.drive(connection, await bench.start(connection), { until: "reused_token" });
    expect(keysIn(run, "FAILED")).toEqual(["capture_confirmed"]);
    expect(detailOf(run, "capture_confirmed")).toMatch(/was captured, and the CDR says/);
    await bench.abandon(connection, run.id);
  }, 60_000);
});

describe("who may do what with a run", () => {
  it("SEC-78: a run of one client does not exist for another", async () => {
    const stranger = await bench.connect("2.2.1");
    const { clientId, owner } = stranger.client;
    const ref = { subscriptionId: modern.subscriptionId, runId: passedRun.id };
    expect(await readRun(context(), clientId, modern.subscriptionId, passedRun.id)).toBeNull();
    expect(await listRuns(context(), clientId, modern.subscriptionId)).toEqual([]);
    expect(await readReport(context(), { ...ref, clientId }, "x")).toBeNull();
    await expect(startRun(context(), owner, bench.wish(modern))).rejects.toEqual(
      code("subscription_unknown"),
    );
    await expect(stopRun(context(), owner, ref)).rejects.toEqual(code("run_unknown"));
    const foreign = { ...bench.wish(stranger), evseId: modern.station.site.evseId };
    await expect(startRun(context(), owner, foreign)).rejects.toEqual(code("evse_not_testable"));
  });

  it("one run at a time; mandatory steps stay; no role without the permission; addresses on this machine only", async () => {
    const { owner } = modern.client;
    const wish = bench.wish(modern);
    const refused = (change: object) => expect(startRun(context(), owner, { ...wish, ...change })).rejects;
    await refused({ stationControl: "http://169.254.169.254/" }).toEqual(code("station_control_foreign"));
    await expect(startRun(context(), { ...owner, role: "READ_ONLY" }, wish)).rejects.toEqual(
      code("permission_missing"),
    );
    const both = await Promise.allSettled([
      startRun(context(), owner, wish),
      startRun(context(), owner, wish),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await refused({}).toEqual(code("run_running"));
    const [run] = await listRuns(context(), modern.client.clientId, modern.subscriptionId);
    const ref = { subscriptionId: modern.subscriptionId, runId: run?.id ?? "" };
    await expect(leaveOutStep(context(), owner, { ...ref, number: 1 })).rejects.toEqual(
      code("step_mandatory"),
    );
    await stopRun(context(), owner, ref);
    await expect(stopRun(context(), owner, ref)).rejects.toEqual(code("run_over"));
    await bench.world.work();
    const stopped = await bench.read(modern, ref.runId);
    expect(stopped.state).toBe("ABORTED");
    expect(new Set(stopped.steps.map(({ state }) => state))).toEqual(new Set(["SKIPPED"]));
  });

  it("a connection that is suspended meanwhile ends the run", async () => {
    const runId = await bench.start(modern);
    await bench.world.sql("UPDATE subscriptions SET state = 'SUSPENDED' WHERE id = $1", [
      modern.subscriptionId,
    ]);
    const run = await bench.drive(modern, runId);
    expect(run.state).toBe("ABORTED");
    await bench.world.sql("UPDATE subscriptions SET state = 'TEST_PASSED' WHERE id = $1", [
      modern.subscriptionId,
    ]);
  });
});

describe("ADM-19: the report for both sides", () => {
  it("has every step with its messages, no token of either side, and the same bytes each time", async () => {
    const { clientId } = modern.client;
    const ref = { clientId, subscriptionId: modern.subscriptionId, runId: passedRun.id };
    const report = await readReport(context(), ref, "Simulated provider");
    if (!report) throw new Error("no report");
    expect(report.steps).toHaveLength(STEP_KEYS.length);
    expect(report.steps.every(({ messages }) => messages.length > 0)).toBe(true);
    const text = JSON.stringify(report);
    const { outboundToken, inboundTokens } = bench.simulator.control.provider(modern.providerId).state
      .connection;
    for (const token of [outboundToken ?? "", ...inboundTokens]) expect(text).not.toContain(token);
    const [one, two] = [await renderReport(report), await renderReport(report)];
    expect(Buffer.from(one).subarray(0, 5).toString()).toBe("%PDF-");
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
  }, 20_000);
});
