import { createHash } from "node:crypto";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { raiseException } from "@/lib/db/raise-exception";
import { type MeterState, sampleProblem } from "./meter-check.rules";
import { SESSION_EVENTS } from "./session.model";
import { appendEvent, type SessionRow } from "./session.store";
import type { MeterSample } from "./station-facts.model";
import { correctedTime } from "./station-time.rules";
import { insertReadings, type TransactionRow } from "./transaction.store";

/** What the newest accepted samples say about the session. */
export interface StoredSamples {
  readonly meter: MeterState;
  readonly powerW: number | null;
  readonly socPercent: number | null;
  readonly refused: number;
}

/** Stores every sample, the refused ones with their reason; nothing is lost and nothing is billed blindly (REL-84). */
export async function storeSamples(
  tx: Tx,
  context: Context,
  input: {
    readonly transaction: TransactionRow;
    readonly session: SessionRow | null;
    readonly samples: readonly MeterSample[];
    /** What the EVSE can give at most, W. */
    readonly maxPowerW: number;
  },
): Promise<StoredSamples> {
  const { transaction, session, samples, maxPowerW } = input;
  const receivedAt = context.clock.now();
  const start: MeterState = { at: transaction.startedAt, registerWh: Number(transaction.meterStartWh) };
  let meter: MeterState =
    session?.meterLastAt && session.meterLastWh !== null && session.meterLastAt >= transaction.startedAt
      ? { at: session.meterLastAt, registerWh: Number(session.meterLastWh) }
      : start;
  let powerW: number | null = null;
  let socPercent: number | null = null;
  const problems: string[] = [];
  // What was billed is computed from the readings of that moment; later ones are kept and change nothing (REL-10, REL-25).
  const isSettled = session?.state === "BILLED" || session?.state === "CLOSED";
  const rows = samples
    .filter(isReading)
    .map((sample) => ({ ...sample, at: correctedTime(sample.at, transaction.clockOffsetMs, receivedAt) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((sample) => {
      if (isSettled) return toRow(transaction, session, sample, receivedAt, "after_settlement");
      const problem = sampleProblem(sample, start, meter, maxPowerW);
      if (problem) problems.push(problem);
      else if (sample.at >= meter.at) {
        if (sample.registerWh !== undefined) meter = { at: sample.at, registerWh: sample.registerWh };
        powerW = sample.powerW ?? powerW;
        socPercent = sample.socPercent ?? socPercent;
      }
      return toRow(transaction, session, sample, receivedAt, problem);
    });
  const stored = await insertReadings(tx, rows);
  const signed = await insertReadings(
    tx,
    samples.flatMap((sample) => signedRow(transaction, session, sample, receivedAt)),
  );
  if (session?.state === "FLAGGED" && signed > 0) await billAgain(tx, session);
  if (session && stored > 0 && problems.length > 0) await report(tx, context, session, problems);
  return { meter, powerW, socPercent, refused: problems.length };
}

/** False for a sample that is nothing but its signature. */
function isReading({ at, context, signedData, ...measured }: MeterSample): boolean {
  return signedData === undefined || Object.keys(measured).length > 0;
}

function toRow(
  transaction: TransactionRow,
  session: SessionRow | null,
  sample: MeterSample,
  receivedAt: Date,
  problem: string | null,
) {
  const register = sample.registerWh;
  const storable = register !== undefined && Number.isSafeInteger(register);
  return {
    clientId: transaction.clientId,
    sessionId: session?.id ?? null,
    transactionId: transaction.id,
    at: sample.at,
    receivedAt,
    registerWh: storable ? BigInt(register) : null,
    powerW: smallInt(sample.powerW),
    currentA:
      sample.currentA !== undefined && Math.abs(sample.currentA) < 100_000
        ? sample.currentA.toFixed(2)
        : null,
    socPercent: smallInt(sample.socPercent),
    context: sample.context.slice(0, 40),
    problem,
  };
}

/**
 * Signed data is a row of its own, named after its content: it comes with a reading, after it, or twice, and none of that may
 * push another value aside (LAW-33). What it says is judged by its signature, so it is kept whatever the reading is worth.
 */
function signedRow(
  transaction: TransactionRow,
  session: SessionRow | null,
  sample: MeterSample,
  receivedAt: Date,
) {
  const { signedData } = sample;
  if (signedData === undefined) return [];
  const hash = createHash("sha256").update(signedData).digest("hex").slice(0, 32);
  return [
    {
      clientId: transaction.clientId,
      sessionId: session?.id ?? null,
      transactionId: transaction.id,
      at: correctedTime(sample.at, transaction.clockOffsetMs, receivedAt),
      receivedAt,
      context: `Signed.${hash}`,
      signedData,
    },
  ];
}

/** Late signed data may be what a flagged session waited for (REL-112). */
async function billAgain(tx: Tx, session: SessionRow): Promise<void> {
  const payload = { clientId: session.clientId, sessionId: session.id };
  await emit(
    tx,
    { type: SESSION_EVENTS.ended, payload },
    { key: `signed:${session.id}`, priority: PRIORITY.money },
  );
}

function smallInt(value: number | undefined): number | null {
  return value !== undefined && Math.abs(value) < 2_000_000_000 ? Math.round(value) : null;
}

async function report(
  tx: Tx,
  context: Context,
  session: SessionRow,
  problems: readonly string[],
): Promise<void> {
  const kinds = [...new Set(problems)].sort().join(", ");
  await appendEvent(tx, context, session, {
    kind: "readings_refused",
    actor: "system",
    data: { problems: kinds },
  });
  await raiseException(tx, {
    clientId: session.clientId,
    code: "implausible_meter",
    key: `implausible_meter:${session.id}`,
    sessionId: session.id,
    stationId: session.stationId,
    detail: { problems: kinds },
  });
}
