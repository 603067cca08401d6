import type { z } from "zod";
import { encodeOcpiTariff } from "@/lib/pricing/exchange/encode-ocpi-tariff.rules";
import type { TariffSnapshot } from "../canonical/session.model";
import type { Encoded, JsonObject } from "../exchange/codec.model";
import { formatDateTime, parseDateTime } from "../exchange/dates.rules";
import { finishWire } from "../exchange/write.rules";
import type { WireContext } from "./context.model";

const INSTANTS = ["start_date_time", "end_date_time", "last_updated"];

/** Instants in the version's own form: 2.1.1 has no fractions of a second. */
function withDates(context: WireContext, wire: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(wire).map(([name, value]) => {
      const instant = INSTANTS.includes(name) && typeof value === "string" ? parseDateTime(value) : null;
      return [name, instant === null ? value : formatDateTime(instant, context.version)];
    }),
  );
}

/** A tariff on its own. What lib/pricing does not let out in this version stays here as well. */
export function encodeTariff(context: WireContext, schema: z.ZodType, snapshot: TariffSnapshot): Encoded {
  const encoded = encodeOcpiTariff(context.version, snapshot.tariff, snapshot.identity);
  if (!encoded.publishable) return { ok: false, notes: encoded.notes };
  return finishWire(schema, withDates(context, encoded.wire), encoded.notes);
}

/** The tariffs inside a CDR; one that the version can not say is left out and noted, because the CDR must go out. */
export function encodeTariffs(
  context: WireContext,
  schema: z.ZodType,
  snapshots: readonly TariffSnapshot[],
): JsonObject[] {
  return snapshots.flatMap((snapshot, i) => {
    const encoded = encodeTariff(context, schema, snapshot);
    for (const found of encoded.notes)
      context.notes.push({ ...found, blocking: false, path: `tariffs[${i}].${found.path}` });
    return encoded.ok ? [encoded.wire] : [];
  });
}
