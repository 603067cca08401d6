import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { OcpiModule } from "../canonical/words.model";
import { handleCdrs } from "../modules/cdrs/cdrs-handler";
import { handleChargingProfiles } from "../modules/charging-profiles/charging-profiles-handler";
import { handleCommands } from "../modules/commands/commands-handler";
import { handleCredentials } from "../modules/credentials/credentials-handler";
import { handleHubClientInfo } from "../modules/hub-client-info/hub-client-info-handler";
import { handleLocations } from "../modules/locations/locations-handler";
import { handlePayments } from "../modules/payments/payments-handler";
import { handleSessions } from "../modules/sessions/sessions-handler";
import { handleTariffs } from "../modules/tariffs/tariffs-handler";
import { handleTokens } from "../modules/tokens/tokens-handler";
import { codecOf } from "../versions/registry";
import type { ManifestModule } from "../wire/codec.model";
import type { OcpiHandler } from "./server.model";

/** One behaviour per module, for all versions that have it. A new module is a line here and one in a manifest. */
const HANDLERS: Readonly<Partial<Record<OcpiModule, OcpiHandler>>> = {
  credentials: handleCredentials,
  locations: handleLocations,
  tariffs: handleTariffs,
  sessions: handleSessions,
  cdrs: handleCdrs,
  tokens: handleTokens,
  commands: handleCommands,
  chargingprofiles: handleChargingProfiles,
  hubclientinfo: handleHubClientInfo,
  payments: handlePayments,
};

export interface MountedModule extends ManifestModule {
  readonly handle: OcpiHandler;
}

const mounted = new Map<string, readonly MountedModule[]>();

/**
 * What of a version is served to a connection: what its manifest has and what has a handler. An extension only where the
 * connection has asked for it (Direct Payment of 2.2.1). Without a connection, what is served to everybody.
 */
export function mountedModules(
  version: OcpiVersion,
  connection: Pick<Connection, "directPayment"> | null,
): readonly MountedModule[] {
  const withExtensions = connection?.directPayment === true;
  const key = `${version} ${withExtensions}`;
  const known = mounted.get(key) ?? mount(version, withExtensions);
  mounted.set(key, known);
  return known;
}

function mount(version: OcpiVersion, withExtensions: boolean): readonly MountedModule[] {
  return codecOf(version).manifest.modules.flatMap((module) => {
    const handle = HANDLERS[module.identifier];
    const isServed = !module.isExtension || withExtensions;
    return handle !== undefined && isServed ? [{ ...module, handle }] : [];
  });
}
