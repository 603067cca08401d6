import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpProblem, readBody } from "../http";
import type { Provider } from "../provider";
import { envelope } from "../wire/envelope.rules";
import {
  hasRouting,
  isOcpiVersion,
  OCPI_VERSIONS,
  type OcpiVersion,
  ourEndpoints,
} from "../wire/versions.rules";
import {
  type Answer,
  type Call,
  done,
  type Handler,
  invalid,
  notAllowed,
  notFound,
  unauthorised,
} from "./answer";
import { authenticate } from "./authenticate";
import { serveCommandResult, serveRedirected } from "./command-routes";
import { serveCredentials } from "./credentials-routes";
import { servePayments } from "./payments-routes";
import { serveCdrs, serveLocations, serveSessions, serveTariffs } from "./push-routes";
import { serveTokens } from "./token-routes";
import { writeAnswer } from "./write-answer";

const LONGEST_BODY = 4 * 1_024 * 1_024;

const MODULES: Readonly<Record<string, Handler>> = {
  credentials: serveCredentials,
  locations: serveLocations,
  tariffs: serveTariffs,
  sessions: serveSessions,
  cdrs: serveCdrs,
  tokens: serveTokens,
  commands: serveCommandResult,
  redirected: serveRedirected,
  payments: servePayments,
};

/** Serves one provider's OCPI addresses: `versions`, `<version>`, `<version>/<module>/…`. Never redirects. */
export async function serveOcpi(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  path: readonly string[],
  url: URL,
): Promise<void> {
  const started = Date.now();
  const version = isOcpiVersion(path[0]) ? path[0] : (OCPI_VERSIONS.at(-1) as OcpiVersion);
  const body = { text: "" };
  const slow = provider.faults.take("slowEverything");
  if (slow !== null) await provider.world.sleep(slow);
  const answer = await decide(provider, request, path, url, version, body).catch(refusal);
  const faults = [...(slow === null ? [] : ["slowEverything"]), ...(answer.faults ?? [])];
  const module = path[1] ?? "versions";
  const text = JSON.stringify(
    envelope(version, provider.world.now(), answer.code, {
      ...(answer.data !== undefined && { data: answer.data }),
      ...(answer.message !== undefined && { message: answer.message }),
    }),
  );
  const sent = writeAnswer({ provider, request, response, version, module, answer, text, faults });
  provider.world.log.add({
    providerId: provider.id,
    direction: "in",
    method: request.method ?? "GET",
    url: `${url.pathname}${url.search}`,
    module,
    requestHeaders: request.headers,
    requestBody: body.text,
    status: sent ? answer.http : null,
    ocpiStatus: sent ? answer.code : null,
    responseBody: sent ? text : "",
    ms: Date.now() - started,
    error: sent ? null : "the connection was closed without an answer",
    faults,
    complaints: [...requestComplaints(request, version, module), ...(answer.complaints ?? [])],
  });
  if (answer.after !== undefined) provider.world.background(answer.after);
}

/** Headers that the specification demands (transport_and_format 4.2 and 5.2). */
function requestComplaints({ headers }: IncomingMessage, version: OcpiVersion, module: string): string[] {
  if (!hasRouting(version) || module === "redirected") return [];
  const ids = ["x-request-id", "x-correlation-id"];
  const routed = module !== "versions" && module !== "credentials";
  const routing = [
    "ocpi-from-country-code",
    "ocpi-from-party-id",
    "ocpi-to-country-code",
    "ocpi-to-party-id",
  ];
  return [...(module === "versions" ? [] : ids), ...(routed ? routing : [])]
    .filter((name) => headers[name] === undefined)
    .map((name) => `${name} is missing`);
}

function refusal(error: unknown): Answer {
  if (error instanceof HttpProblem) return { http: error.status, code: 2000, message: error.message };
  process.emitWarning(`terminal provider simulator: ${error instanceof Error ? error.stack : String(error)}`);
  return { http: 500, code: 3000, message: "the simulator failed" };
}

async function decide(
  provider: Provider,
  request: IncomingMessage,
  path: readonly string[],
  url: URL,
  version: OcpiVersion,
  kept: { text: string },
): Promise<Answer> {
  const [first, module, ...rest] = path;
  const about = path.length <= 1 && (first === "versions" || isOcpiVersion(first));
  if (about && provider.faults.take("versionsDown") !== null) {
    return { http: 503, code: 3000, message: "out of order", faults: ["versionsDown"] };
  }
  kept.text = await readBody(request, LONGEST_BODY);
  if (provider.faults.take("refuseTokens") !== null) return { ...unauthorised(), faults: ["refuseTokens"] };
  const token = authenticate(provider, request.headers.authorization, about);
  if (token === null && !(about && provider.settings.publicVersions)) return unauthorised();

  const method = request.method ?? "GET";
  if (about) return method === "GET" ? aboutVersions(provider, first) : notAllowed();
  if (!isOcpiVersion(first) || !provider.versions.includes(first) || module === undefined) {
    return notFound("no such address");
  }
  const handler = Object.hasOwn(MODULES, module) ? MODULES[module] : undefined;
  if (handler === undefined || (module === "payments" && !provider.hasPayments(first))) {
    return notFound("no such module");
  }
  if (token === null) return unauthorised();
  const wrongVersion = module !== "credentials" && provider.state.connection.version !== version;
  if (module !== "credentials" && (token.kind === "issued" || wrongVersion)) {
    return unauthorised("this token is not for this address");
  }
  const body = parse(kept.text);
  if (body === NOT_JSON) return { ...invalid("the body is not JSON", 2000), http: 400 };
  return handler({
    provider,
    version,
    method,
    module,
    path: rest,
    query: url.searchParams,
    body,
    token,
  } as Call);
}

const NOT_JSON = Symbol("not JSON");

function parse(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

/** GET versions and GET version details (version_information_endpoint 6.1 and 6.2). */
function aboutVersions(provider: Provider, first: string | undefined): Answer {
  if (first === "versions") {
    return done({
      data: provider.versions.map((version) => ({ version, url: provider.versionUrl(version) })),
    });
  }
  if (!isOcpiVersion(first) || !provider.versions.includes(first)) return notFound("no such version");
  const endpoints = ourEndpoints(first, provider.versionUrl(first), provider.settings.directPayment);
  return done({ data: { version: first, endpoints } });
}
