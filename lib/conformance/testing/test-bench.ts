import { forgetEnv } from "@/lib/env";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import type { TestStation } from "@/lib/jobs/testing/station";
import { World } from "@/lib/jobs/testing/world";
import { drainRequestJournal } from "@/lib/ocpi/server/journal-request";
import type { ConnectionVersion } from "@/lib/subscriptions/connection.model";
import { issueRegistrationToken } from "@/lib/subscriptions/issue-registration-token";
import type { RequestInput } from "@/lib/subscriptions/request.model";
import { seedApproved, type TestClient } from "@/lib/subscriptions/testing/seed";
import {
  startTerminalProviderSimulator,
  type TerminalProviderSimulator,
} from "@/simulators/terminal-provider/server";
import { CONFORMANCE_EVENTS, type Run } from "../conformance.model";
import { findRun } from "../runs.queries";
import { type RunWish, startRun } from "../start-run";
import type { StepKey } from "../steps.model";
import { stopRun } from "../stop-run";
import { PartnerDoor } from "./partner-door";

const MINUTE = 60_000;
/** Looks after which a run that does not end is a fault of the runner. */
const LOOKS_MAX = 1_500;

/** A registered connection with the simulator, on a shop of its own with two charging points. */
export interface Bench {
  readonly version: ConnectionVersion;
  readonly providerId: string;
  readonly subscriptionId: string;
  readonly client: TestClient;
  readonly station: TestStation;
  /** Of another station, which goes off the network when its step comes. */
  readonly other: TestStation;
}

/** The whole product with simulated stations, and the terminal provider's simulator as its partner, over real HTTP. */
export class TestBench {
  private serial = 0;

  private constructor(
    readonly world: World,
    readonly simulator: TerminalProviderSimulator,
    private readonly door: PartnerDoor,
  ) {}

  static async open(): Promise<TestBench> {
    const door = await PartnerDoor.open();
    const world = await World.open();
    process.env.PUBLIC_URL = door.url;
    forgetEnv();
    door.serve(world.deps);
    const simulator = await startTerminalProviderSimulator({ retryMs: 20 });
    return new TestBench(world, simulator, door);
  }

  async close(): Promise<void> {
    await this.simulator.stop();
    await this.door.close();
    await this.world.close();
  }

  /** A provider of the simulator that has registered with a new client. */
  async connect(version: ConnectionVersion, payments = version === "2.3.0"): Promise<Bench> {
    this.serial += 1;
    const { world, simulator } = this;
    const partyId = `P${String(this.serial).padStart(2, "0")}`;
    const providerId = `provider-${this.serial}`;
    const shop = await createShop(world);
    const [station] = await createSites(world, shop, 1);
    const [other] = await createSites(world, shop, 1);
    if (!station || !other) throw new Error("no stations were made");
    const client = clientOf(world, shop);
    simulator.control.addProvider({
      id: providerId,
      countryCode: "DE",
      partyId,
      tokenPrefix: partyId,
      version,
      directPayment: payments,
      crawlOnConnect: false,
      announceTerminals: false,
      terminals: [{ id: `T-${this.serial}`, label: "Kiosk" }],
    });
    const pushed: RequestInput["modules"] = ["locations", "tariffs", "sessions", "cdrs", "commands"];
    const modules: RequestInput["modules"] = payments ? [...pushed, "payments"] : pushed;
    const subscriptionId = await seedApproved(world.context, client, {
      partyId,
      prefix: partyId,
      version,
      modules,
    });
    await world.sql("UPDATE subscriptions SET settings = '{\"startWithoutTerminal\": true}' WHERE id = $1", [
      subscriptionId,
    ]);
    const { token } = await issueRegistrationToken(world.context, client.owner, subscriptionId);
    await simulator.control.register(providerId, {
      versionsUrl: `${this.door.url}/api/ocpi/versions`,
      token,
    });
    await world.work();
    return { version, providerId, subscriptionId, client, station, other };
  }

  wish({ subscriptionId, station, other }: Bench, change: Partial<RunWish> = {}): RunWish {
    return {
      subscriptionId,
      evseId: station.site.evseId,
      offlineEvseId: other.site.evseId,
      silentEvseId: null,
      rotation: false,
      unattended: true,
      stationControl: "",
      ...change,
    };
  }

  async start(bench: Bench, change: Partial<RunWish> = {}): Promise<string> {
    bench.station.onStart = "accept";
    if (!bench.station.plugged) await bench.station.plug();
    const { runId } = await startRun(this.world.context, bench.client.owner, this.wish(bench, change));
    return runId;
  }

  async read({ client }: Bench, runId: string): Promise<Run> {
    const run = await this.world.context.db.withClient(client.clientId, (tx) => findRun(tx, runId));
    if (!run) throw new Error("no such run");
    return run;
  }

  /** Lets time pass until the run has ended, or has come to a step or beyond; people and cars do their part. */
  async drive(
    bench: Bench,
    runId: string,
    { until, crashEvery = 0 }: { readonly until?: StepKey; readonly crashEvery?: number } = {},
  ): Promise<Run> {
    for (let look = 1; look < LOOKS_MAX; look++) {
      const run = await this.read(bench, runId);
      const current = run.steps.find(({ state }) => state === "RUNNING");
      const key = current?.key ?? null;
      const last = run.steps.find((step) => step.key === until)?.number ?? LOOKS_MAX;
      if (run.state !== "RUNNING" || (current?.number ?? 0) >= last) return run;
      await this.doPeoplesPart(bench, key);
      if (crashEvery > 0 && look % crashEvery === 0) await this.crashLook();
      await this.world.run(3_000);
      await this.settle();
    }
    throw new Error(`the run does not end: ${JSON.stringify((await this.read(bench, runId)).steps)}`);
  }

  /** The worker dies when the next look is done and before its job is struck off. */
  private async crashLook(): Promise<void> {
    await this.world.pass(3_000);
    const job = (await this.world.jobs.due(50)).find(({ type }) => type === CONFORMANCE_EVENTS.look);
    if (job) await this.world.jobs.run(job, { crash: true });
  }

  /** Ends a run and everything that it has left behind at the charging point. */
  async abandon(bench: Bench, runId: string): Promise<void> {
    const { station, client, subscriptionId } = bench;
    await stopRun(this.world.context, client.owner, { subscriptionId, runId });
    await station.end("Local");
    await station.unplug();
    station.armed = null;
    await this.world.run(10 * MINUTE, MINUTE);
    await this.settle();
  }

  /** The simulator answers some messages after we have gone on; the journal writes in batches. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await drainRequestJournal(this.world.context);
  }

  private async doPeoplesPart({ station, other }: Bench, key: string | null): Promise<void> {
    if (key === "session_updates" && station.transaction) await station.charge(2 * MINUTE, MINUTE);
    if (key === "reused_token" && station.plugged) await station.unplug();
    // For the step that follows: a car is there again, and the station has become deaf.
    if (key === "offline_station" && !station.plugged) {
      station.onStart = "silent";
      await station.plug();
    }
    if (other.online) await other.disconnect();
  }
}

function clientOf(world: World, { clientId, cpoId }: Shop): TestClient {
  const userId = world.context.ids.next();
  const owner = { userId, clientId, role: "OWNER" as const, name: "Owner", email: "owner@x.example" };
  return { clientId, owner, cpoIds: [cpoId] };
}
