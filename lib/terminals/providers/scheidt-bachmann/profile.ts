import { COMMON_QUESTIONS, type ProviderProfile, TERMINAL_MODULES } from "../../provider.model";

/** Scheidt & Bachmann: parking and fuelling payment systems. Named as an OCPI partner; no public integration guide is known. */
export const SCHEIDT_BACHMANN: ProviderProfile = {
  key: "scheidt_bachmann",
  name: "Scheidt & Bachmann",
  knownVersions: [],
  proposal: { version: "2.2.1", modules: TERMINAL_MODULES, peerRole: "EMSP" },
  handshake: "not_known",
  quirks: [],
  notes: [
    "Works as an OCPI peer that starts and stops sessions and captures from the CDR.",
    "A converter between OCPI and the terminals' own interface is usual for this kind of partner.",
  ],
  toAsk: [...COMMON_QUESTIONS, "Whether one terminal serves several chargers"],
  documents: [],
};
