import { COMMON_QUESTIONS, type ProviderProfile, TERMINAL_MODULES } from "../../provider.model";

/** Any provider that speaks OCPI: nothing is known, everything is asked. */
export const OTHER: ProviderProfile = {
  key: "other",
  name: "Another provider",
  knownVersions: [],
  proposal: { version: null, modules: TERMINAL_MODULES, peerRole: "PTP" },
  handshake: "not_known",
  quirks: [],
  notes: ["Any platform that speaks OCPI 2.1.1, 2.2.1 or 2.3.0 peer to peer can be connected."],
  toAsk: COMMON_QUESTIONS,
  documents: [],
};
