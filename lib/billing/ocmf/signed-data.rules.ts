import type { SignedData } from "./signed-data.model";
import type { TransparencyValue } from "./transparency-file.rules";

/** Longest `plain_data` and `signed_data` of the text (OCPI 2.2.1 §mod_cdrs, SignedValue, errata). */
const MAX_TEXT = 5_000;

/** Base64 of UTF-8, without Node's Buffer. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** What a meter has signed inside of an OCMF record: the JSON between the first two bars. */
function payloadOf(text: string): string {
  return text.split("|")[1] ?? text;
}

/**
 * The signed values of a session as a CDR carries them: OCMF records only, byte for byte in `signed_data`. A record that both
 * begins and ends its transaction stands for its end. Undefined where there is none, or where one is longer than the text
 * allows: an incomplete set of records would prove nothing, and the driver's file has them all.
 */
export function signedDataOf(values: readonly TransparencyValue[]): SignedData | undefined {
  const records = values.filter(({ isOcmf }) => isOcmf);
  if (records.length === 0) return undefined;
  const written = records.map(({ text, context }) => ({
    nature: context === "Transaction.Begin" ? ("Start" as const) : ("End" as const),
    plainData: payloadOf(text),
    signedData: base64(text),
  }));
  const fits = written.every(
    ({ plainData, signedData }) => plainData.length <= MAX_TEXT && signedData.length <= MAX_TEXT,
  );
  const publicKey = records.find((record) => record.publicKey !== null)?.publicKey;
  return fits ? { encodingMethod: "OCMF", ...(publicKey ? { publicKey } : {}), values: written } : undefined;
}
