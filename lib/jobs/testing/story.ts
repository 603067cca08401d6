import { requestRefund } from "@/lib/payments/request-refund";
import { giveUp, retryStart } from "@/lib/sessions/retry-start";
import { stopByDriver } from "@/lib/sessions/stop-by-driver";
import type { FaultInput } from "@/simulators/mollie/fault.model";
import { Seeded } from "./seeded";
import { createSites } from "./site";
import type { Shop } from "./site.model";
import type { TestStation } from "./station";
import { checkout, scan, type Visit } from "./visit";
import type { World } from "./world";

const MINUTE = 60_000;
/** What a seed may switch on: every story has its own subset (REL-49). */
const FAULTS = [
  "psp",
  "webhooks",
  "crashes",
  "offline",
  "reboots",
  "duplicates",
  "refusals",
  "meters",
  "races",
] as const;
type FaultKind = (typeof FAULTS)[number];

const PSP_FAULTS: readonly FaultInput[] = [
  { kind: "cut_after_executing", method: "POST" },
  { kind: "cut_before", times: 2 },
  { kind: "status", status: 503, method: "POST" },
  { kind: "status", status: 500, execute: true, method: "POST" },
  { kind: "malformed_json", method: "GET" },
  { kind: "cut_mid_body" },
  { kind: "capture_fails", path: "/v2/payments/*/captures" },
  { kind: "release_ignored" },
];

/**
 * One seeded story at one station with two EVSEs: drivers, station, bank and worker act in a random order under random
 * faults (safety); then the faults stop, everybody goes home, and all must come to rest (liveness; REL-48).
 */
export class Story {
  readonly trace: string[] = [];
  readonly visits: Visit[] = [];
  private readonly random: Seeded;
  private readonly faults: ReadonlySet<FaultKind>;
  private stations: TestStation[] = [];
  private readonly latest = new Map<TestStation, Visit>();

  constructor(
    readonly world: World,
    readonly shop: Shop,
    readonly seed: number,
  ) {
    this.random = new Seeded(seed);
    this.faults = new Set(FAULTS.filter(() => this.random.chance(0.4)));
  }

  async play(steps: number): Promise<void> {
    const { random, world } = this;
    world.stations.length = 0;
    const dc = random.chance(0.4);
    this.stations = await createSites(world, this.shop, 2, {
      currentType: dc ? "DC" : "AC",
      maxPowerW: dc ? 150_000 : 22_000,
      plugPolicy: random.pick(["EITHER", "PLUG_FIRST", "PAY_FIRST"]),
    });
    world.mollie.control.configure({ googlePayHolds: random.chance(0.5) });
    for (const station of this.stations) station.powerW = dc ? 90_000 : 11_000;
    this.note(`faults: ${[...this.faults].join(", ") || "none"}`);
    for (let step = 0; step < steps; step++) {
      await this.act();
      await this.someJobs();
    }
    await this.comeToRest();
  }

  private note(text: string): void {
    this.trace.push(`${new Date(this.world.clock.now).toISOString().slice(5, 19)} ${text}`);
  }

  private async act(): Promise<void> {
    const station = this.random.pick(this.stations);
    if (this.random.chance(0.55)) return this.actSensibly(station);
    const acts: readonly [number, string, () => Promise<void>][] = [
      [6, "arrive", () => this.arrive(station)],
      [6, "pay", () => this.pay()],
      [3, "come back", async () => void (await this.anyVisit()?.comeBack())],
      [5, "plug", () => (station.plugged ? station.read() : station.plug())],
      [3, "unplug", () => station.unplug()],
      [8, "charge", () => this.charge(station)],
      [
        3,
        "stop",
        () => this.tolerant(async (visit) => stopByDriver(this.world.context, { token: visit.token })),
      ],
      [
        2,
        "retry",
        () =>
          this.tolerant(async (visit) => void (await retryStart(this.world.context, { token: visit.token }))),
      ],
      [1, "give up", () => this.tolerant((visit) => giveUp(this.world.context, { token: visit.token }))],
      [6, "wait", () => this.world.pass(this.random.pick([1_000, 20_000, 70_000, 5 * MINUTE]))],
      [2, "sweep", async () => void (await this.world.sweep())],
      [1, "refund", () => this.refund()],
      [6, "fault", () => this.fault(station)],
    ];
    let left = this.random.next() * acts.reduce((sum, [weight]) => sum + weight, 0);
    const chosen = acts.find(([weight]) => {
      left -= weight;
      return left < 0;
    });
    if (!chosen) return;
    this.note(`${chosen[1]} at ${station.site.connectorId}`);
    await chosen[2]();
  }

  /** What a driver usually does next at this place, so that stories get far enough to be worth disturbing. */
  private async actSensibly(station: TestStation): Promise<void> {
    const visit = this.latest.get(station);
    const state = visit ? await visit.state() : "none";
    this.note(`${state} at ${station.site.connectorId}`);
    if (visit && state === "CHECKOUT" && visit.returnToken === "") return this.pay(visit);
    if (station.transaction) {
      if (this.random.chance(0.7)) return this.charge(station);
      return this.random.chance(0.5) ? station.unplug() : station.end("Local");
    }
    if (!station.plugged && this.random.chance(0.6)) return station.plug();
    if (["none", "ABANDONED", "CLOSED", "BILLED"].includes(state)) return this.arrive(station);
    return this.world.pass(this.random.pick([1_000, 20_000]));
  }

  private anyVisit(): Visit | undefined {
    const visit = this.visits.length > 0 ? this.random.pick(this.visits) : undefined;
    return visit?.returnToken === "" ? undefined : visit;
  }

  /** What a driver may try at any time; a refusal is an answer, a crash is not. */
  private async tolerant(act: (visit: Visit) => Promise<void>): Promise<void> {
    const visit = this.visits.length > 0 ? this.random.pick(this.visits) : undefined;
    if (!visit) return;
    await act(visit);
    if (this.faults.has("races")) await Promise.all([act(visit), act(visit)]);
  }

  private async arrive(station: TestStation): Promise<void> {
    const view = await scan(station);
    if (view.state === "UNAVAILABLE") return;
    try {
      const visit = await checkout(station, this.random.int(3));
      this.visits.push(visit);
      this.latest.set(station, visit);
    } catch (error) {
      // "Too many", "not plugged in" and the like are fair answers.
      if (!/^Error: (refused|not available)/.test(String(error))) throw error;
    }
  }

  private async pay(chosen?: Visit): Promise<void> {
    const open = this.visits.filter(({ returnToken }) => returnToken === "");
    const visit = chosen ?? (open.length > 0 ? this.random.pick(open) : undefined);
    if (!visit) return;
    visit.pspId ||= String((await visit.payment()).psp_payment_id ?? "");
    if (visit.pspId === "") return;
    const helper = this.world.mollie.checkout(visit.pspId);
    if (this.world.mollie.control.payment(visit.pspId).status !== "open") return;
    const mood = this.random.next();
    if (mood < 0.1) await helper.decline("refused_by_issuer", true);
    else if (mood < 0.2) await helper.cancel();
    else await visit.pay(this.random.chance(0.3) ? "googlepay" : "visa");
    await this.world.pass(0);
  }

  private async charge(station: TestStation): Promise<void> {
    const ms = this.random.pick([15_000, MINUTE, 10 * MINUTE]);
    await this.world.pass(ms);
    if (!station.transaction) return;
    station.meterWh += (station.powerW * ms) / 3_600_000;
    await station.read();
  }

  private async refund(): Promise<void> {
    const visit = this.anyVisit();
    if (!visit) return;
    const { clientId } = this.shop;
    const input = {
      clientId,
      paymentId: visit.paymentId,
      amountMinor: 10,
      reason: "test",
      userId: `user-${this.seed}`,
    };
    await requestRefund(this.world.context, input).catch((error: unknown) => {
      if (!/AppError/.test(String((error as Error).name))) throw error;
    });
  }

  private async fault(station: TestStation): Promise<void> {
    if (this.faults.size === 0) return;
    const kind = this.random.pick([...this.faults]);
    this.note(`  fault ${kind}`);
    const { mollie } = this.world;
    switch (kind) {
      case "psp":
        mollie.control.addFault(this.random.pick(PSP_FAULTS));
        return;
      case "webhooks":
        this.world.webhooks = this.random.pick(["up", "lost"]);
        mollie.control.configure({
          webhooks: {
            copies: this.random.pick([1, 3]),
            reorder: this.random.chance(0.3),
            delayMs: this.random.pick([0, 90_000]),
          },
        });
        return;
      case "offline":
        await (station.online ? station.disconnect() : station.comeBack());
        return;
      case "reboots":
        await this.reboot(station);
        return;
      case "duplicates":
        if (station.lastStart) await station.sendStart(station.lastStart);
        if (station.lastStop)
          await Promise.all([station.sendStop(station.lastStop), station.sendStop(station.lastStop)]);
        return;
      case "refusals":
        station.onStart = this.random.pick(["accept", "reject", "silent"]);
        station.onStop = this.random.pick(["accept", "reject", "silent"]);
        station.begins = this.random.chance(0.7);
        return;
      case "meters":
        await station.read([
          {
            at: station.time,
            registerWh: this.random.pick([0, -1, 1e10, station.meterWh + 0.5]),
            context: "Sample.Periodic",
          },
        ]);
        return;
      default:
        return;
    }
  }

  /** Power off and on: the transaction ends, goes on under a new id, or is forgotten until its stop comes. */
  private async reboot(station: TestStation): Promise<void> {
    const running = station.transaction;
    if (!running) return;
    const how = this.random.int(3);
    if (how === 0) await station.end("PowerLoss");
    else if (how === 1) await station.begin(running.idTag);
    else station.transaction = null;
  }

  /** A random number of jobs, in a random order among those that are due; some of them die half-way. */
  private async someJobs(): Promise<void> {
    const { world, random } = this;
    for (let count = random.int(6); count > 0; count--) {
      const due = await world.jobs.due(5);
      if (due.length === 0) break;
      const job = this.faults.has("races") ? random.pick(due) : due[0];
      if (job) await world.jobs.run(job, { crash: this.faults.has("crashes") && random.chance(0.3) });
    }
    for (const station of this.stations) if (random.chance(0.8)) await station.pump();
  }

  /** No more faults: stations come back and behave, cars leave, and time passes until nothing is left to do. */
  private async comeToRest(): Promise<void> {
    const { world } = this;
    this.note("the faults stop");
    world.webhooks = "up";
    world.mollie.control.clearFaults();
    world.mollie.control.configure({ webhooks: { copies: 1, reorder: false, delayMs: 0 } });
    for (const station of this.stations) {
      Object.assign(station, { onStart: "accept", onStop: "accept", begins: true, armed: null });
      if (!station.online) await station.comeBack();
      await station.unplug();
    }
    await world.work();
    for (const minutes of [1, 1, 5, 5, 10, 20, 20, 60, 180, 720, 1_440]) {
      await world.pass(minutes * MINUTE);
      await world.sweep();
      if (await this.isAtRest()) return;
    }
  }

  private async isAtRest(): Promise<boolean> {
    const rows = await this.world.sql(
      `SELECT 1 FROM charging_sessions s JOIN payments p ON p.id = s.payment_id WHERE s.cpo_id = $1 AND (
         s.state NOT IN ('BILLED', 'CLOSED', 'ABANDONED', 'FLAGGED')
         OR p.state NOT IN ('CAPTURED', 'RELEASED', 'FAILED', 'CANCELED', 'EXPIRED', 'HOLD_LOST', 'CAPTURE_FAILED')) LIMIT 1`,
      [this.shop.cpoId],
    );
    return rows.length === 0;
  }
}
