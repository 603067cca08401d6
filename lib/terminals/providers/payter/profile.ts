import { COMMON_QUESTIONS, type ProviderProfile, TERMINAL_MODULES } from "../../provider.model";

/** Payter over OCPI (Apollo and Polar terminals). P6X terminals can not do OCPI and need Payter's cloud interface. */
export const PAYTER: ProviderProfile = {
  key: "payter",
  name: "Payter",
  knownVersions: ["2.2.1", "2.3.0"],
  proposal: { version: "2.2.1", modules: [...TERMINAL_MODULES, "tokens", "payments"], peerRole: "PTP" },
  handshake: "either",
  quirks: [
    {
      key: "public_versions",
      label: "Versions without a token",
      why: "Payter's staging reads versions and details before it has a token.",
      wants: { publicVersions: true },
    },
    {
      key: "preparing_available",
      label: "A plugged cable counts as available",
      why: "Take this when the terminal refuses to start because the charger looks busy.",
      wants: { preparingAs: "AVAILABLE" },
    },
    {
      key: "polls_tariffs",
      label: "No pushes of tariffs",
      why: "Payter reads tariffs itself. Status of chargers must still be pushed.",
      wants: { noPush: ["tariffs"] },
    },
  ],
  notes: [
    "Every module must be complete in both directions before Payter tests: credentials, locations, sessions, commands, CDRs, tariffs, payments.",
    "Payments on 2.2.1 is the Direct Payment extension: switch it on for this connection.",
    "Redirects lose the token at Payter, and nulls are refused. We send neither.",
    "Terminals must be of the Apollo or Polar class; contracts go by customer reference.",
    "There is no sandbox: staging needs a real terminal, and a real or simulated charger.",
  ],
  toAsk: [...COMMON_QUESTIONS, "Customer reference of the contract, per operator"],
  documents: [
    {
      label: "Payter: connecting over OCPI",
      url: "https://docs.payter.com/docs/Integration/specifications/ocpi/connecting",
    },
    {
      label: "Payter: modules",
      url: "https://docs.payter.com/docs/Integration/specifications/ocpi/specification/modules",
    },
  ],
};
