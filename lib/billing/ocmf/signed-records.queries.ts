import type { Tx } from "@/lib/db/database";

/** The signed values of a session as they came, oldest first; refused readings too, because the signature is evidence of its own. */
export async function findSignedValues(
  tx: Tx,
  sessionId: string,
): Promise<readonly { readonly transactionId: number; readonly value: string }[]> {
  const rows = await tx.meterReading.findMany({
    where: { sessionId, signedData: { not: null } },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    select: { transactionId: true, signedData: true },
  });
  return rows.map(({ transactionId, signedData }) => ({ transactionId, value: signedData ?? "" }));
}

/** Which of the sessions have values that their meter has signed. */
export async function findSignedSessions(
  tx: Tx,
  sessionIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.meterReading.findMany({
    where: { sessionId: { in: [...sessionIds] }, signedData: { not: null } },
    distinct: ["sessionId"],
    select: { sessionId: true },
  });
  return new Set(rows.flatMap(({ sessionId }) => (sessionId === null ? [] : [sessionId])));
}

/** True when one of the values also stands in another session: then it proves nothing about this one. */
export async function isUsedElsewhere(
  tx: Tx,
  sessionId: string,
  values: readonly string[],
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM meter_readings
      WHERE md5(signed_data) IN (SELECT md5(value) FROM unnest(${[...values]}::text[]) AS given(value))
        AND signed_data IS NOT NULL AND session_id <> ${sessionId}::uuid
    ) AS found`;
  return rows[0]?.found === true;
}

/** The meter of an EVSE: whether its values must be signed, and with which keys they may be. */
export interface SignedMeter {
  readonly eichrecht: boolean;
  /** Lower-case hex; null when nobody has registered one. */
  readonly registeredKey: string | null;
  /** What the station's configuration names, as it is written there. */
  readonly stationKey: string | null;
}

export async function findSignedMeter(tx: Tx, evseId: string): Promise<SignedMeter | null> {
  const evse = await tx.evse.findUnique({
    where: { id: evseId },
    select: {
      eichrecht: true,
      meterPublicKey: true,
      ocppConnectorId: true,
      station: { select: { configuration: true } },
    },
  });
  if (!evse) return null;
  const configuration = (evse.station.configuration ?? {}) as Readonly<Record<string, unknown>>;
  return {
    eichrecht: evse.eichrecht,
    registeredKey: evse.meterPublicKey,
    stationKey: stationKey(configuration, evse.ocppConnectorId),
  };
}

/** MeterPublicKey<connector>, of the Open Charge Alliance's note "Signed meter values in OCPP". */
function stationKey(configuration: Readonly<Record<string, unknown>>, connectorId: number): string | null {
  const value = configuration[`MeterPublicKey${connectorId}`];
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
