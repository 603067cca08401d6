import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { decodeMeterKey, keyHex } from "@/lib/locations/meter-key.rules";
import { findByOtherToken } from "@/lib/sessions/find-session";
import type { SignedData } from "./signed-data.model";
import { signedDataOf } from "./signed-data.rules";
import { findSignedMeter, findSignedSessions, findSignedValues } from "./signed-records.queries";
import { type TransparencyValue, transparencyFile } from "./transparency-file.rules";
import { type UnwrappedValue, unwrapSigned } from "./unwrap-signed.rules";

/**
 * The signed meter data behind a receipt link, as the file that the transparency software opens (LAW-31). Everything that the
 * meter signed is in it, whatever we think of it: the driver checks for himself. Null when there is none.
 */
export async function getSignedData(
  context: Context,
  input: { readonly receiptToken: string },
): Promise<{ readonly xml: string; readonly fileName: string } | null> {
  const found = await findByOtherToken(context, "receipt", input.receiptToken);
  if (!found) return null;
  return context.db.withClient(found.clientId, async (tx) => {
    const session = await tx.chargingSession.findUnique({
      where: { id: found.sessionId },
      select: { id: true, evseId: true, reference: true },
    });
    const values = session ? await signedValues(tx, session) : [];
    if (!session || values.length === 0) return null;
    return { xml: transparencyFile(values), fileName: `signed-meter-data-${session.reference}.xml` };
  });
}

/** The signed values of a session with the key that each is checked with, in the order of their pages. */
export async function signedValues(
  tx: Tx,
  session: { readonly id: string; readonly evseId: string },
): Promise<TransparencyValue[]> {
  const stored = await findSignedValues(tx, session.id);
  if (stored.length === 0) return [];
  const meter = await findSignedMeter(tx, session.evseId);
  const configured = meter?.stationKey ? decodeMeterKey(meter.stationKey) : null;
  const known = meter?.registeredKey ?? (configured && keyHex(configured));
  return stored
    .map(({ value, transactionId }) => ({ ...unwrapSigned(value), transactionId }))
    .sort((a, b) => pageOf(a) - pageOf(b))
    .filter(({ text }, index, all) => all.findIndex((other) => other.text === text) === index)
    .map(({ text, record, statedKey, transactionId }) => ({
      text,
      isOcmf: record !== null,
      publicKey: known ?? statedKey,
      transactionId,
      context: contextOf(record),
    }));
}

/** What the CDRs of some sessions carry of their signed values, by session; those without any are read by one statement. */
export async function readSignedData(
  tx: Tx,
  sessions: readonly { readonly id: string; readonly evseId: string }[],
): Promise<ReadonlyMap<string, SignedData>> {
  const signed = await findSignedSessions(
    tx,
    sessions.map(({ id }) => id),
  );
  const found = new Map<string, SignedData>();
  for (const session of sessions) {
    if (!signed.has(session.id) || found.has(session.id)) continue;
    const data = signedDataOf(await signedValues(tx, session));
    if (data) found.set(session.id, data);
  }
  return found;
}

const pageOf = ({ record }: Pick<UnwrappedValue, "record">): number =>
  record?.page.number ?? Number.MAX_SAFE_INTEGER;

/** Null for a record that both begins and ends its transaction, or does neither. */
function contextOf(record: UnwrappedValue["record"]): TransparencyValue["context"] {
  const marks = (record?.readings ?? []).map(({ transaction }) => transaction ?? "");
  const begins = marks.includes("B");
  const ends = marks.some((mark) => /^[ELRAP]$/.test(mark));
  if (begins === ends) return null;
  return begins ? "Transaction.Begin" : "Transaction.End";
}
