import { createPublicKey } from "node:crypto";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { updateMeterKey } from "./location.store";
import { decodeMeterKey, keyHex } from "./meter-key.rules";

export interface MeterKeyInput {
  readonly clientId: string;
  readonly evseId: string;
  /** As it stands on the meter's label or in its papers; empty takes the registered key away. */
  readonly publicKey: string;
  readonly actor: AuditActor;
}

/** Bare points of the curves that OCMF knows, with and without the 04 before them, bytes. */
const POINT_LENGTHS = [48, 49, 64, 65, 96, 97];

/**
 * Registers the public key of an EVSE's calibrated meter: from now on only values that were signed with it count (LAW-33).
 * The caller checks the permission and the scope. Errors: `evse_unknown`, `meter_key_unreadable`.
 */
export async function registerMeterKey(context: Context, input: MeterKeyInput): Promise<void> {
  const { clientId, evseId, actor } = input;
  const key = input.publicKey.trim() === "" ? null : readKey(input.publicKey);
  await context.db.withClient(clientId, async (tx) => {
    const evse = await tx.evse.findUnique({ where: { id: evseId }, select: { meterPublicKey: true } });
    if (!evse) throw new AppError("not_found", "evse_unknown", "no such EVSE");
    if (evse.meterPublicKey === key) return;
    await updateMeterKey(tx, evseId, key);
    await recordAudit(tx, {
      clientId,
      at: context.clock.now(),
      actor,
      action: "evse.meter_key_registered",
      objectType: "evse",
      objectId: evseId,
      before: { publicKey: evse.meterPublicKey },
      after: { publicKey: key },
    });
  });
}

function readKey(text: string): string {
  const key = decodeMeterKey(text);
  if (!key || !(isNamedCurve(key) || isPoint(key))) {
    throw new AppError("validation", "meter_key_unreadable", "no public key of an elliptic curve");
  }
  return keyHex(key);
}

function isNamedCurve(key: Uint8Array): boolean {
  try {
    const { asymmetricKeyType } = createPublicKey({ key: Buffer.from(key), format: "der", type: "spki" });
    return asymmetricKeyType === "ec";
  } catch {
    return false;
  }
}

function isPoint(key: Uint8Array): boolean {
  return POINT_LENGTHS.includes(key.length) && (key.length % 2 === 0 || key[0] === 4);
}
