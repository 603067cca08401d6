import type { Context } from "@/lib/db/context";
import { env } from "@/lib/env";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import { noteOutbound } from "@/lib/subscriptions/note-outbound";
import { findPeerTokenCipher } from "@/lib/subscriptions/peer-token.queries";
import type { InterfaceRole } from "../canonical/words.model";
import type { TokenEncoding } from "../exchange/authorization.rules";
import type { OutboundPolicy } from "../exchange/outbound/approved-url.rules";
import type { PeerAccess } from "../exchange/outbound/call-peer";
import { parseHost } from "./host.rules";

export interface OpenedPartner {
  readonly connection: Connection;
  readonly access: PeerAccess;
}

/**
 * Where requests of this connection may go: the hosts that a person approved (SEC-40), and in demo and test mode this
 * machine, for the simulator (SEC-42).
 */
export function policyOf(connection: Pick<Connection, "approvedHosts">): OutboundPolicy {
  const isLive = env().KERBWATT_MODE === "live";
  return {
    mode: isLive ? "live" : "test",
    allowLoopback: !isLive,
    hosts: connection.approvedHosts.flatMap((text) => parseHost(text) ?? []),
  };
}

/**
 * A registered partner with everything that a call to it needs; null when it is not registered, so that there is no token
 * or no version, or its answer to our POST is still out. Whether its state allows the call (suspended, being tested) is the caller's question. Read in the system's
 * scope, because workers and routes know the subscription before the client.
 */
export async function openPartner(context: Context, subscriptionId: string): Promise<OpenedPartner | null> {
  const read = await context.db.withSystem(async (tx) => ({
    connection: await findConnection(tx, subscriptionId),
    cipher: await findPeerTokenCipher(tx, subscriptionId),
  }));
  const { connection, cipher } = read;
  if (connection === null || connection.version === null || cipher === null || connection.isOffered)
    return null;
  return {
    connection,
    access: {
      connectionId: connection.subscriptionId,
      version: connection.version,
      policy: policyOf(connection),
      token: context.secrets.open(cipher),
      encoding: connection.tokenEncoding,
      rememberedEncoding: connection.rememberedEncoding,
    },
  };
}

/** After a call: remembers the spelling of the token that worked, and that the partner was called. */
export async function rememberEncoding(
  context: Context,
  connection: Connection,
  encoding: TokenEncoding | null,
): Promise<void> {
  await noteOutbound(context, connection, encoding);
}

/**
 * The partner's address of a module in a role; null when it has none. 2.1.1 has no roles, and the role of credentials
 * means nothing, so that an endpoint without a role fits every question.
 */
export function endpointOf(
  connection: Pick<Connection, "peerEndpoints">,
  identifier: string,
  role: InterfaceRole,
): string | null {
  const named = connection.peerEndpoints.filter((endpoint) => endpoint.identifier === identifier);
  const exact = named.find((endpoint) => endpoint.role === role);
  const roleless = named.find((endpoint) => endpoint.role === null || identifier === "credentials");
  return (exact ?? roleless)?.url ?? null;
}
