import type { Context } from "@/lib/db/context";
import type { JournalWriter } from "@/lib/journal/batch-writer";
import type { PeerLimits } from "@/lib/ocpp/rpc/peer.model";
import type { DataTransferRoute } from "@/lib/ocpp/vocabulary/data-transfer.model";

/** Times of the gateway in milliseconds; tests make them short. */
export interface GatewayTiming {
  /** How long the socket that a newcomer would replace may take to answer a ping (SEC-28). */
  readonly takeOverPingMs: number;
  /** How often every station is pinged; two pings without an answer and the socket counts as dead. */
  readonly pingEveryMs: number;
  /** How often "last seen" is written, for all stations in one statement. */
  readonly seenEveryMs: number;
  /** How often waiting commands are looked for without a notification. */
  readonly pollEveryMs: number;
  /** How long a shutdown waits for answers that are being worked on. */
  readonly drainMs: number;
  /** Over which time a shutdown spreads the closing of its sockets, so that stations do not all return at once (REL-108). */
  readonly spreadMs: number;
}

export const DEFAULT_TIMING: GatewayTiming = {
  takeOverPingMs: 5_000,
  pingEveryMs: 30_000,
  seenEveryMs: 5_000,
  pollEveryMs: 10_000,
  drainMs: 8_000,
  spreadMs: 2_000,
};

/** What the gateway is started with. */
export interface GatewayOptions {
  readonly context: Context;
  /** Names this process in the stations' rows. The same after a restart, so that what a crash left behind is found. */
  readonly gatewayId: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Profile 2 without TLS, for simulators on this machine (SEC-25). */
  readonly allowUnencrypted: boolean;
  /** Proxies in front of us that may be believed about address and TLS (SEC-61). */
  readonly trustedProxies: number;
  readonly dataTransfer: readonly DataTransferRoute[];
  readonly timing?: Partial<GatewayTiming>;
  readonly limits?: Partial<PeerLimits>;
}

/** What the parts of a running gateway share. */
export interface GatewayScope extends Omit<GatewayOptions, "timing"> {
  readonly timing: GatewayTiming;
  readonly journal: JournalWriter;
}
