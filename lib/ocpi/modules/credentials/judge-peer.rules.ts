import type { Connection, PeerRole } from "@/lib/subscriptions/connection.model";
import type { Credentials, CredentialsRole, Endpoint } from "../../canonical/connection.model";

/** Modules by which a terminal learns what it may take from the card. */
const PUSHED = ["sessions", "cdrs"] as const;

/**
 * Agreed modules that we push to and that the partner does not receive. A connection whose pushes of a module are switched
 * off needs no receiver: such a partner polls. 2.1.1 has no roles.
 */
export function missingModules(
  connection: Pick<Connection, "modules" | "settings">,
  endpoints: readonly Endpoint[],
): string[] {
  return PUSHED.filter(
    (module) =>
      connection.modules.includes(module) &&
      !connection.settings.noPush.includes(module) &&
      !endpoints.some(({ identifier, role }) => identifier === module && role !== "SENDER"),
  );
}

/** True when the agreed party is among the parties of the credentials (SEC-79). */
export function hasAgreedParty(
  connection: Pick<Connection, "countryCode" | "partyId">,
  roles: readonly CredentialsRole[],
): boolean {
  return roles.some(
    ({ countryCode, partyId }) => countryCode === connection.countryCode && partyId === connection.partyId,
  );
}

/** The parties as they are kept. */
export function rolesOf({ roles }: Credentials): PeerRole[] {
  return roles.map(({ role, countryCode, partyId, business }) => ({
    role,
    countryCode,
    partyId,
    name: business.name,
  }));
}

/** How a party is written for people. */
export function partyText(party: {
  readonly countryCode: string | null;
  readonly partyId: string | null;
}): string {
  return `${party.countryCode ?? "--"}*${party.partyId ?? "---"}`;
}
