import type { ApiAnswer } from "./http";
import type { Links } from "./links";
import type { PaymentRecord } from "./payment.model";
import type { Caller } from "./payment.store";
import { noEntity, noPayment } from "./problem.rules";
import type { Body } from "./validation.rules";
import type { World } from "./world";

/** One authenticated call of the API. */
export interface ApiCall {
  readonly world: World;
  readonly links: Links;
  readonly caller: Caller;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** What stands in the route's `:` places. */
  readonly params: readonly string[];
}

/** Verb, path below `/v2/` with `:` for a parameter, and what answers it. */
export type ApiRoute = readonly [verb: string, path: string, handler: (call: ApiCall) => ApiAnswer];

export function ok(body: unknown, status = 200): ApiAnswer {
  return { status, body };
}

/** The caller's payment that the path names. Throws `ApiProblem` 404, also for one of another profile or mode. */
export function ownPayment(call: ApiCall): PaymentRecord {
  const id = call.params[0] ?? "";
  const payment = call.world.store.ownPayment(call.caller, id);
  if (payment === null) throw noPayment(id.slice(0, 64));
  return payment;
}

/** All payments of the caller's profile and mode, newest first. */
export function ownPayments(call: ApiCall): PaymentRecord[] {
  const { profileId, mode } = call.caller;
  return call.world.store
    .newest()
    .filter((payment) => payment.profileId === profileId && payment.mode === mode);
}

/** The one of `items` that the path's second parameter names. Throws `ApiProblem` 404. */
export function ownChild<T extends { readonly id: string }>(call: ApiCall, items: readonly T[]): T {
  const id = call.params[1] ?? "";
  const found = items.find((item) => item.id === id);
  if (found === undefined) throw noEntity(id.slice(0, 64));
  return found;
}
