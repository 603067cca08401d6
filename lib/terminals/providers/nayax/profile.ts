import { COMMON_QUESTIONS, type ProviderProfile, TERMINAL_MODULES } from "../../provider.model";

/** Nayax EV Kiosk: a terminal for many chargers, as an OCPI peer. The Spark interface is another product and not OCPI. */
export const NAYAX: ProviderProfile = {
  key: "nayax",
  name: "Nayax",
  knownVersions: [],
  proposal: { version: "2.3.0", modules: [...TERMINAL_MODULES, "payments"], peerRole: "PTP" },
  handshake: "either",
  quirks: [
    {
      key: "kiosk",
      label: "Start without an assigned terminal",
      why: "A kiosk serves every charger of the site and may report no terminals of its own.",
      wants: { startWithoutTerminal: true },
    },
  ],
  notes: [
    "One kiosk serves many chargers; the driver chooses at the screen.",
    "The Spark interface, where the operator's system commands the reader, is a separate product and not spoken here.",
  ],
  toAsk: [...COMMON_QUESTIONS, "Whether the kiosk reports its terminals through the payments module"],
  documents: [
    {
      label: "Nayax on its EV kiosk over OCPI",
      url: "https://www.nayax.com/it/news/nayax-ev-kiosk-using-ocpi-for-ev-payments",
    },
  ],
};
