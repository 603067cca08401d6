import type { OcpiCodec } from "../../wire/codec.model";
import { COMMON_MODULES, MODULES_SINCE_22, PAYMENTS_MODULE } from "../../wire/manifest.rules";
import { amountNumber, grossOf, note } from "../../wire/primitives.rules";
import { codecSince22 } from "../../wire/since_2_2/codec.rules";
import { SCHEMAS_2_2_1 } from "./schemas.model";
import { WORDS_2_2_1 } from "./words.model";

/**
 * OCPI 2.2.1-d2 with errata. Payments are the Direct Payment extension of October 2024: the objects of 2.3.0 with prices of
 * 2.2.1, offered only where a connection has it switched on.
 */
export const CODEC_2_2_1: OcpiCodec = codecSince22({
  manifest: {
    version: "2.2.1",
    modules: [...COMMON_MODULES, ...MODULES_SINCE_22, { ...PAYMENTS_MODULE, isExtension: true }],
    commands: ["START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR", "RESERVE_NOW", "CANCEL_RESERVATION"],
    hasMessageIds: true,
    hasCreditCdrs: true,
  },
  words: WORDS_2_2_1,
  schemas: SCHEMAS_2_2_1,
  encodeCost(context, cost) {
    // One sum has no room for several rates; a single one can be computed from the two amounts.
    if ((cost.taxes?.length ?? 0) > 1) note(context, "total_cost", "lost", "tax_rates_in_one_sum");
    const gross = grossOf(cost);
    return { excl_vat: amountNumber(cost.net), incl_vat: gross === null ? undefined : amountNumber(gross) };
  },
});
