import type { Connection } from "@/lib/subscriptions/connection.model";
import { type Party, partyOf } from "../exchange/headers.rules";

/** The parties that a partner may speak for: the agreed one and those it has registered (SEC-79). */
export function rolesOf(connection: Pick<Connection, "countryCode" | "partyId" | "peerRoles">): Party[] {
  const own = partyOf(connection.countryCode, connection.partyId);
  const registered = connection.peerRoles.map((role) => partyOf(role.countryCode, role.partyId));
  return [own, ...registered].filter((party): party is Party => party !== null);
}

/** Our parties in a connection: its CPOs. */
export function ownParties(connection: Pick<Connection, "cpos">): Party[] {
  return connection.cpos.flatMap(({ countryCode, partyId }) => partyOf(countryCode, partyId) ?? []);
}
