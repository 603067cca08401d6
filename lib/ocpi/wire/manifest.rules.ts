import type { ManifestModule } from "./codec.model";

type Row = ManifestModule["identifier"];

const row = (
  identifier: Row,
  role: ManifestModule["role"],
  peerRole: ManifestModule["peerRole"],
  kind: ManifestModule["kind"] = "functional",
): ManifestModule => ({ identifier, role, peerRole, kind, isExtension: false });

/** Modules that a CPO has in every version. Credentials have one entry; its role means nothing, SENDER is written. */
export const COMMON_MODULES: readonly ManifestModule[] = [
  row("credentials", "SENDER", null, "configuration"),
  row("locations", "SENDER", "RECEIVER"),
  row("tariffs", "SENDER", "RECEIVER"),
  row("sessions", "SENDER", "RECEIVER"),
  row("cdrs", "SENDER", "RECEIVER"),
  row("tokens", "RECEIVER", "SENDER"),
  row("commands", "RECEIVER", null),
];

/** Modules since 2.2. */
export const MODULES_SINCE_22: readonly ManifestModule[] = [
  row("chargingprofiles", "RECEIVER", "SENDER"),
  row("hubclientinfo", "RECEIVER", "SENDER", "configuration"),
];

export const PAYMENTS_MODULE: ManifestModule = row("payments", "RECEIVER", "SENDER");
