import type { OcpiCodec } from "../../wire/codec.model";
import { COMMON_MODULES, MODULES_SINCE_22, PAYMENTS_MODULE } from "../../wire/manifest.rules";
import { amountNumber } from "../../wire/primitives.rules";
import { codecSince22 } from "../../wire/since_2_2/codec.rules";
import { SCHEMAS_2_3_0 } from "./schemas.model";
import { WORDS_2_3_0 } from "./words.model";

/** OCPI 2.3.0, second edition with payments. One TaxAmount per rate; no taxes at all when they are not known. */
export const CODEC_2_3_0: OcpiCodec = codecSince22({
  manifest: {
    version: "2.3.0",
    modules: [...COMMON_MODULES, ...MODULES_SINCE_22, PAYMENTS_MODULE],
    commands: ["START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR", "RESERVE_NOW", "CANCEL_RESERVATION"],
    hasMessageIds: true,
    hasCreditCdrs: true,
  },
  words: WORDS_2_3_0,
  schemas: SCHEMAS_2_3_0,
  encodeCost: (_, { net, taxes }) => ({
    before_taxes: amountNumber(net),
    taxes: taxes?.map(({ name, percent, amount }) => ({
      name,
      percentage: percent === null ? undefined : Number(percent),
      amount: amountNumber(amount),
    })),
  }),
});
