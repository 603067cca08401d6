import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { hashToken } from "@/lib/db/secrets";
import { proposeStationSecret } from "@/lib/locations/replace-station-secret";
import { queueCommand } from "./queue-command";

/** The OCPP 1.6 configuration key that holds a station's secret (security whitepaper §3.2). */
export const SECRET_KEY = "AuthorizationKey";

/** 160 random bits as 40 hexadecimal digits: the longest key that the whitepaper allows. */
const SECRET_BYTES = 20;

/** Seconds for the station to take its new secret. */
const ANSWER_S = 60;

/**
 * Gives a station a new secret over its authenticated connection: confirm, then switch (SEC-29). Until the station has
 * logged in with the new one, the old one stays good, so that nothing is lost when the answer is. The secret is shown to
 * nobody, and stored only as a hash and, until it is sent, sealed. The caller checks the permission and writes the audit
 * entry. Errors: `station_unknown`.
 */
export async function rotateStationSecret(
  context: Context,
  input: { readonly clientId: string; readonly stationId: string; readonly userId: string },
): Promise<{ commandId: string }> {
  const secret = Buffer.from(context.random.bytes(SECRET_BYTES)).toString("hex");
  return context.db.withClient(input.clientId, async (tx) => {
    if (!(await proposeStationSecret(tx, input.stationId, hashToken(secret)))) {
      throw new AppError("not_found", "station_unknown", "no such station");
    }
    return queueCommand(tx, context, {
      clientId: input.clientId,
      stationId: input.stationId,
      payload: {
        kind: "CHANGE_CONFIGURATION",
        key: SECRET_KEY,
        value: context.secrets.seal(secret),
        sealed: true,
      },
      deadlineS: ANSWER_S,
      createdBy: `user:${input.userId}`,
    });
  });
}
