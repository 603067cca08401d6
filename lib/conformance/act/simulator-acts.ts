import { env } from "@/lib/env";
import type { RunPlace } from "../conformance.model";
import { mainStart } from "../observe/verdict.rules";
import type { StepKey } from "../steps.model";
import type { Act, ActCall } from "./act.model";
import { ControlFault, controlCall } from "./control-call";
import { simulatedProvider } from "./simulator.rules";
import { moveStation } from "./station-acts";

/**
 * The partner's part, done by the simulated provider: we press its buttons, and it speaks OCPI to us like any other partner.
 * Nothing here is evidence; the observers see what came over the wire.
 */
async function press(
  call: ActCall,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const simulated = simulatedProvider(call.opened.connection, env().KERBWATT_MODE);
  if (simulated === null) throw new ControlFault("The partner is no simulated provider.");
  const base = `${simulated.control}/providers/${encodeURIComponent(simulated.providerId)}`;
  return controlCall(call, method, path === "" ? base : `${base}/${path}`, body);
}

const crawl =
  (module: "locations" | "tariffs"): Act =>
  async (call) => {
    await press(call, "POST", "crawl", { modules: [module] });
    return null;
  };

/** A token of this connection that nobody has used. */
function freshToken({ deps, opened, facts }: ActCall, change: { prefix?: string; type?: string } = {}) {
  const { mark } = opened.connection;
  const noise = Buffer.from(deps.context.random.bytes(8)).toString("hex");
  const adHoc = facts.run.version === "2.1.1" ? "OTHER" : "AD_HOC_USER";
  return {
    uid: `${change.prefix ?? mark?.prefix ?? ""}${mark?.separator ?? "-"}${noise}`,
    type: change.type ?? adHoc,
  };
}

/** START_SESSION of any content; `response_url` is the simulator's own. */
async function sendStart(
  call: ActCall,
  place: Pick<RunPlace, "locationId" | "evseId" | "connectorId">,
  token: { readonly uid: string; readonly type: string },
): Promise<null> {
  const { run } = call.facts;
  const since22 =
    run.version === "2.1.1"
      ? {}
      : { connector_id: place.connectorId, authorization_reference: `test-${token.uid.slice(-16)}` };
  const body = { token, location_id: place.locationId, evse_uid: place.evseId, ...since22 };
  await press(call, "POST", "commands", { command: "START_SESSION", body });
  return null;
}

async function terminalOf(call: ActCall): Promise<string> {
  const view = (await press(call, "GET", "")) as {
    terminals?: readonly { id?: unknown; active?: unknown }[];
  } | null;
  const ids = (view?.terminals ?? []).flatMap(({ id, active }) =>
    typeof id === "string" && active !== false ? [id] : [],
  );
  const known = call.facts.run.setup.terminals.map(({ terminalId }) => terminalId);
  const id = ids.find((candidate) => known.includes(candidate)) ?? ids[0];
  if (id === undefined) throw new ControlFault("The simulated provider has no terminal.");
  return id;
}

async function tap(call: ActCall, place: RunPlace): Promise<null> {
  const { locationId, evseId, connectorId } = place;
  const terminalId = await terminalOf(call);
  await press(call, "POST", "taps", { terminalId, locationId, evseUid: evseId, connectorId });
  return null;
}

const startAndRepeat: Act = async (call) => {
  if (mainStart(call.facts) !== null) return null;
  const { evse } = call.facts.run.setup;
  await moveStation(call, evse.evseId, "plug-in");
  // The second copy is what the step "a start that is repeated" waits for.
  await press(call, "PUT", "faults/duplicateStart", { times: 1, value: 2 });
  return tap(call, evse);
};

const stop: Act = async (call) => {
  const main = mainStart(call.facts);
  const taps = await press(call, "GET", "transactions");
  const found = (Array.isArray(taps) ? taps : []).find(
    (transaction: { sessionId?: unknown }) => transaction.sessionId === main?.sessionId,
  ) as { id?: unknown } | undefined;
  if (typeof found?.id !== "string") return "The simulated terminal does not know the session.";
  await press(call, "POST", `transactions/${encodeURIComponent(found.id)}/stop`, {});
  return null;
};

const foreignResponseUrl: Act = async (call) => {
  await press(call, "PUT", "faults/foreignResponseUrl", { times: 1 });
  return sendStart(call, call.facts.run.setup.evse, freshToken(call));
};

const putToken: Act = async (call) => {
  const { countryCode, partyId } = call.opened.connection;
  const token = freshToken(call);
  const now = call.facts.now.toISOString().replace(/\.\d+Z$/, "Z");
  const common = { ...token, issuer: "Simulator", valid: true, whitelist: "NEVER", last_updated: now };
  const body =
    call.facts.run.version === "2.1.1"
      ? { ...common, auth_id: token.uid }
      : { ...common, country_code: countryCode, party_id: partyId, contract_id: token.uid };
  const path = [countryCode ?? "", partyId ?? "", token.uid];
  const query = { type: token.type };
  await press(call, "POST", "requests", {
    method: "PUT",
    module: "tokens",
    role: "RECEIVER",
    path,
    query,
    body,
  });
  return null;
};

const reuseToken: Act = async (call) => {
  const { evse } = call.facts.run.setup;
  const main = mainStart(call.facts);
  await moveStation(call, evse.evseId, "unplug");
  return sendStart(call, evse, { ...freshToken(call), uid: main?.tokenUid ?? "" });
};

/** True when a start at this charging point was accepted since the step began: its result is awaited. */
function isStartedAt({ facts }: ActCall, evseId: string): boolean {
  const since = facts.step.startedAt ?? facts.now;
  return facts.commands.some(
    ({ type, answer, sessionEvseId, receivedAt }) =>
      type === "START_SESSION" && answer === "ACCEPTED" && sessionEvseId === evseId && receivedAt >= since,
  );
}

/** Longer than a start takes to time out. Then it comes back by itself, whatever became of the run. */
const OFFLINE_MS = 120_000;

const startOffline: Act = async (call) => {
  const { offline } = call.facts.run.setup;
  if (isStartedAt(call, offline.evseId)) return null;
  await moveStation(call, offline.evseId, "go-offline", { ms: OFFLINE_MS });
  return tap(call, offline);
};

const comeOnline: Act = async (call) => {
  await moveStation(call, call.facts.run.setup.offline.evseId, "come-online");
  return null;
};

const startSilent: Act = async (call) => {
  const { silent } = call.facts.run.setup;
  if (silent === null || isStartedAt(call, silent.evseId)) return null;
  await moveStation(call, silent.evseId, "ignore-next-start", { answer: "none", times: 5 });
  return tap(call, silent);
};

const rotate: Act = async (call) => {
  const { exchanges, step, now } = call.facts;
  const since = step.startedAt ?? now;
  const isRotated = exchanges.some(
    ({ module, method, at }) => module === "credentials" && method === "PUT" && at >= since,
  );
  if (!isRotated) await press(call, "POST", "rotate", {});
  return null;
};

/** What the simulated provider does for each step in which a partner has to act. */
export const SIMULATOR_ACTS: Readonly<Partial<Record<StepKey, Act>>> = {
  locations_pulled: crawl("locations"),
  tariffs_pulled: crawl("tariffs"),
  unknown_location: (call) =>
    sendStart(
      call,
      { ...call.facts.run.setup.evse, locationId: call.deps.context.ids.next() },
      freshToken(call),
    ),
  wrong_prefix: (call) => sendStart(call, call.facts.run.setup.evse, freshToken(call, { prefix: "ZZZ" })),
  wrong_type: (call) => sendStart(call, call.facts.run.setup.evse, freshToken(call, { type: "RFID" })),
  foreign_response_url: foreignResponseUrl,
  stop_unknown: async (call) => {
    const body = { session_id: call.deps.context.ids.next() };
    await press(call, "POST", "commands", { command: "STOP_SESSION", body });
    return null;
  },
  token_refused: putToken,
  start_accepted: startAndRepeat,
  stop_accepted: stop,
  reused_token: reuseToken,
  offline_station: startOffline,
  silent_station: startSilent,
  rotation: rotate,
};

/** What is put back when a step is decided, so that nobody waits for it afterwards. */
export const SIMULATOR_TIDIES: Readonly<Partial<Record<StepKey, Act>>> = { offline_station: comeOnline };
