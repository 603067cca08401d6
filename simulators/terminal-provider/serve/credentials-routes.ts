import { endConnection, HandshakeError, readPeerVersions } from "../client/handshake";
import { newToken } from "../provider";
import { readCredentials, writeCredentials } from "../wire/credentials.rules";
import { afterConnect } from "./after-connect";
import { type Answer, type Call, done, invalid, notAllowed, unauthorised } from "./answer";

/** The credentials module as we serve it (credentials 7.2). */
export async function serveCredentials(call: Call): Promise<Answer> {
  const { provider, method, token } = call;
  const registered = provider.state.connection.status === "connected" && token.kind === "peer";
  switch (method) {
    case "GET":
      return done({ data: credentials(call, token.value) });
    case "POST":
      return registered ? notAllowed("already registered; use PUT") : takeCredentials(call);
    case "PUT":
      return registered ? takeCredentials(call) : notAllowed("not registered; use POST");
    case "DELETE":
      if (!registered) return notAllowed("not registered");
      endConnection(provider);
      return done();
    default:
      return notAllowed();
  }
}

const credentials = ({ provider, version }: Call, token: string) =>
  writeCredentials(version, token, provider.versionsUrl, provider.party);

/**
 * POST and PUT: before we answer, we read the CPO's versions and details with its new token (7.1.1, step 4). Then the
 * token that it used for this call is dead: token A at once; with PUT the old one lives on until the new one is used.
 */
async function takeCredentials(call: Call): Promise<Answer> {
  const { provider, version, token, method } = call;
  const { connection } = provider.state;
  const theirs = readCredentials(call.body);
  if (theirs === null) return invalid("token, url and a party are required");

  let endpoints: Awaited<ReturnType<typeof readPeerVersions>>["endpoints"];
  try {
    ({ endpoints } = await readPeerVersions(provider, theirs.url, theirs.token, version));
  } catch (error) {
    const reason = error instanceof HandshakeError ? error.message : "cannot use your API";
    return invalid(reason, reason.includes("no version in common") ? 3002 : 3001);
  }
  if (!endpoints.some(({ identifier }) => identifier === "credentials")) {
    return invalid("your version details name no credentials endpoint", 3003);
  }
  // While we were reading, another call may have used token A up.
  const stillValid =
    token.kind === "issued"
      ? connection.issuedToken === token.value
      : connection.inboundTokens.includes(token.value);
  if (!stillValid || provider.state.connection !== connection)
    return unauthorised("the token was used already");

  const fresh = newToken();
  Object.assign(connection, {
    status: "connected",
    version,
    issuedToken: null,
    inboundTokens: method === "PUT" ? [token.value, fresh] : [fresh],
    outboundToken: theirs.token,
    peerVersionsUrl: theirs.url,
    peerEndpoints: [...endpoints],
    peerParties: [...theirs.parties],
    lastError: null,
  });
  provider.world.changed();
  return done({
    data: credentials(call, fresh),
    ...(method === "POST" && { after: () => afterConnect(provider) }),
  });
}
