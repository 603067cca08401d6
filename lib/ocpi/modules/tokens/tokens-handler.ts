import type { Tx } from "@/lib/db/database";
import type { Token } from "../../canonical/token.model";
import { TOKEN_TYPES, type TokenType } from "../../canonical/words.model";
import { isJsonObject, type JsonObject } from "../../exchange/codec.model";
import { isPartyOfConnection, type Party, partyOf } from "../../exchange/headers.rules";
import { agreesWithUrl, applyPatch } from "../../exchange/merge.rules";
import { noteTexts } from "../../server/answers.rules";
import { rolesOf } from "../../server/parties.rules";
import type { Caller, OcpiAnswer, OcpiDeps, OcpiHandler, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import { hasMark } from "../ad-hoc-token.rules";
import { findToken } from "./token.queries";
import { lockToken, putToken, type TokenKey } from "./token.store";

interface TokenCall {
  readonly deps: OcpiDeps;
  readonly caller: Caller;
  readonly request: OcpiRequest;
  readonly owner: Party;
  readonly uid: string;
  readonly type: TokenType;
  readonly key: TokenKey;
}

const AD_HOC: OcpiAnswer = { situation: "invalid", message: "ad-hoc tokens are taken in START_SESSION only" };

/**
 * GET, PUT and PATCH /tokens/{country_code}/{party_id}/{token_uid}?type= (OCPI tokens, Receiver). Kept for partners that insist
 * on the module; our stations accept no cards. Ad-hoc tokens are neither taken nor given here, whatever they call themselves
 * (SEC-83).
 */
export const handleTokens: OcpiHandler = async (deps, caller, request) => {
  const [country, partyId, uid, ...more] = request.segments;
  if (uid === undefined || more.length > 0) return { situation: "no_such_resource" };
  const owner = partyOf(country ?? null, partyId ?? null);
  if (owner === null || !isPartyOfConnection(owner, rolesOf(caller.connection)))
    return { situation: "foreign_owner", message: "this party is not yours" };
  const wanted = (request.query.get("type") ?? "RFID").toUpperCase();
  const type = TOKEN_TYPES.find((word) => word === wanted);
  if (type === undefined || uid.length > 36) return { situation: "invalid", message: "no such token type" };
  const { subscriptionId } = caller.connection;
  const key = { subscriptionId, ...owner, uidKey: uid.toUpperCase(), type };
  const call: TokenCall = { deps, caller, request, owner, uid, type, key };
  switch (request.method) {
    case "GET":
      return get(call);
    case "PUT":
      return put(call);
    case "PATCH":
      return patch(call);
    default:
      return { situation: "method_not_allowed" };
  }
};

function isAdHoc({ connection }: Caller, token: Pick<Token, "uid" | "type">): boolean {
  const { mark } = connection;
  return token.type === "AD_HOC_USER" || (mark !== null && hasMark(token.uid, mark));
}

const inClient = <T>({ deps, caller }: TokenCall, work: (tx: Tx) => Promise<T>): Promise<T> =>
  deps.context.db.withClient(caller.connection.clientId, work);

async function get(call: TokenCall): Promise<OcpiAnswer> {
  const found = isAdHoc(call.caller, call) ? null : await inClient(call, (tx) => findToken(tx, call.key));
  return found === null
    ? { situation: "no_such_token", message: "no such token" }
    : { situation: "done", data: found };
}

/** Reads a token that is to be stored; an answer when it must not be. */
function judge(call: TokenCall, body: unknown): JsonObject | OcpiAnswer {
  const { caller, request, owner, uid, type } = call;
  const read = codecOf(request.version).readToken(body, owner);
  const problems = noteTexts(read.notes);
  if (!read.ok || !isJsonObject(body))
    return { situation: "invalid", message: problems.join(", "), problems };
  if (isAdHoc(caller, read.value) || isAdHoc(caller, { uid, type })) return AD_HOC;
  const url = { uid, country_code: owner.countryCode, party_id: owner.partyId, type };
  if (!agreesWithUrl(url, body))
    return { situation: "invalid", message: "the body is not the token of the URL" };
  return Object.fromEntries(Object.entries(body).filter(([name]) => MEMBERS.includes(name)));
}

/** What a token has in some version; what else comes is not kept. */
const MEMBERS = [
  "country_code",
  "party_id",
  "uid",
  "type",
  "auth_id",
  "contract_id",
  "visual_number",
  "issuer",
  "group_id",
  "valid",
  "whitelist",
  "language",
  "default_profile_type",
  "energy_contract",
  "last_updated",
];

const isAnswer = (value: JsonObject | OcpiAnswer): value is OcpiAnswer =>
  "situation" in value && typeof value.situation === "string";

async function put(call: TokenCall): Promise<OcpiAnswer> {
  const judged = judge(call, call.request.body);
  if (isAnswer(judged)) return judged;
  return inClient(call, async (tx) => {
    const before = await lockToken(tx, call.key);
    await putToken(tx, call.caller.connection.clientId, call.key, judged, call.request.now);
    return { situation: before === null ? "created" : "done" };
  });
}

async function patch(call: TokenCall): Promise<OcpiAnswer> {
  const { body, version, now } = call.request;
  if (!isJsonObject(body)) return { situation: "invalid", message: "the body must be an object" };
  return inClient(call, async (tx) => {
    const stored = isAdHoc(call.caller, call) ? null : await lockToken(tx, call.key);
    if (stored === null) return { situation: "no_such_token", message: "no such token" };
    const patched = applyPatch(version, stored, body, ["uid", "country_code", "party_id", "type"]);
    if (!patched.ok) return { situation: "invalid", message: patched.reason };
    const judged = judge(call, patched.object);
    if (isAnswer(judged)) return judged;
    await putToken(tx, call.caller.connection.clientId, call.key, judged, now);
    return { situation: "done" };
  });
}
