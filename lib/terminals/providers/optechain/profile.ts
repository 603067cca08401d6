import { COMMON_QUESTIONS, type ProviderProfile, TERMINAL_MODULES } from "../../provider.model";

/** Optechain. Named as an OCPI partner; no public integration guide is known. */
export const OPTECHAIN: ProviderProfile = {
  key: "optechain",
  name: "Optechain",
  knownVersions: [],
  proposal: { version: "2.2.1", modules: TERMINAL_MODULES, peerRole: "EMSP" },
  handshake: "not_known",
  quirks: [],
  notes: ["Works as an OCPI peer that starts and stops sessions and captures from the CDR."],
  toAsk: COMMON_QUESTIONS,
  documents: [],
};
