import { authenticatePartner } from "@/lib/subscriptions/authenticate-partner";
import { OPEN_STATES, type SubscriptionState } from "@/lib/subscriptions/connection.model";
import { tokenCandidates } from "../exchange/authorization.rules";
import { arePublic } from "../modules/versions/public-versions.queries";
import { noteBadToken, noteGoodToken, secondsKeptOut, secondsToWait } from "./guard";
import type { OcpiRoute } from "./path.rules";
import type { Caller, OcpiAnswer, OcpiDeps, RawRequest } from "./server.model";

/** A connection in one of these states does not exist for its partner. */
const SHUT: readonly SubscriptionState[] = ["DRAFT", "REJECTED", "SUSPENDED", "TERMINATED"];

/** Null: nobody, where nobody may look (public versions). */
export type Identified = { readonly caller: Caller | null } | OcpiAnswer;

const UNAUTHENTICATED: OcpiAnswer = { situation: "unauthenticated" };

function tooMany(seconds: number): OcpiAnswer {
  return { situation: "rate_limited", headers: { "Retry-After": String(seconds) } };
}

/**
 * Who calls, or the answer that ends it. Unknown, revoked and suspended get one and the same 401, also a registration token
 * outside of versions and credentials (OCPI transport_and_format; SEC-76). Limits are per connection, and per network for
 * tokens that belong to nobody (SEC-85).
 */
export async function identify(deps: OcpiDeps, raw: RawRequest, route: OcpiRoute): Promise<Identified> {
  const { context } = deps;
  const candidates = tokenCandidates(raw.headers.get("Authorization"));
  if (candidates.length === 0) {
    const isOpen = await mayLook(deps, raw, route);
    return isOpen ? { caller: null } : UNAUTHENTICATED;
  }
  const tokens = candidates.map(({ token }) => token);
  const keptOut = secondsKeptOut(context, raw.remote, tokens);
  if (keptOut > 0) return tooMany(keptOut);
  const caller = await authenticatePartner(context, candidates);
  if (caller === null) {
    await noteBadToken(deps, raw.remote);
    return UNAUTHENTICATED;
  }
  if (!mayEnter(caller, route)) return UNAUTHENTICATED;
  noteGoodToken(context, caller.token);
  const wait = await secondsToWait(deps, caller.connection.subscriptionId);
  return wait > 0 ? tooMany(wait) : { caller };
}

/** True for the pages that a partner looks at before it is registered. */
function isForNewcomers(route: OcpiRoute): boolean {
  return route.kind === "module" ? route.module === "credentials" : true;
}

function mayEnter({ connection, credential }: Caller, route: OcpiRoute): boolean {
  if (SHUT.includes(connection.state)) return false;
  if (isForNewcomers(route)) return true;
  return credential.purpose === "PARTNER" && OPEN_STATES.includes(connection.state);
}

async function mayLook({ context }: OcpiDeps, raw: RawRequest, route: OcpiRoute): Promise<boolean> {
  if (raw.method !== "GET" || (route.kind !== "versions" && route.kind !== "details")) return false;
  // Only a look whether anybody wants it; whose connection that is, is not told.
  return context.db.withSystem(arePublic);
}
