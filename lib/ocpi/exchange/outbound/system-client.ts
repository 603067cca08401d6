import { systemDns, systemSockets } from "./node-network";
import { DEFAULT_LIMITS } from "./outbound.model";
import { createOutboundClient, type OutboundClient } from "./outbound-client";
import { PeerGate } from "./peer-gate";

const slot = Symbol.for("kerbwatt.ocpi-outbound");
const holder = globalThis as { [slot]?: OutboundClient };

/**
 * The process-wide client on the real network. One per process, because its gate counts the requests to a partner; Next's
 * bundles hold separate copies of a module, hence the slot on `globalThis`.
 */
export function systemOutbound(): OutboundClient {
  holder[slot] ??= createOutboundClient({
    dns: systemDns,
    sockets: systemSockets,
    gate: new PeerGate(),
    limits: DEFAULT_LIMITS,
  });
  return holder[slot];
}
