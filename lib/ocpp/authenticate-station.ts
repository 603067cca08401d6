import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "@/lib/db/context";
import { confirmStationSecret } from "@/lib/locations/replace-station-secret";
import { findStationCredentials, type StationCredentials } from "@/lib/locations/station-presence";
import type { ConnectedStation } from "./connected-station.model";

/** Longest OCPP identity that is looked up (OCPP 2.x: 48 characters). */
const MAX_IDENTITY = 100;

/** Compared when there is nothing to compare with, so that the work is always the same (SEC-26). */
const NO_SECRET = Buffer.alloc(32);

export interface StationLogin {
  /** As it stands in the address, percent-decoded. */
  readonly identity: string;
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** True when the station's connection is encrypted up to us or up to a proxy that we trust. */
  readonly encrypted: boolean;
  /** Only for simulators on this machine: profile 2 without TLS. */
  readonly allowUnencrypted: boolean;
}

/** Why a login failed. For the log and the operator; the station always sees the same 401. */
export type LoginFailure =
  | "unknown_identity"
  | "no_password"
  | "wrong_password"
  | "retired"
  | "security_profile";

export type LoginResult =
  | { readonly kind: "admitted"; readonly station: ConnectedStation }
  | { readonly kind: "refused"; readonly reason: LoginFailure };

/**
 * HTTP Basic authentication of a station: profile 1 without and profile 2 with TLS (OCPP 1.6 security whitepaper §3, SEC-25).
 * The user name must be the identity of the address. Unknown identity, wrong and missing password cost the same work (SEC-26).
 * Stations with a hexadecimal AuthorizationKey may send its text or the bytes that it stands for.
 */
export async function authenticateStation(context: Context, login: StationLogin): Promise<LoginResult> {
  const presented = presentedSecret(login.identity, login.authorization);
  const known = await findStationCredentials(context, storable(login.identity));
  const given = presented ?? Buffer.alloc(0);
  const isCurrent = isSecret(given, known?.passwordHash ?? null);
  const isNext = isSecret(given, known?.pendingPasswordHash ?? null);
  const reason = failure(login, known, presented, isCurrent || isNext);
  if (reason !== null || !known || known.state === "RETIRED") {
    return { kind: "refused", reason: reason ?? "unknown_identity" };
  }
  const { stationId, clientId, state } = known;
  if (isNext) await confirmStationSecret(context, stationId);
  return { kind: "admitted", station: { stationId, clientId, identity: login.identity, approval: state } };
}

function failure(
  login: StationLogin,
  known: StationCredentials | null,
  presented: Buffer | null,
  matches: boolean,
): LoginFailure | null {
  if (!known) return "unknown_identity";
  if (presented === null) return "no_password";
  if (!matches) return "wrong_password";
  if (known.state === "RETIRED") return "retired";
  return isProfileMet(known.securityProfile, login) ? null : "security_profile";
}

/** Profile 0 does not exist here; profile 3 needs a client certificate, which Basic authentication can not replace. */
function isProfileMet(profile: number, { encrypted, allowUnencrypted }: StationLogin): boolean {
  if (profile === 1) return true;
  return profile === 2 && (encrypted || allowUnencrypted);
}

/** The bytes after `identity:`; null when the header is missing, of another kind, or for another user. */
function presentedSecret(identity: string, authorization: string | undefined): Buffer | null {
  const match = /^Basic\s+([A-Za-z0-9+/=_-]{1,1024})$/i.exec(authorization ?? "");
  if (!match?.[1]) return null;
  const decoded = Buffer.from(match[1], "base64");
  const user = Buffer.from(`${identity}:`, "utf8");
  if (decoded.length <= user.length || !decoded.subarray(0, user.length).equals(user)) return null;
  return decoded.subarray(user.length);
}

/** Compares the secret as sent, and as the hexadecimal text of the bytes that were sent. Every comparison is always made. */
function isSecret(presented: Buffer, storedHash: string | null): boolean {
  const isStored = storedHash !== null && /^[0-9a-f]{64}$/i.test(storedHash);
  const stored = isStored ? Buffer.from(storedHash, "hex") : NO_SECRET;
  const hex = presented.toString("hex");
  const equal = [presented, hex, hex.toUpperCase()].map((form) =>
    timingSafeEqual(createHash("sha256").update(form).digest(), stored),
  );
  return isStored && equal.includes(true);
}

/** An identity that PostgreSQL can compare: no NUL, no endless text. It matches nothing when it had to be changed. */
function storable(identity: string): string {
  return identity.replaceAll("\u0000", "\uFFFD").slice(0, MAX_IDENTITY + 1);
}
