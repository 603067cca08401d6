import { AppError } from "@/lib/core/errors";
import { type BegunHandshake, beginHandshake } from "@/lib/subscriptions/begin-handshake";
import { completeRegistration } from "@/lib/subscriptions/complete-registration";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import { endHandshake } from "@/lib/subscriptions/end-handshake";
import { findPeerTokenCipher } from "@/lib/subscriptions/peer-token.queries";
import { preparePartnerToken } from "@/lib/subscriptions/prepare-partner-token";
import type { HandshakeClaim } from "@/lib/subscriptions/registration.model";
import { withdrawPartnerToken } from "@/lib/subscriptions/withdraw-partner-token";
import type { Principal } from "@/lib/tenants/access.model";
import { endpointOf } from "../../partner/open-partner";
import type { OcpiDeps } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import type { HandshakeFault, HandshakeResult, Outcome, PeerPlatform } from "./handshake.model";
import { type Handshake, handshakeCall, handshakeWith, noteFault, noteStep } from "./handshake-call";
import { faultAdvice, faultSentence } from "./handshake-words.rules";
import { hasAgreedParty, partyText, rolesOf } from "./judge-peer.rules";
import { ownCredentials } from "./own-credentials";
import { readPlatform } from "./read-platform";

type Kind = "register" | "rotate";

/**
 * Our side of the handshake: reads the partner's versions and details, keeps a token for it, sends our credentials and takes
 * its answer. POST for the first time, PUT for new tokens. When the partner refuses, our new token is withdrawn and everything
 * is as before; when the answer is lost, both tokens stay valid, because the partner may use either (SEC-78, REL-106). An answer
 * that comes after the partner has ended or renewed the registration itself is not taken.
 */
export async function sendCredentials(
  deps: OcpiDeps,
  principal: Principal,
  subscriptionId: string,
  kind: Kind,
): Promise<HandshakeResult> {
  const begun = await beginHandshake(deps.context, principal, subscriptionId, kind);
  try {
    const handshake = await openHandshake(deps, begun);
    const outcome = await exchange(handshake, kind);
    if (!outcome.ok) {
      await noteFault(handshake, outcome.fault);
      return { ok: false, sentence: faultSentence(outcome.fault), advice: adviceFor(outcome.fault, kind) };
    }
    const words = kind === "register" ? "Registered at the partner" : "New tokens on both sides";
    return { ok: true, sentence: `${words}, OCPI ${outcome.value.version}.` };
  } finally {
    await endHandshake(deps.context, begun);
  }
}

/** A handshake of ours: the partner's versions address, and the claim that is needed to store anything. */
interface OurHandshake extends Handshake {
  readonly ref: HandshakeClaim;
  readonly versionsUrl: string;
  readonly agreedVersion: BegunHandshake["agreedVersion"];
}

async function openHandshake(
  deps: OcpiDeps,
  { agreedVersion, ...ref }: BegunHandshake,
): Promise<OurHandshake> {
  const { connection, cipher } = await deps.context.db.withClient(ref.clientId, async (tx) => ({
    connection: await findConnection(tx, ref.subscriptionId),
    cipher: await findPeerTokenCipher(tx, ref.subscriptionId),
  }));
  const versionsUrl = connection?.peerVersionsUrl;
  if (!connection || !cipher || !versionsUrl)
    throw new AppError("precondition", "peer_token_missing", "the partner's token is not known");
  const handshake = handshakeWith(deps, ref, connection, deps.context.secrets.open(cipher));
  return { ...handshake, ref, versionsUrl, agreedVersion };
}

async function exchange(handshake: OurHandshake, kind: Kind): Promise<Outcome<PeerPlatform>> {
  const platform = await readPlatform(handshake, handshake.versionsUrl, handshake.agreedVersion);
  if (!platform.ok) return platform;
  const url = endpointOf({ peerEndpoints: platform.value.endpoints }, "credentials", "SENDER");
  const step = kind === "register" ? "POST credentials" : "PUT credentials";
  if (url === null)
    return { ok: false, fault: { code: "no_credentials_endpoint", step, detail: "", mayHaveArrived: false } };
  const method = kind === "register" ? "POST" : "PUT";
  try {
    return await offerToken(handshake, platform.value, { step, url, method });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "handshake_overtaken")) throw error;
    return { ok: false, fault: { code: "handshake_overtaken", step, detail: "", mayHaveArrived: true } };
  }
}

async function offerToken(
  handshake: OurHandshake,
  platform: PeerPlatform,
  call: { readonly step: string; readonly url: string; readonly method: "POST" | "PUT" },
): Promise<Outcome<PeerPlatform>> {
  const { deps, ref, connection } = handshake;
  const { version, encoding } = platform;
  const prepared = await preparePartnerToken(deps.context, ref, call.method === "POST" ? version : null);
  const known = { ...handshake, access: { ...handshake.access, version, rememberedEncoding: encoding } };
  const answer = await handshakeCall(known, call.step, {
    method: call.method,
    url: call.url,
    body: ownCredentials(connection, prepared.token, version),
  });
  if (!answer.ok) {
    if (!answer.fault.mayHaveArrived) await withdrawPartnerToken(deps.context, ref, prepared.credentialId);
    return answer;
  }
  const taken = takeAnswer(connection, call.step, platform, answer.value.data);
  if (!taken.ok) return taken;
  const { token, url: versionsUrl, roles } = taken.value;
  await noteStep(known, call.step, {
    url: call.url,
    sentence: `The partner took our token …${prepared.token.slice(-4)} and gave us its own …${token.slice(-4)}.`,
  });
  const peer = { ...platform, token, versionsUrl, roles, encoding: answer.value.encoding ?? encoding };
  const { credentialId } = prepared;
  await completeRegistration(deps.context, ref, { credentialId, peer });
  return { ok: true, value: platform };
}

function takeAnswer(
  connection: Connection,
  step: string,
  { version }: PeerPlatform,
  data: unknown,
): Outcome<{ token: string; url: string; roles: ReturnType<typeof rolesOf> }> {
  const read = codecOf(version).readCredentials(data);
  const fault = (code: HandshakeFault["code"], detail: string) =>
    ({ ok: false, fault: { code, step, detail, mayHaveArrived: true } }) as const;
  if (!read.ok)
    return fault("credentials_unreadable", read.notes.map(({ path, code }) => `${path}: ${code}`).join("; "));
  if (!hasAgreedParty(connection, read.value.roles))
    return fault(
      "wrong_party",
      `agreed ${partyText(connection)}, sent ${read.value.roles.map(partyText).join(", ")}`,
    );
  return { ok: true, value: { token: read.value.token, url: read.value.url, roles: rolesOf(read.value) } };
}

/** What helps after a lost answer depends on who knows which token. */
function adviceFor(fault: HandshakeFault, kind: Kind): string {
  if (!(fault.mayHaveArrived && fault.code === "unreachable" && fault.step.endsWith(" credentials")))
    return faultAdvice(fault);
  return kind === "rotate"
    ? "The old and the new token both work. Rotate again when the partner is reachable."
    : "If the partner has taken our credentials, a change of tokens (PUT) from its side finishes the registration. Otherwise register again, with a new token of the partner.";
}
