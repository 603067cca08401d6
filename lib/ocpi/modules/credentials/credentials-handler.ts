import { AppError } from "@/lib/core/errors";
import { acceptRegistration } from "@/lib/subscriptions/accept-registration";
import { admitHandshake } from "@/lib/subscriptions/admit-handshake";
import { endHandshake } from "@/lib/subscriptions/end-handshake";
import type { HandshakeClaim, PeerFacts, RegistrationRef } from "@/lib/subscriptions/registration.model";
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
 * answered, the partner's versions and details are read with its new token. While a handshake is under way, ours or the
 * partner's own, POST and PUT are answered with 3000: try again. DELETE always counts.
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
  const claim = await admit(deps, ref, step);
  if ("situation" in claim) return { ...claim, problems };
  try {
    return { ...(await exchangeTokens(deps, caller, claim, { request, credentials: read.value })), problems };
  } finally {
    await endHandshake(deps.context, claim);
  }
}

/** The connection, for this handshake alone; or the answer that tells the partner to try again. */
async function admit(
  deps: OcpiDeps,
  ref: RegistrationRef,
  step: string,
): Promise<HandshakeClaim | OcpiAnswer> {
  try {
    return await admitHandshake(deps.context, ref);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "handshake_running")) throw error;
    const isOurs = error.details.startedBy === "us";
    const detail = isOurs ? "our own handshake" : "another handshake of the partner";
    await noteFault({ deps, ref }, { code: "handshake_running", step, detail, mayHaveArrived: false });
    const whose = isOurs ? "A handshake of ours" : "Another handshake of yours";
    return {
      situation: "busy",
      message: `${whose} is under way. Nothing was changed. Try again in a minute.`,
    };
  }
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
  claim: HandshakeClaim,
  { request, credentials }: { readonly request: OcpiRequest; readonly credentials: Credentials },
): Promise<OcpiAnswer> {
  const { connection, credential } = caller;
  const handshake = handshakeWith(deps, claim, connection, credentials.token);
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
    const token = await acceptRegistration(deps.context, claim, { credential, peer });
    return { situation: "done", data: ownCredentials(connection, token, request.version) };
  } catch (error) {
    if (!(error instanceof AppError && error.kind === "conflict")) throw error;
    // While we were reading, a person or the partner has ended the registration.
    if (error.code === "handshake_overtaken")
      await noteFault(handshake, { code: "handshake_overtaken", step, detail: "", mayHaveArrived: false });
    return { ...REFUSED, message: "This token has been used, or the registration has ended." };
  }
}

async function endRegistration(deps: OcpiDeps, caller: Caller): Promise<OcpiAnswer> {
  await unregisterPartner(deps.context, refOf(caller));
  return { situation: "done" };
}
