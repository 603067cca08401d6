import { newToken, type Provider } from "../provider";
import { emptyConnection } from "../provider-state.model";
import { readCredentials, writeCredentials } from "../wire/credentials.rules";
import { isRecord, text } from "../wire/envelope.rules";
import {
  commonVersion,
  type Endpoint,
  findEndpoint,
  isOcpiVersion,
  type OcpiVersion,
} from "../wire/versions.rules";
import { callPeer, failureText, isSuccess, type PeerAnswer } from "./call-peer";

/** A step of the handshake failed; the message says which and why. */
export class HandshakeError extends Error {}

/** What the CPO offers in one version. */
export interface PeerDetails {
  readonly version: OcpiVersion;
  readonly endpoints: readonly Endpoint[];
}

function demand(answer: PeerAnswer, step: string): unknown {
  if (!isSuccess(answer)) throw new HandshakeError(`${step}: ${failureText(answer)}`);
  return answer.data;
}

function readEndpoints(data: unknown): Endpoint[] {
  const list = isRecord(data) && Array.isArray(data.endpoints) ? data.endpoints : [];
  return list.filter(isRecord).flatMap((row) => {
    const identifier = text(row.identifier);
    const url = text(row.url);
    const role = text(row.role);
    return identifier === null || url === null ? [] : [{ identifier, url, ...(role !== null && { role }) }];
  });
}

/**
 * GET versions, then GET the details of the wanted version, or of the highest that both speak
 * (version_information_endpoint 6.1, 6.2). Some peers hand out the address of the details: an object instead of a list.
 */
export async function readPeerVersions(
  provider: Provider,
  versionsUrl: string,
  token: string,
  wanted?: OcpiVersion,
): Promise<PeerDetails> {
  const get = (url: string) =>
    callPeer(provider, { method: "GET", url, module: "versions", token, ...(wanted && { version: wanted }) });
  const versions = demand(await get(versionsUrl), "GET versions");
  if (isRecord(versions) && isOcpiVersion(versions.version)) {
    return { version: versions.version, endpoints: readEndpoints(versions) };
  }
  const offers = (Array.isArray(versions) ? versions : [])
    .filter(isRecord)
    .map(({ version, url }) => ({ version, url }));
  const common = commonVersion(wanted === undefined ? provider.versions : [wanted], offers);
  if (common === null) throw new HandshakeError("GET versions: no version in common");
  const details = demand(await get(common.url), "GET version details");
  return { version: common.version, endpoints: readEndpoints(details) };
}

function credentialsUrl(details: PeerDetails): string {
  const url = findEndpoint(details.endpoints, "credentials", "RECEIVER");
  if (url === null) throw new HandshakeError("GET version details: no credentials endpoint");
  return url;
}

/** Sends our credentials and takes the CPO's. The new token is valid before the call: the CPO uses it meanwhile. */
async function exchangeCredentials(
  provider: Provider,
  method: "POST" | "PUT",
  details: PeerDetails,
  authToken: string,
): Promise<void> {
  const { connection } = provider.state;
  const { version } = details;
  const token = newToken();
  connection.inboundTokens = [...connection.inboundTokens, token];
  const answer = await callPeer(provider, {
    method,
    url: credentialsUrl(details),
    module: "credentials",
    version,
    token: authToken,
    body: writeCredentials(version, token, provider.versionsUrl, provider.party),
  });
  const credentials = isSuccess(answer) ? readCredentials(answer.data) : null;
  if (credentials === null) {
    // Only this one: the CPO may have given us others meanwhile.
    connection.inboundTokens = connection.inboundTokens.filter((kept) => kept !== token);
    const why = isSuccess(answer) ? "the answer holds no credentials" : failureText(answer);
    throw new HandshakeError(`${method} credentials: ${why}`);
  }
  // Calls with the token before may be under way: it stays until the CPO uses the new one.
  connection.inboundTokens = [...connection.inboundTokens.filter((kept) => kept !== token).slice(-1), token];
  connection.outboundToken = credentials.token;
  connection.peerVersionsUrl = credentials.url;
  connection.peerParties = [...credentials.parties];
  connection.peerEndpoints = [...details.endpoints];
  connection.version = version;
}

/** Keeps the reason of a failure where the page shows it. */
async function recorded(provider: Provider, work: () => Promise<void>, failed: "failed" | "connected") {
  const { connection } = provider.state;
  try {
    await work();
    connection.status = "connected";
    connection.lastError = null;
  } catch (error) {
    connection.status = failed;
    connection.lastError = error instanceof Error ? error.message : String(error);
    throw error;
  } finally {
    provider.world.changed();
  }
}

/** Registers with the CPO: it gave us token A and its versions address (credentials 7.1.1, we are the sender). */
export async function register(
  provider: Provider,
  from: { readonly versionsUrl: string; readonly token: string; readonly version?: OcpiVersion | undefined },
): Promise<void> {
  const { configuredToken, status } = provider.state.connection;
  if (status === "connected") throw new HandshakeError("already registered: rotate or unregister");
  provider.state.connection = { ...emptyConnection(), configuredToken, status: "registering" };
  await recorded(
    provider,
    async () => {
      const details = await readPeerVersions(provider, from.versionsUrl, from.token, from.version);
      await exchangeCredentials(provider, "POST", details, from.token);
    },
    "failed",
  );
}

/** New tokens for both sides by PUT credentials (7.1.2). With `version`, also a switch of version. */
export async function rotate(provider: Provider, version?: OcpiVersion): Promise<void> {
  const { connection } = provider.state;
  const current = provider.connectedVersion();
  const { peerVersionsUrl, outboundToken } = connection;
  if (peerVersionsUrl === null || outboundToken === null) throw new HandshakeError("no address of the CPO");
  await recorded(
    provider,
    async () => {
      const details = await readPeerVersions(provider, peerVersionsUrl, outboundToken, version ?? current);
      await exchangeCredentials(provider, "PUT", details, outboundToken);
    },
    "connected",
  );
}

/** DELETE credentials: neither side may call the other from now on (7.2.5). */
export async function unregister(provider: Provider): Promise<void> {
  const version = provider.connectedVersion();
  const { connection } = provider.state;
  const url = credentialsUrl({ version, endpoints: connection.peerEndpoints });
  const answer = await callPeer(provider, { method: "DELETE", url, module: "credentials" });
  demand(answer, "DELETE credentials");
  endConnection(provider);
}

/** Forgets tokens and endpoints, keeps parties and version for the record. */
export function endConnection(provider: Provider): void {
  const { connection } = provider.state;
  Object.assign(connection, { status: "ended", inboundTokens: [], outboundToken: null, issuedToken: null });
  provider.world.changed();
}

/** Makes a token A with which the CPO registers with us; a connection that exists is given up without telling. */
export function issueToken(provider: Provider, token = newToken()): { token: string; versionsUrl: string } {
  const { configuredToken } = provider.state.connection;
  provider.state.connection = { ...emptyConnection(), configuredToken, status: "issued", issuedToken: token };
  provider.world.changed();
  return { token, versionsUrl: provider.versionsUrl };
}
