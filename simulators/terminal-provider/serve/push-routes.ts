import type { ObjectModule } from "../provider-state.model";
import { followSession } from "../terminal/follow-session";
import { settleCdr } from "../terminal/settle";
import { sameParty } from "../wire/credentials.rules";
import { isRecord, type Json, patched, text } from "../wire/envelope.rules";
import { objectComplaints, patchComplaints } from "../wire/object-checks.rules";
import { joinUrl } from "../wire/versions.rules";
import { type Answer, type Call, created, done, invalid, notAllowed, notFound } from "./answer";

/** Body as an object, or the answer that refuses it. */
function objectBody(call: Call): Json | Answer {
  return isRecord(call.body) ? call.body : invalid("the body is not an object");
}

const isAnswer = (value: Json | Answer): value is Answer => "http" in value && "code" in value;

/** The owner in the path must be a party of the CPO, and the body must agree with the path (transport_and_format 4.1.6). */
function ownerProblem(call: Call, id: string, body: Json | null): Answer | null {
  const [countryCode = "", partyId = ""] = call.path;
  const { peerParties } = call.provider.state.connection;
  if (!peerParties.some((party) => sameParty(party, countryCode, partyId))) {
    return notFound(`no party ${countryCode} ${partyId}`);
  }
  if (body === null) return null;
  const said = { countryCode: text(body.country_code), partyId: text(body.party_id) };
  if (said.countryCode !== null && said.partyId !== null) {
    const owner = { countryCode: said.countryCode, partyId: said.partyId };
    if (!sameParty(owner, countryCode, partyId))
      return invalid("the party in the body is not the one in the path");
  }
  const bodyId = text(body.id ?? body.uid);
  return bodyId !== null && bodyId.toUpperCase() !== id.toUpperCase()
    ? invalid("the id in the body is not the one in the path")
    : null;
}

const stored = (call: Call, module: ObjectModule) => call.provider.state.objects[module];

function store(call: Call, module: ObjectModule, id: string, object: Json): void {
  stored(call, module).set(id, object);
  call.provider.world.changed();
}

/** PUT, PATCH and GET of a location, an EVSE or a connector (mod_locations 8.2.2). */
export function serveLocations(call: Call): Answer {
  const [, , id, evseUid, connectorId] = call.path;
  if (id === undefined || call.path.length > 5) return notFound("no such address");
  const body = call.method === "GET" ? null : objectBody(call);
  if (body !== null && isAnswer(body)) return body;
  const problem = ownerProblem(call, connectorId ?? evseUid ?? id, body);
  if (problem !== null) return problem;
  const location = stored(call, "locations").get(id);
  const evses = listOf(location?.evses);
  const evse = evses.find(({ uid }) => uid === evseUid);
  const connectors = listOf(evse?.connectors);
  const connector = connectors.find((candidate) => candidate.id === connectorId);
  const target = connectorId !== undefined ? connector : evseUid !== undefined ? evse : location;

  if (body === null) return target === undefined ? notFound("not known here", 2003) : done({ data: target });
  if (call.method !== "PUT" && call.method !== "PATCH") return notAllowed();
  if (call.method === "PATCH" && target === undefined) return notFound("not known here; use PUT", 2003);
  const next = call.method === "PUT" ? body : patched(target ?? {}, body);
  if (evseUid === undefined) store(call, "locations", id, next);
  else if (location === undefined) return invalid("unknown location", 2003);
  else if (connectorId === undefined) store(call, "locations", id, withEvse(location, evses, next, body));
  else if (evse === undefined) return invalid("unknown EVSE", 2003);
  else {
    const raised = { ...evse, connectors: replaced(connectors, "id", next), ...newer(body) };
    store(call, "locations", id, withEvse(location, evses, raised, body));
  }
  const kind = connectorId !== undefined ? "connector" : evseUid !== undefined ? "evse" : "location";
  const complaints =
    call.method === "PUT" ? objectComplaints(kind, body, call.version) : patchComplaints(body, call.version);
  return target === undefined ? created({ complaints }) : done({ complaints });
}

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const replaced = (list: readonly Json[], key: "id" | "uid", object: Json): Json[] =>
  list.some((old) => old[key] === object[key])
    ? list.map((old) => (old[key] === object[key] ? object : old))
    : [...list, object];

/** last_updated of the parents moves with the child (mod_locations 8.2.2.3). */
const newer = (body: Json): Json =>
  body.last_updated === undefined ? {} : { last_updated: body.last_updated };

const withEvse = (location: Json, evses: readonly Json[], evse: Json, body: Json): Json => ({
  ...location,
  evses: replaced(evses, "uid", evse),
  ...newer(body),
});

/** PUT, DELETE and GET of a tariff; PATCH only in 2.1.1 (mod_tariffs 11.2.2). */
export function serveTariffs(call: Call): Answer {
  const [, , id] = call.path;
  if (id === undefined || call.path.length > 3) return notFound("no such address");
  const known = stored(call, "tariffs").get(id);
  if (call.method === "GET" || call.method === "DELETE") {
    const problem = ownerProblem(call, id, null);
    if (problem !== null) return problem;
    if (known === undefined) return notFound("unknown tariff");
    if (call.method === "GET") return done({ data: known });
    stored(call, "tariffs").delete(id);
    call.provider.world.changed();
    return done();
  }
  if (call.method !== "PUT" && !(call.method === "PATCH" && call.version === "2.1.1")) return notAllowed();
  const body = objectBody(call);
  if (isAnswer(body)) return body;
  const problem = ownerProblem(call, id, body);
  if (problem !== null) return problem;
  if (call.method === "PATCH" && known === undefined) return notFound("unknown tariff");
  store(call, "tariffs", id, call.method === "PUT" ? body : patched(known ?? {}, body));
  const complaints = call.method === "PUT" ? objectComplaints("tariff", body, call.version) : [];
  return known === undefined ? created({ complaints }) : done({ complaints });
}

/** PUT, PATCH and GET of a session (mod_sessions 9.2.2). */
export function serveSessions(call: Call): Answer {
  const [, , id] = call.path;
  if (id === undefined || call.path.length > 3) return notFound("no such address");
  const known = stored(call, "sessions").get(id);
  if (call.method === "GET") {
    return (
      ownerProblem(call, id, null) ??
      (known === undefined ? notFound("unknown session") : done({ data: known }))
    );
  }
  if (call.method !== "PUT" && call.method !== "PATCH") return notAllowed();
  const body = objectBody(call);
  if (isAnswer(body)) return body;
  const problem = ownerProblem(call, id, body);
  if (problem !== null) return problem;
  if (call.method === "PATCH" && known === undefined) return notFound("unknown session; use PUT");
  const next = call.method === "PUT" ? { ...body, id } : patched(known ?? {}, body);
  store(call, "sessions", id, next);
  const after = () => followSession(call.provider, next);
  const complaints =
    call.method === "PUT"
      ? objectComplaints("session", body, call.version)
      : patchComplaints(body, call.version);
  return known === undefined ? created({ after, complaints }) : done({ after, complaints });
}

/** POST of a CDR, answered with its address in Location; GET reads it back (mod_cdrs 10.2.2). */
export function serveCdrs(call: Call): Answer {
  const [id] = call.path;
  if (call.method === "GET" && id !== undefined && call.path.length === 1) {
    const cdr = stored(call, "cdrs").get(id);
    return cdr === undefined ? notFound("unknown CDR") : done({ data: cdr });
  }
  if (call.method !== "POST" || id !== undefined) return notAllowed();
  const body = objectBody(call);
  if (isAnswer(body)) return body;
  const cdrId = text(body.id);
  if (cdrId === null || cdrId === "") return invalid("id is required");
  const complaints = objectComplaints("cdr", body, call.version);
  const { provider, version } = call;
  const first = !stored(call, "cdrs").has(cdrId);
  if (first) store(call, "cdrs", cdrId, body);
  const headers = { Location: joinUrl(`${provider.versionUrl(version)}/cdrs`, cdrId) };
  const after = first ? () => settleCdr(provider, body) : undefined;
  const parts = { headers, complaints, ...(after && { after }) };
  if (provider.faults.take("lostCdrAck") !== null) {
    return { ...parts, http: 500, code: 3000, message: "internal error", faults: ["lostCdrAck"] };
  }
  if (provider.faults.take("droppedCdrAck") !== null) {
    return done({ ...parts, wire: "close", faults: ["droppedCdrAck"] });
  }
  if (provider.faults.take("doubleCdrAck") !== null) {
    return created({ ...parts, wire: "twice", faults: ["doubleCdrAck"] });
  }
  return first ? created(parts) : done(parts);
}
