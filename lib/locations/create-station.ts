import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { hashToken } from "@/lib/db/secrets";
import { announceLocation } from "./announce-change";
import { issueQrCodeIn } from "./issue-qr-code";
import { insertEvse, insertStation } from "./location.store";
import { type NewStation, newStationSchema } from "./new-location.model";

export interface CreatedStation {
  readonly stationId: string;
  readonly evses: readonly { readonly evseId: string; readonly label: string; readonly code: string }[];
}

/**
 * Adds a station with its EVSEs and gives each EVSE its sticker code. Not active unless told: an operator approves it first
 * (SEC-32). Throws a `ZodError` on bad input, `AppError` "station_exists" when the identity or an EVSE id is taken.
 */
export async function createStation(context: Context, input: NewStation): Promise<CreatedStation> {
  const { evses, password, active, ...station } = newStationSchema.parse(input);
  const stationId = context.ids.next();
  try {
    return await context.db.withClient(station.clientId, async (tx) => {
      await insertStation(tx, {
        id: stationId,
        ...station,
        state: active ? "ACTIVE" : "QUARANTINED",
        passwordHash: hashToken(password),
      });
      const created: CreatedStation["evses"][number][] = [];
      for (const { connectors, deployedOn, ...evse } of evses) {
        const id = context.ids.next();
        await insertEvse(
          tx,
          {
            id,
            clientId: station.clientId,
            locationId: station.locationId,
            stationId,
            ...evse,
            deployedOn: new Date(deployedOn),
          },
          connectors.map((connector, index) => ({
            id: context.ids.next(),
            clientId: station.clientId,
            evseId: id,
            position: index + 1,
            ...connector,
          })),
        );
        const { code } = await issueQrCodeIn(tx, context, { clientId: station.clientId, evseId: id });
        created.push({ evseId: id, label: evse.label, code });
      }
      await announceLocation(tx, station);
      return { stationId, evses: created };
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw new AppError("conflict", "station_exists", "the identity or an EVSE id is taken");
    throw error;
  }
}
