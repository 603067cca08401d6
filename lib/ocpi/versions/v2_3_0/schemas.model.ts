import { z } from "zod";
import { ciText, list, text, word } from "../../wire/schema.model";
import { schemasSince22 } from "../../wire/since_2_2/schemas.model";
import { WORDS_2_3_0 } from "./words.model";

const taxAmount = z.strictObject({
  name: text(255),
  account_number: text(255).optional(),
  percentage: z.number().optional(),
  amount: z.number(),
});

/** The schemas of 2.3.0: prices before taxes, and the members that it added. */
export const SCHEMAS_2_3_0 = schemasSince22({
  version: "2.3.0",
  words: WORDS_2_3_0,
  price: z.strictObject({ before_taxes: z.number(), taxes: list(taxAmount) }),
  priceLimit: z.strictObject({ before_taxes: z.number(), after_taxes: z.number().optional() }),
  location: { help_phone: ciText(25).optional() },
  evse: { accepted_service_providers: list(text(50)) },
  connector: { capabilities: list(word(WORDS_2_3_0.connectorCapabilities)) },
  tariff: { tax_included: word(["YES", "NO", "N/A"]), preauthorize_amount: z.number().min(0).optional() },
  credentials: { hub_party_id: ciText(5).optional() },
});
