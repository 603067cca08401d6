import type { ConnectionVersion, PeerEndpoint, PeerRole } from "./connection.model";
import type { SubscriptionActor } from "./subscription.model";

/** What a finished handshake has told us about the partner. */
export interface PeerFacts {
  /** The token with which we call the partner from now on. */
  readonly token: string;
  readonly versionsUrl: string;
  readonly version: ConnectionVersion;
  readonly endpoints: readonly PeerEndpoint[];
  readonly roles: readonly PeerRole[];
  /** The spelling of the token that the partner accepted; null when unknown. */
  readonly encoding: "base64" | "raw" | null;
}

/** A connection, and who acts on it. */
export interface RegistrationRef {
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly by: SubscriptionActor;
}

/** A handshake under way. Its id is the key without which nothing of it can be stored. */
export interface HandshakeClaim extends RegistrationRef {
  readonly handshakeId: string;
}

/** A token of ours for the partner, already valid: the partner uses it while our request is still open. */
export interface PreparedToken {
  readonly credentialId: string;
  readonly token: string;
}
