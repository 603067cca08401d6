import { AppError } from "@/lib/core/errors";
import type { Tx } from "@/lib/db/database";
import type { Cdr, ChargingSession } from "@/lib/db/generated/client";
import { findPricingInput } from "@/lib/sessions/pricing-input.queries";
import { findSite } from "@/lib/sessions/site.queries";
import type { CdrContent } from "./cdr-row.rules";
import { type CorrectedBill, withRegisters } from "./correction.rules";
import { readTariff } from "./session-facts.queries";
import { withRatesOf } from "./wholesale.rules";

/** Everything that made a CDR's prices, to compute them anew. Errors: `bill_unreadable`. */
export async function findCorrectedBill(tx: Tx, session: ChargingSession, cdr: Cdr): Promise<CorrectedBill> {
  const { priced, wholesale, registers } = cdr.content as unknown as CdrContent;
  const site = await findSite(tx, session.evseId);
  const tariff = await readTariff(tx, cdr.clientId, cdr.tariffHash);
  const input = tariff
    ? await findPricingInput(
        tx,
        { ...session, tariffHash: cdr.tariffHash },
        cdr.endedAt,
        site?.parameters.zeroEnergyWh ?? 0,
      )
    : null;
  if (!tariff || !input)
    throw new AppError("precondition", "bill_unreadable", "the bill can not be computed again");
  const wholesaleTariff = await readTariff(tx, cdr.clientId, cdr.wholesaleHash);
  return {
    pricing: registers ? { ...input, readings: withRegisters(input, registers) } : input,
    wholesaleTariff: wholesaleTariff && withRatesOf(wholesaleTariff, tariff),
    retail: priced,
    wholesale: wholesale ?? null,
  };
}
