import { env } from "@/lib/env";
import { writeJournal } from "@/lib/journal/write-journal";
import { readEnvelope } from "@/lib/ocpi/exchange/envelope.rules";
import { messageContext } from "@/lib/ocpi/modules/payments/message-context";
import { journaledCall } from "@/lib/ocpi/partner/journaled-call";
import { rememberEncoding } from "@/lib/ocpi/partner/open-partner";
import {
  answerEntry,
  type ExchangeAbout,
  requestEntry,
  statusText,
} from "@/lib/ocpi/partner/wire-message.rules";
import { queuePush } from "@/lib/ocpi/push/queue-push";
import { handleOcpiRequest } from "@/lib/ocpi/server/handle-request";
import { chooseVersion } from "@/lib/ocpi/versions/registry";
import { decodeVersionList } from "@/lib/ocpi/wire/decode-connection.rules";
import type { StepKey } from "../steps.model";
import type { Act, ActCall } from "./act.model";

async function get({ deps, opened }: ActCall, module: "versions" | "details", url: string): Promise<unknown> {
  const { connection, access } = opened;
  const { clientId, subscriptionId } = connection;
  const context = messageContext(deps.context, connection);
  const { result, encoding } = await journaledCall(
    deps,
    { clientId, subscriptionId, access },
    { method: "GET", url, kind: "configuration", context },
    { module },
  );
  await rememberEncoding(deps.context, connection, encoding);
  if (!result.ok) return undefined;
  const envelope = readEnvelope(result.status, result.body);
  return envelope.ok ? envelope.data : undefined;
}

/** Reads the partner's versions and the details of the agreed one, as in a handshake, with the token that counts now. */
const readPartner: Act = async (call) => {
  const { peerVersionsUrl, version } = call.opened.connection;
  if (peerVersionsUrl === null) return "The partner has named no versions address.";
  const data = await get(call, "versions", peerVersionsUrl);
  const list = decodeVersionList(data);
  if (list.kind === "details") {
    // Some partners name the address of the details.
    await get(call, "details", peerVersionsUrl);
    return null;
  }
  if (list.kind !== "versions") return data === undefined ? null : "The list of versions can not be read.";
  const chosen = chooseVersion(list.versions, version);
  if (chosen === null) return `The partner does not offer ${version ?? "a common version"} any more.`;
  await get(call, "details", chosen.url);
  return null;
};

/** A network that belongs to nobody (RFC 5737), so that the limit on wrong tokens keeps nobody out. */
const SELF_CHECK_FROM = "192.0.2.1";

/**
 * Asks our own versions with a made-up token, through the same door as a partner. Such a caller is nobody's, so the exchange
 * is written into this connection's journal here; its correlation id is the run's.
 */
const tryWrongToken: Act = async ({ deps, opened, facts }) => {
  const { context } = deps;
  const { clientId, subscriptionId } = opened.connection;
  const url = `${env().PUBLIC_URL.replace(/\/+$/, "")}/api/ocpi/versions`;
  const token = Buffer.from(context.random.bytes(24)).toString("base64url");
  const given = new Map([
    ["authorization", `Token ${token}`],
    ["x-correlation-id", facts.run.id],
  ]);
  const headers = { get: (name: string) => given.get(name.toLowerCase()) ?? null };
  const startedAt = context.clock.now();
  const answer = await handleOcpiRequest(deps, {
    method: "GET",
    url,
    path: ["versions"],
    query: new URLSearchParams(),
    headers,
    body: "",
    remote: SELF_CHECK_FROM,
  });
  const about: ExchangeAbout = {
    clientId,
    subscriptionId,
    messageId: context.ids.next(),
    correlationId: facts.run.id,
    method: "GET",
    module: "versions",
  };
  const at = context.clock.now();
  const problems = ["asked by the conformance run itself, with a made-up token"];
  const names = new Map(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]));
  await writeJournal(
    context,
    requestEntry(about, { at: startedAt, direction: "IN", url, headers, body: "", problems }),
  );
  await writeJournal(
    context,
    answerEntry(about, {
      at,
      direction: "OUT",
      status: statusText(answer.status, JSON.parse(answer.body.toString())),
      latencyMs: at.getTime() - startedAt.getTime(),
      headers: { get: (name) => names.get(name.toLowerCase()) ?? null },
      body: answer.body.toString(),
    }),
  );
  return null;
};

/** Tells the partner the status of the run's charging point once more. */
const pushStatus: Act = async ({ deps, opened, facts }) => {
  const { clientId, subscriptionId } = opened.connection;
  const { evseId, locationId } = facts.run.setup.evse;
  await deps.context.db.withClient(clientId, (tx) =>
    queuePush(tx, deps.context, {
      clientId,
      subscriptionId,
      kind: "evse",
      objectId: evseId,
      parentId: locationId,
    }),
  );
  return null;
};

/** Uses the new token once there is one. */
const useNewToken: Act = async (call) => {
  const { exchanges, step } = call.facts;
  const since = step.startedAt ?? call.facts.now;
  const isRotated = exchanges.some(
    ({ module, method, at }) => module === "credentials" && method === "PUT" && at >= since,
  );
  return isRotated ? readPartner(call) : null;
};

/** What we do ourselves for a step; the other steps only watch. */
export const OUR_ACTS: Readonly<Partial<Record<StepKey, Act>>> = {
  partner_versions: readPartner,
  wrong_token: tryWrongToken,
  location_pushed: pushStatus,
  rotation: useNewToken,
};
