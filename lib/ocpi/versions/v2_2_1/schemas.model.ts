import { z } from "zod";
import { schemasSince22 } from "../../wire/since_2_2/schemas.model";
import { WORDS_2_2_1 } from "./words.model";

const price = z.strictObject({ excl_vat: z.number(), incl_vat: z.number().optional() });

/** The schemas of 2.2.1: prices with `excl_vat`, nothing that 2.3.0 added. */
export const SCHEMAS_2_2_1 = schemasSince22({
  version: "2.2.1",
  words: WORDS_2_2_1,
  price,
  priceLimit: price,
  location: {},
  evse: {},
  connector: {},
  tariff: {},
  credentials: {},
});
