"use server";

import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { readStation } from "@/lib/locations/admin.queries";
import { assignTariffCode } from "@/lib/pricing/assign-tariff-code";
import { changeEvse } from "@/lib/pricing/change-evse";
import { adminAction } from "../../_guard/admin-action";
import { emptyIsNull } from "../../_guard/fields";
import type { Admin } from "../../_guard/open-admin";

/** The charger must stand at a station of the scope. */
async function refuseForeign(admin: Admin, stationId: string, evseId: string): Promise<void> {
  const station = await readStation(admin.context, admin.scope, stationId);
  if (!station) throw new AppError("not_found", "station_unknown", "not in the scope");
  if (evseId !== "" && !station.evses.some(({ id }) => id === evseId))
    throw new AppError("not_found", "evse_unknown", "not at this station");
}

/** Gives a station, or one of its chargers, a tariff code. */
export const assignCode = adminAction(
  "pricing.write",
  z.strictObject({
    stationId: z.uuid(),
    evseId: z.union([z.literal(""), z.uuid()]),
    code: z
      .string()
      .trim()
      .regex(/^([A-Za-z0-9][A-Za-z0-9._-]{0,35})?$/, "Use letters, digits and dashes, at most 36."),
  }),
  async (admin, { stationId, evseId, code }) => {
    await refuseForeign(admin, stationId, evseId);
    const { clientId, userId, name } = admin.principal;
    await assignTariffCode(admin.context, {
      clientId,
      stationIds: evseId === "" ? [stationId] : [],
      evseIds: evseId === "" ? [] : [evseId],
      code: emptyIsNull(code),
      actor: { userId, name },
    });
    return "The code counts for the next sale.";
  },
);

/** Changes power and meter of a charger. */
export const changeFacts = adminAction(
  "pricing.write",
  z.strictObject({
    stationId: z.uuid(),
    evseId: z.uuid(),
    maxPowerKw: z
      .string()
      .trim()
      .transform((typed) => typed.replace(",", "."))
      .refine((typed) => /^\d{1,4}(\.\d{1,3})?$/.test(typed), "Type a number of kW."),
    eichrecht: z.enum(["yes", "no"]),
    timeApproval: z.string().max(120),
  }),
  async (admin, { stationId, evseId, maxPowerKw, eichrecht, timeApproval }) => {
    await refuseForeign(admin, stationId, evseId);
    const { clientId, userId, name } = admin.principal;
    await changeEvse(admin.context, {
      clientId,
      evseId,
      change: {
        maxPowerW: Math.round(Number(maxPowerKw) * 1000),
        eichrecht: eichrecht === "yes",
        timeApproval: emptyIsNull(timeApproval),
      },
      actor: { userId, name },
    });
    return "Saved.";
  },
);
