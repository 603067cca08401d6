import { isJsonObject } from "../../exchange/codec.model";
import { formatDateTime } from "../../exchange/dates.rules";
import { type Party, partyOf } from "../../exchange/headers.rules";
import { agreesWithUrl } from "../../exchange/merge.rules";
import { decodeWith } from "../../exchange/read.rules";
import { noteTexts } from "../../server/answers.rules";
import type { Caller, OcpiAnswer, OcpiDeps, OcpiHandler, OcpiRequest } from "../../server/server.model";
import { findParty } from "./party.queries";
import { putParty } from "./party.store";

const STATUSES = ["CONNECTED", "OFFLINE", "PLANNED", "SUSPENDED"] as const;

/** GET and PUT /hubclientinfo/{country_code}/{party_id} (OCPI hub client info, Receiver): which parties a hub reaches now. */
export const handleHubClientInfo: OcpiHandler = async (deps, caller, request) => {
  const [country, id, ...more] = request.segments;
  const party = partyOf(country ?? null, id ?? null);
  if (party === null || more.length > 0) return { situation: "no_such_resource" };
  if (request.method === "GET") return get(deps, caller, request, party);
  if (request.method === "PUT") return put(deps, caller, request, party);
  return { situation: "method_not_allowed" };
};

async function get(
  { context }: OcpiDeps,
  { connection }: Caller,
  { version }: OcpiRequest,
  party: Party,
): Promise<OcpiAnswer> {
  const { clientId, subscriptionId } = connection;
  const row = await context.db.withClient(clientId, (tx) => findParty(tx, { subscriptionId, ...party }));
  if (!row) return { situation: "no_such_resource", message: "no such party" };
  return {
    situation: "done",
    data: {
      party_id: row.partyId,
      country_code: row.countryCode,
      role: row.role,
      status: row.status,
      last_updated: formatDateTime(row.updatedAt, version),
    },
  };
}

async function put(
  { context }: OcpiDeps,
  { connection }: Caller,
  { body }: OcpiRequest,
  party: Party,
): Promise<OcpiAnswer> {
  const read = decodeWith(body, [], (reader) => {
    const status = reader.word("status", STATUSES, null);
    if (status === null) reader.fault("status", "missing", true);
    return {
      role: reader.requiredText("role", 16),
      status,
      updatedAt: reader.requiredInstant("last_updated"),
    };
  });
  const problems = noteTexts(read.notes);
  if (!read.ok || read.value.status === null)
    return { situation: "invalid", message: problems.join(", "), problems };
  const url = { country_code: party.countryCode, party_id: party.partyId };
  if (!isJsonObject(body) || !agreesWithUrl(url, body))
    return { situation: "invalid", message: "the body is not the party of the URL" };
  const { clientId, subscriptionId } = connection;
  const { role, status, updatedAt } = read.value;
  const isNew = await context.db.withClient(clientId, (tx) =>
    putParty(tx, { clientId, subscriptionId, ...party, role: role.toUpperCase(), status, updatedAt }),
  );
  return { situation: isNew ? "created" : "done", problems };
}
