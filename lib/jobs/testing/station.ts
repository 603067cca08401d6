import { recordConnected, recordDisconnected } from "@/lib/locations/station-presence";
import { type ChargingSchedule, isProfileCommand } from "@/lib/sessions/charging-profile.model";
import { markCommandSent, recordCommandOutcome } from "@/lib/sessions/record-command-outcome";
import { recordMeterValues } from "@/lib/sessions/record-meter-values";
import { recordStatus } from "@/lib/sessions/record-status";
import { recordTransactionStart } from "@/lib/sessions/record-transaction-start";
import { recordTransactionStop } from "@/lib/sessions/record-transaction-stop";
import type {
  EvseStatus,
  MeterSample,
  StationIdentity,
  TransactionStartAnswer,
  TransactionStartFact,
  TransactionStopFact,
} from "@/lib/sessions/station-facts.model";
import type { Site } from "./site.model";
import type { World } from "./world";

/** What the station does with a remote start or stop: `silent` hears it and never answers. */
export type Obedience = "accept" | "reject" | "silent";

interface RunningTransaction {
  id: number;
  readonly idTag: string;
}

interface WaitingCommand {
  readonly id: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const GATEWAY = "gateway-test";

/**
 * A station with one connector, as seen through the station-fact use-cases: what a gateway would call after decoding.
 * While it is offline, its transaction messages wait in order and nothing reaches it.
 */
export class TestStation {
  online = false;
  plugged = false;
  onStart: Obedience = "accept";
  onStop: Obedience = "accept";
  onProfile: Obedience = "accept";
  /** The charging profile that it has taken. */
  profile: ChargingSchedule | null = null;
  /** False: it accepts a start and never begins a transaction. */
  begins = true;
  meterWh = 100_000;
  powerW = 11_000;
  /** Added to the real time in everything that the station says. */
  skewMs = 0;
  transaction: RunningTransaction | null = null;
  /** The accepted start that waits for its plug. */
  armed: string | null = null;
  lastStart: TransactionStartFact | null = null;
  lastStop: TransactionStopFact | null = null;
  readonly answers: TransactionStartAnswer[] = [];
  readonly queue: (() => Promise<void>)[] = [];

  constructor(
    readonly world: World,
    readonly site: Site,
  ) {}

  get identity(): StationIdentity {
    return { stationId: this.site.stationId, clientId: this.site.clientId };
  }

  get time(): Date {
    return new Date(this.world.clock.now + this.skewMs);
  }

  async connect(): Promise<void> {
    this.online = true;
    await recordConnected(this.world.context, {
      stationId: this.site.stationId,
      gatewayId: GATEWAY,
      ocppVersion: "1.6",
    });
  }

  /** Back online: what has waited is told in order (OCPP 1.6 §3.7). */
  async comeBack(): Promise<void> {
    await this.connect();
    for (let next = this.queue.shift(); next; next = this.queue.shift()) await next();
  }

  async disconnect(): Promise<void> {
    this.online = false;
    await recordDisconnected(this.world.context, { stationId: this.site.stationId, gatewayId: GATEWAY });
  }

  /** Tells it now, or keeps it while offline. */
  private async tell(message: () => Promise<void>): Promise<void> {
    if (this.online) await message();
    else this.queue.push(message);
  }

  /** Status reports are not queued while offline. */
  async report(status: EvseStatus): Promise<void> {
    if (!this.online) return;
    await recordStatus(this.world.context, this.identity, {
      ocppConnectorId: this.site.connectorId,
      status,
      errorCode: null,
      at: this.time,
    });
  }

  async plug(): Promise<void> {
    this.plugged = true;
    await this.report("PREPARING");
    if (this.armed) await this.begin(this.armed);
  }

  async unplug(): Promise<void> {
    this.plugged = false;
    if (this.transaction) await this.end("EVDisconnected");
    await this.report("AVAILABLE");
  }

  /** Carries out the commands that wait for this station; true when there was one. */
  async pump(): Promise<boolean> {
    if (!this.online) return false;
    const commands = await this.world.sql<WaitingCommand & Record<string, unknown>>(
      `SELECT id, kind, payload FROM station_commands WHERE station_id = $1 AND state = 'QUEUED' AND deadline_at > $2
       AND (payload->>'ocppConnectorId' IS NULL OR (payload->>'ocppConnectorId')::int = $3) ORDER BY created_at, id`,
      [this.site.stationId, this.world.now, this.site.connectorId],
    );
    let moved = false;
    for (const command of commands) {
      if (command.kind === "REMOTE_STOP" && command.payload.transactionId !== this.transaction?.id) {
        if (await this.belongsToNeighbour(command)) continue;
      }
      moved = true;
      if (await markCommandSent(this.world.context, command.id)) await this.obey(command);
    }
    return moved;
  }

  private async belongsToNeighbour({ payload }: WaitingCommand): Promise<boolean> {
    return this.world.stations.some(
      (other) =>
        other !== this &&
        other.site.stationId === this.site.stationId &&
        other.transaction?.id === payload.transactionId,
    );
  }

  private async obey(command: WaitingCommand): Promise<void> {
    if (command.kind === "REMOTE_START") {
      const answered = await this.answer(command.id, this.onStart);
      if (!answered || this.onStart !== "accept" || !this.begins) return;
      const idTag = String(command.payload.idTag);
      this.armed = idTag;
      if (this.plugged) await this.begin(idTag);
    } else if (command.kind === "REMOTE_STOP") {
      const isOurs = this.transaction !== null && command.payload.transactionId === this.transaction.id;
      await this.answer(command.id, isOurs ? this.onStop : "reject");
      if (isOurs && this.onStop === "accept") await this.end("Remote");
    } else if (isProfileCommand(command.kind)) {
      await this.obeyProfile(command);
    } else {
      await this.answer(command.id, "accept");
    }
  }

  /** Smart charging: one profile, which it tells again, and the words of OCPP 1.6. */
  private async obeyProfile({ id, kind, payload }: WaitingCommand): Promise<void> {
    const knows = kind !== "CLEAR_CHARGING_PROFILE" || this.profile !== null;
    const how = this.onProfile === "accept" && !knows ? "reject" : this.onProfile;
    if (how !== "accept") {
      await this.answer(id, how, { status: knows ? "Rejected" : "Unknown" });
      return;
    }
    if (kind === "SET_CHARGING_PROFILE") this.profile = payload.schedule as ChargingSchedule;
    if (kind === "CLEAR_CHARGING_PROFILE") this.profile = null;
    const told = { ...this.profile, startAt: this.time.toISOString() };
    const schedule = kind === "GET_COMPOSITE_SCHEDULE" && this.profile !== null ? { schedule: told } : {};
    await this.answer(id, "accept", { status: "Accepted", ...schedule });
  }

  private async answer(
    commandId: string,
    how: Obedience,
    words?: Readonly<Record<string, unknown>>,
  ): Promise<boolean> {
    if (how === "silent") return false;
    const state = how === "accept" ? ("ACCEPTED" as const) : ("REJECTED" as const);
    const answer = words ?? { status: state };
    await recordCommandOutcome(this.world.context, { commandId, state, answer });
    return true;
  }

  /** Begins a transaction with this token. */
  async begin(idTag: string, more: Partial<TransactionStartFact> = {}): Promise<void> {
    this.armed = null;
    const at = more.at ?? this.time;
    const fact: TransactionStartFact = {
      ocppConnectorId: this.site.connectorId,
      idTag,
      meterStartWh: Math.round(this.meterWh),
      at,
      atText: at.toISOString(),
      ...more,
    };
    const running: RunningTransaction = { id: -1, idTag };
    this.transaction = running;
    await this.tell(async () => {
      const answer = await this.sendStart(fact);
      running.id = answer.transactionId;
      if (answer.verdict !== "ACCEPTED" && this.transaction === running) await this.end("DeAuthorized");
    });
    if (this.transaction === running) await this.report("CHARGING");
  }

  async sendStart(fact: TransactionStartFact): Promise<TransactionStartAnswer> {
    this.lastStart = fact;
    const answer = await recordTransactionStart(this.world.context, this.identity, fact);
    this.answers.push(answer);
    return answer;
  }

  /** One reading of the register, or any samples. */
  async read(samples?: readonly MeterSample[]): Promise<void> {
    const running = this.transaction;
    if (!running) return;
    const sample: MeterSample = {
      at: this.time,
      registerWh: Math.round(this.meterWh),
      powerW: this.powerW,
      context: "Sample.Periodic",
    };
    await this.tell(() =>
      recordMeterValues(this.world.context, this.identity, {
        ocppConnectorId: this.site.connectorId,
        transactionId: running.id,
        samples: samples ?? [sample],
      }),
    );
  }

  /** Charges for a while with a reading every `everyMs`, after which the jobs run. Ends early when it is stopped. */
  async charge(ms: number, everyMs = 300_000): Promise<void> {
    for (let left = ms; left > 0 && this.transaction; left -= everyMs) {
      const step = Math.min(everyMs, left);
      await this.world.pass(step);
      this.meterWh += (this.powerW * step) / 3_600_000;
      await this.read();
      await this.world.work();
    }
  }

  async end(reason: string, more: Partial<TransactionStopFact> = {}): Promise<void> {
    const running = this.transaction;
    if (!running) return;
    this.transaction = null;
    this.profile = null;
    const at = this.time;
    const meterStopWh = Math.round(this.meterWh);
    await this.tell(() =>
      this.sendStop({
        transactionId: running.id,
        meterStopWh,
        at,
        reason,
        idTag: running.idTag,
        samples: [],
        ...more,
      }),
    );
    await this.report(this.plugged ? "FINISHING" : "AVAILABLE");
  }

  async sendStop(fact: TransactionStopFact): Promise<void> {
    this.lastStop = fact;
    await recordTransactionStop(this.world.context, this.identity, fact);
  }
}
