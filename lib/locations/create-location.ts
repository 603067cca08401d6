import { AppError } from "@/lib/core/errors";
import { isTimeZone } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import { announceLocation } from "./announce-change";
import { insertLocation } from "./location.store";
import { type NewLocation, newLocationSchema } from "./new-location.model";

/** Adds a location and returns its id. Throws a `ZodError` on bad input, `AppError` "time_zone_unknown". */
export async function createLocation(context: Context, input: NewLocation): Promise<string> {
  const location = newLocationSchema.parse(input);
  if (!isTimeZone(location.timeZone))
    throw new AppError("validation", "time_zone_unknown", "not an IANA time zone");
  const id = context.ids.next();
  await context.db.withClient(location.clientId, async (tx) => {
    await insertLocation(tx, { id, ...location });
    await announceLocation(tx, { clientId: location.clientId, locationId: id });
  });
  return id;
}
