import type { Connection } from "@/lib/subscriptions/connection.model";
import type { MessageContext, ModuleKind } from "../exchange/headers.rules";
import { addressee, isPartyOfConnection } from "../exchange/headers.rules";
import { parseJson } from "../exchange/json.rules";
import { detailsAnswer, versionsAnswer } from "../modules/versions/versions-answer";
import { type MountedModule, mountedModules } from "./modules";
import { ownParties, rolesOf } from "./parties.rules";
import type { OcpiRoute } from "./path.rules";
import type { Caller, OcpiAnswer, OcpiDeps, OcpiRequest, RawRequest } from "./server.model";

/** A request whose sender is known; `caller` is null where versions are open to everybody. */
export interface Visit {
  readonly route: OcpiRoute;
  readonly caller: Caller | null;
  readonly message: MessageContext;
}

interface Routed {
  readonly answer: OcpiAnswer;
  readonly kind: ModuleKind;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const configuration = (answer: OcpiAnswer): Routed => ({ answer, kind: "configuration" });

/** Leads a request to the module that answers it. */
export async function answerRoute(
  deps: OcpiDeps,
  raw: RawRequest,
  { route, caller, message }: Visit,
  base: string,
): Promise<Routed> {
  const isGet = raw.method === "GET";
  switch (route.kind) {
    case "nothing":
      return configuration({ situation: "no_such_resource" });
    case "versions":
      return configuration(isGet ? versionsAnswer(base) : { situation: "method_not_allowed" });
    case "details": {
      const connection = caller?.connection ?? null;
      const answer = detailsAnswer(base, route.version, connection);
      return configuration(isGet ? answer : { situation: "method_not_allowed" });
    }
    case "module": {
      const mounted = mountedModules(route.version, caller?.connection ?? null);
      const module = mounted.find(({ identifier }) => identifier === route.module);
      if (caller === null || module === undefined) return configuration({ situation: "no_such_resource" });
      const answer = await answerModule(deps, raw, { route, caller, message }, module);
      return { answer, kind: module.kind };
    }
  }
}

interface ModuleVisit {
  readonly route: Extract<OcpiRoute, { kind: "module" }>;
  readonly caller: Caller;
  readonly message: MessageContext;
}

async function answerModule(
  deps: OcpiDeps,
  raw: RawRequest,
  { route, caller, message }: ModuleVisit,
  module: MountedModule,
): Promise<OcpiAnswer> {
  const { connection } = caller;
  const method = METHODS.find((known) => known === raw.method);
  if (method === undefined) return { situation: "method_not_allowed" };
  // A switch of versions is a PUT on the credentials of the other one.
  if (module.identifier !== "credentials" && connection.version !== route.version)
    return {
      situation: "no_such_resource",
      message: `this connection is agreed on ${connection.version ?? "no version yet"}`,
    };
  const misrouted = module.kind === "functional" ? routingFault(connection, message) : null;
  if (misrouted !== null) return misrouted;
  if (raw.body === null) return { situation: "too_large" };
  const hasBody = method !== "GET" && method !== "DELETE" && raw.body.trim() !== "";
  const parsed = hasBody ? parseJson(raw.body) : { value: undefined };
  if (parsed === null) return { situation: "not_json" };
  const request: OcpiRequest = {
    method,
    version: route.version,
    module: route.module,
    segments: route.segments,
    url: raw.url,
    query: raw.query,
    body: parsed.value,
    message,
    now: deps.context.clock.now(),
  };
  return module.handle(deps, caller, request);
}

/** SEC-79: a message is for one of our parties and from one of the partner's; what it does not name is not judged. */
function routingFault(connection: Connection, { from, to }: MessageContext): OcpiAnswer | null {
  if (addressee(to, ownParties(connection)).kind === "unknown")
    return { situation: "unknown_receiver", message: "OCPI-to names no party of this connection" };
  if (!isPartyOfConnection(from, rolesOf(connection)))
    return { situation: "invalid", message: "OCPI-from names no party of yours" };
  return null;
}
