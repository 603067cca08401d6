import type { z } from "zod";
import type { Cost } from "../../canonical/price.model";
import type { Cdr, OcpiSession } from "../../canonical/session.model";
import type { AuthMethod } from "../../canonical/words.model";
import { formatDateTime } from "../../exchange/dates.rules";
import type { WireContext } from "../../wire/context.model";
import { DRIVER_CODE } from "../../wire/driver-code.model";
import {
  amountNumber,
  clip,
  encodePeriods,
  grossOf,
  hoursNumber,
  kwhNumber,
  note,
  refuseForeignCurrency,
} from "../../wire/primitives.rules";
import { encodeTariffs } from "../../wire/tariff.rules";
import { encodePlace } from "./encode-place.rules";

type Wire = Record<string, unknown>;

/**
 * total_cost is one number, by the text without VAT. A terminal that shows and captures it needs it with VAT: that is a
 * setting of the connection, and impossible while the taxes are not known.
 */
function costNumber(context: WireContext, cost: Cost): number {
  if (!context.settings.grossCostsIn211) {
    if (cost.taxes !== null && cost.taxes.length > 0)
      note(context, "total_cost", "lost", "taxes_not_in_2_1_1");
    return amountNumber(cost.net);
  }
  const gross = grossOf(cost);
  if (gross === null) note(context, "total_cost", "lost", "gross_not_known", true);
  else if (cost.taxes !== null && cost.taxes.length > 0)
    note(context, "total_cost", "changed", "gross_in_2_1_1");
  return amountNumber(gross ?? cost.net);
}

function authMethod(context: WireContext, method: AuthMethod): AuthMethod {
  if (method !== "COMMAND") return method;
  note(context, "auth_method", "changed", "no_command_in_2_1_1");
  return context.settings.authMethodIn211;
}

/** Without a reference and a connector, `auth_id` is the only key between a card payment and its CDR. */
function encodeUsage(context: WireContext, usage: OcpiSession | Cdr): Wire {
  refuseForeignCurrency(context, usage);
  if (usage.authorizationReference !== undefined)
    note(context, "authorization_reference", "lost", "not_in_version");
  return {
    id: usage.id,
    auth_id: usage.token.contractId,
    auth_method: authMethod(context, usage.authMethod),
    location: encodePlace(context, usage.place),
    meter_id: usage.meterId,
    currency: usage.currency,
    last_updated: formatDateTime(usage.lastUpdated, context.version),
    [DRIVER_CODE]: usage.driverCode,
  };
}

/** A Session. A reservation is PENDING here. */
export function encodeSession(context: WireContext, session: OcpiSession): Wire {
  const isReservation = session.status === "RESERVATION";
  if (isReservation) note(context, "status", "changed", "no_reservation_in_2_1_1");
  return {
    ...encodeUsage(context, session),
    start_datetime: formatDateTime(session.start, context.version),
    end_datetime: session.end === undefined ? undefined : formatDateTime(session.end, context.version),
    kwh: kwhNumber(session.energyWh),
    charging_periods: encodePeriods(context, session.periods, "session"),
    total_cost: session.totalCost && costNumber(context, session.totalCost),
    status: isReservation ? "PENDING" : session.status,
  };
}

const ABSENT: readonly (readonly [name: keyof Cdr, path: string])[] = [
  ["sessionId", "session_id"],
  ["signedData", "signed_data"],
  ["fixedCost", "total_fixed_cost"],
  ["energyCost", "total_energy_cost"],
  ["timeCost", "total_time_cost"],
  ["parkingCost", "total_parking_cost"],
  ["reservationCost", "total_reservation_cost"],
  ["invoiceReference", "invoice_reference_id"],
];

/** A CDR. Credit CDRs do not exist: a correction of a 2.1.1 partner is agreed between people, so that one never leaves. */
export function encodeCdr(context: WireContext, tariff: z.ZodType, cdr: Cdr): Wire {
  for (const [name, path] of ABSENT)
    if (cdr[name] !== undefined) note(context, path, "lost", "not_in_version");
  if (cdr.credits !== undefined) note(context, "credit", "lost", "no_credit_cdr_in_2_1_1", true);
  return {
    ...encodeUsage(context, cdr),
    start_date_time: formatDateTime(cdr.start, context.version),
    stop_date_time: formatDateTime(cdr.end, context.version),
    tariffs: encodeTariffs(context, tariff, cdr.tariffs),
    charging_periods: encodePeriods(context, cdr.periods, "cdr"),
    total_cost: costNumber(context, cdr.totalCost),
    total_energy: kwhNumber(cdr.energyWh),
    total_time: hoursNumber(cdr.totalSeconds),
    total_parking_time: cdr.parkingSeconds === undefined ? undefined : hoursNumber(cdr.parkingSeconds),
    remark: cdr.remark && clip(context, "remark", cdr.remark, 255),
  };
}
