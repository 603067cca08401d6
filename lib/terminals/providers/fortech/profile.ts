import { COMMON_QUESTIONS, type ProviderProfile, TERMINAL_MODULES } from "../../provider.model";

/** Fortech: outdoor payment and fuelling automation. Named as an OCPI partner; no public integration guide is known. */
export const FORTECH: ProviderProfile = {
  key: "fortech",
  name: "Fortech",
  knownVersions: [],
  proposal: { version: "2.1.1", modules: TERMINAL_MODULES, peerRole: "EMSP" },
  handshake: "not_known",
  quirks: [
    {
      key: "gross_costs",
      label: "Costs with tax in 2.1.1",
      why: "OCPI 2.1.1 can not say tax. Take this when the terminal captures what total_cost says.",
      wants: { grossCostsIn211: true },
    },
    {
      key: "ascii_only",
      label: "Plain ASCII texts in 2.1.1",
      why: "2.1.1 strings are printable ASCII by the text; displays may not show umlauts.",
      wants: { asciiOnly: true },
    },
  ],
  notes: [
    "Works as an OCPI peer that starts and stops sessions and captures from the CDR.",
    "On 2.1.1 the token's uid is the only key between card and CDR, and the rate of VAT is agreed with us.",
  ],
  toAsk: [...COMMON_QUESTIONS, "With 2.1.1: the rate of VAT, and whether amounts are captured net or gross"],
  documents: [],
};
