import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Party } from "../exchange/headers.rules";

/** The CPOs of the connection that a message is for: the one it names, without one all of them. */
export function addressedCpos(connection: Pick<Connection, "cpos">, to: Party | null): string[] {
  return connection.cpos
    .filter(
      ({ countryCode, partyId }) => to === null || (countryCode === to.countryCode && partyId === to.partyId),
    )
    .map(({ cpoId }) => cpoId);
}

/** The connection as far as a message may see it. */
export function addressedConnection(connection: Connection, to: Party | null): Connection {
  if (to === null) return connection;
  const ids = addressedCpos(connection, to);
  return { ...connection, cpos: connection.cpos.filter(({ cpoId }) => ids.includes(cpoId)) };
}
