import { AppError } from "@/lib/core/errors";
import { acceptRegistration } from "@/lib/subscriptions/accept-registration";
import type { PeerFacts, RegistrationRef } from "@/lib/subscriptions/registration.model";
import { REGISTERED_STATES } from "@/lib/subscriptions/subscription.model";
import { unregisterPartner } from "@/lib/subscriptions/unregister-partner";
import type { Credentials } from "../../canonical/connection.model";
import { PEER_MESSAGE } from "../../exchange/outbound/outbound.model";
import type { Caller, OcpiAnswer, OcpiDeps, OcpiHandler, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import type { HandshakeFault } from "./handshake.model";
import { handshakeWith, noteFault, noteStep } from "./handshake-call";
import { hasAgreedParty, partyText, rolesOf } from "./judge-peer.rules";
import { ownCredentials } from "./own-credentials";
import { readPlatform } from "./read-platform";

const REFUSED: OcpiAnswer = { situation: "method_not_allowed" };

/**
 * The credentials module as we serve it, in all versions (OCPI credentials). A registration token may register once; a
 * registered partner may read, rotate and end its registration. In the wrong state the answer is 405. Before POST and PUT are
 * answered, the partner's versions and details are read with its new token.
 */
export const handleCredentials: OcpiHandler = async (deps, caller, request) => {
  if (request.segments.length > 0) return { situation: "no_such_resource" };
  const { connection, credential } = caller;
  const isRegistered = credential.purpose === "PARTNER" && REGISTERED_STATES.includes(connection.state);
  switch (request.method) {
    case "GET":
      return { situation: "done", data: ownCredentials(connection, caller.token, request.version) };
    case "POST":
      if (credential.purpose === "PARTNER") return { ...REFUSED, message: "Registered already. Use PUT." };
      return takeCredentials(deps, caller, request);
    case "PUT":
      if (!isRegistered) return { ...REFUSED, message: "Not registered. Use POST." };
      return takeCredentials(deps, caller, request);
    case "DELETE":
      if (!isRegistered) return { ...REFUSED, message: "Not registered." };
      return endRegistration(deps, caller);
    default:
      return REFUSED;
  }
};

function refOf({ connection }: Caller): RegistrationRef {
  return {
    clientId: connection.clientId,
    subscriptionId: connection.subscriptionId,
    by: { actor: "provider", byName: connection.name },
  };
}

async function takeCredentials(deps: OcpiDeps, caller: Caller, request: OcpiRequest): Promise<OcpiAnswer> {
  const { connection } = caller;
  const ref = refOf(caller);
  const step = `${request.method} credentials`;
  const read = codecOf(request.version).readCredentials(request.body);
  const problems = read.notes.map(({ path, code }) => `${path}: ${code}`);
  const refuse = async (
    fault: Pick<HandshakeFault, "code" | "detail">,
    answer: OcpiAnswer,
  ): Promise<OcpiAnswer> => {
    await noteFault({ deps, ref }, { ...fault, step, mayHaveArrived: true });
    return { ...answer, problems };
  };
  if (!read.ok)
    return refuse(
      { code: "credentials_unreadable", detail: problems.join("; ") },
      { situation: "invalid", message: `The credentials can not be used: ${problems.join("; ")}` },
    );
  if (connection.version !== null && connection.version !== request.version)
    return refuse(
      { code: "no_common_version", detail: `agreed ${connection.version}, called ${request.version}` },
      { situation: "unsupported_version", message: `This connection is agreed on ${connection.version}.` },
    );
  if (!hasAgreedParty(connection, read.value.roles)) {
    const agreed = partyText(connection);
    return refuse(
      { code: "wrong_party", detail: `agreed ${agreed}, sent ${read.value.roles.map(partyText).join(", ")}` },
      { situation: "invalid", message: `The agreed party ${agreed} is not among the roles.` },
    );
  }
  return { ...(await exchangeTokens(deps, caller, request, read.value)), problems };
}

/** What a partner is told when we can not use its platform: never why an address was refused (SEC-46). */
function platformAnswer({ code, detail }: HandshakeFault): OcpiAnswer {
  if (code === "no_common_version") return { situation: "unsupported_version", message: detail };
  if (code === "modules_missing") return { situation: "missing_endpoints", message: `Missing: ${detail}` };
  if (code === "no_credentials_endpoint")
    return { situation: "missing_endpoints", message: "Missing: credentials" };
  const isAddress = code === "unreachable" || code === "host_not_approved";
  const message = isAddress ? PEER_MESSAGE : "Your versions or version details could not be read.";
  return { situation: "client_api_unusable", message };
}

async function exchangeTokens(
  deps: OcpiDeps,
  caller: Caller,
  request: OcpiRequest,
  credentials: Credentials,
): Promise<OcpiAnswer> {
  const { connection, credential } = caller;
  const ref = refOf(caller);
  const handshake = handshakeWith(deps, ref, connection, credentials.token);
  const step = `${request.method} credentials`;
  const sentence = `The partner sent its token and its versions address (${credentials.roles.map(partyText).join(", ")}).`;
  await noteStep(handshake, step, { url: credentials.url, sentence });
  const platform = await readPlatform(handshake, credentials.url, request.version);
  if (!platform.ok) {
    await noteFault(handshake, platform.fault);
    return platformAnswer(platform.fault);
  }
  const peer: PeerFacts = {
    ...platform.value,
    token: credentials.token,
    versionsUrl: credentials.url,
    roles: rolesOf(credentials),
  };
  try {
    const token = await acceptRegistration(deps.context, ref, { credential, peer });
    return { situation: "done", data: ownCredentials(connection, token, request.version) };
  } catch (error) {
    // While we were reading, another request has used the token, or a person has ended the connection.
    if (error instanceof AppError && error.kind === "conflict")
      return { ...REFUSED, message: "This token has been used." };
    throw error;
  }
}

async function endRegistration(deps: OcpiDeps, caller: Caller): Promise<OcpiAnswer> {
  await unregisterPartner(deps.context, refOf(caller));
  return { situation: "done" };
}
