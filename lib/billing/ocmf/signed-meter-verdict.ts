import type { Tx } from "@/lib/db/database";
import { decodeMeterKey, keyHex } from "@/lib/locations/meter-key.rules";
import { checkTransaction } from "./check-transaction.rules";
import type { MeterKeySource, SignedDataFault, SignedMeterVerdict } from "./ocmf.model";
import {
  findSignedMeter,
  findSignedValues,
  isUsedElsewhere,
  type SignedMeter,
} from "./signed-records.queries";
import { type UnwrappedValue, unwrapSigned } from "./unwrap-signed.rules";
import { signatureFault } from "./verify-signature";

/** Identifications that repeat the token of our start command (OCMF table 17). */
const CENTRAL = ["CENTRAL", "CENTRAL_1", "CENTRAL_2"];

/**
 * What the signed meter data of a session is worth (LAW-30, LAW-33). NOT_REQUIRED where the EVSE is not under calibration law.
 * Computed from stored facts each time, so that data that arrives late changes the answer (REL-112).
 */
export async function signedMeterVerdict(
  tx: Tx,
  session: { readonly id: string; readonly evseId: string },
): Promise<SignedMeterVerdict> {
  const meter = await findSignedMeter(tx, session.evseId);
  if (!meter?.eichrecht) return { kind: "NOT_REQUIRED" };
  const values = (await findSignedValues(tx, session.id)).map(({ value }) => value);
  if (values.length === 0) return { kind: "MISSING" };
  const unwrapped = values.map(unwrapSigned);
  const reasons = new Set<SignedDataFault>();
  const key = chooseKey(meter, unwrapped);
  if (typeof key === "string") reasons.add(key);
  for (const { record, statedKey } of unwrapped) {
    if (!record) reasons.add("unreadable");
    const trusted = typeof key === "string" ? statedKey : key.hex;
    const fault = record && trusted ? signatureFault(record, trusted) : null;
    if (fault) reasons.add(fault);
  }
  const records = unwrapped.flatMap(({ record }) => (record ? [record] : []));
  const { faults, energy } = checkTransaction(records);
  for (const fault of faults) reasons.add(fault);
  if (await isForeign(tx, session.id, records)) reasons.add("identification_differs");
  if (await isUsedElsewhere(tx, session.id, values)) reasons.add("record_reused");
  if (reasons.size > 0 || !energy || typeof key === "string") {
    return { kind: "INVALID", reasons: [...reasons] };
  }
  return { kind: "VALID", keySource: key.source, ...energy };
}

/**
 * The registered key decides; without one, what the station's configuration names. A key that stands only beside the record
 * shows that nothing was changed, not whose meter it was, so a person must look.
 */
function chooseKey(
  meter: SignedMeter,
  values: readonly UnwrappedValue[],
): { readonly hex: string; readonly source: MeterKeySource } | SignedDataFault {
  if (meter.registeredKey) return { hex: meter.registeredKey, source: "REGISTERED" };
  const configured = meter.stationKey === null ? null : decodeMeterKey(meter.stationKey);
  if (configured) return { hex: keyHex(configured), source: "STATION" };
  return values.some(({ statedKey }) => statedKey !== null) ? "key_not_registered" : "key_unknown";
}

/** A record that names a token names one of ours: else it belongs to somebody else's transaction. */
async function isForeign(
  tx: Tx,
  sessionId: string,
  records: readonly NonNullable<UnwrappedValue["record"]>[],
): Promise<boolean> {
  const named = records.flatMap(({ identification: { type, id } }) =>
    type !== null && id !== null && CENTRAL.includes(type) ? [id.toUpperCase()] : [],
  );
  if (named.length === 0) return false;
  const transactions = await tx.ocppTransaction.findMany({ where: { sessionId }, select: { idTag: true } });
  const ours = transactions.map(({ idTag }) => idTag.toUpperCase());
  return named.some((id) => !ours.includes(id));
}
