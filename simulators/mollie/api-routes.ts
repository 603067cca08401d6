import { type ApiCall, type ApiRoute, ok, ownPayment, ownPayments } from "./api-call";
import { CHILD_ROUTES } from "./api-children";
import { CURRENCIES, METHODS, type MethodId, OTHER_METHOD_IDS } from "./catalogue.model";
import { createPayment } from "./create-payment";
import type { ApiAnswer } from "./http";
import { listJson } from "./paging.rules";
import type { PaymentRecord } from "./payment.model";
import { ApiProblem, noEntity, unprocessable } from "./problem.rules";
import { cancelPayment, releaseAuthorization } from "./release-authorization";
import { methodJson, organizationJson, paymentJson, profileJson } from "./render.rules";
import { updatePayment } from "./update-payment";
import {
  checkNoTokenParameters,
  checkParameters,
  maximumMinor,
  readAmount,
  readCreate,
} from "./validation.rules";

const EMBEDDABLE: readonly string[] = ["captures", "refunds", "chargebacks"];

function showPayment(call: ApiCall, payment: PaymentRecord, status = 200): ApiAnswer {
  const embed = (call.query.get("embed") ?? "").split(",").filter((name) => name !== "");
  if (!embed.every((name) => EMBEDDABLE.includes(name)))
    throw new ApiProblem(400, "Invalid embed value", "embed");
  return ok(paymentJson(payment, call.links, call.world.settings, embed), status);
}

function postPayment(call: ApiCall): ApiAnswer {
  const input = readCreate(call.body, call.world.settings);
  return showPayment(call, createPayment(call.world, call.caller, input), 201);
}

function listPayments(call: ApiCall): ApiAnswer {
  const show = (payment: PaymentRecord) => paymentJson(payment, call.links, call.world.settings);
  return ok(listJson("payments", "payments", ownPayments(call), call.query, call.links, show));
}

function patchPayment(call: ApiCall): ApiAnswer {
  const payment = ownPayment(call);
  updatePayment(call.world, payment, call.body);
  return showPayment(call, payment);
}

function deletePayment(call: ApiCall): ApiAnswer {
  const payment = ownPayment(call);
  cancelPayment(call.world, payment);
  return showPayment(call, payment);
}

function release(call: ApiCall): ApiAnswer {
  const payment = ownPayment(call);
  checkParameters(call.body, ["profileId", "testmode"]);
  checkNoTokenParameters(call.body);
  releaseAuthorization(call.world, payment);
  return { status: 202, body: null };
}

function listMethods({ world, links, query }: ApiCall): ApiAnswer {
  const wallets = (query.get("includeWallets") ?? "").split(",");
  const currency = query.get("amount[currency]") ?? "EUR";
  if (!CURRENCIES.includes(currency))
    throw unprocessable("The amount contains an invalid currency", "amount.currency");
  const value = query.get("amount[value]");
  const amount = value === null ? null : readAmount({ currency, value }, "methods");
  const methods = world.settings.enabledMethods.filter(
    (id: MethodId) =>
      (!METHODS[id].wallet || wallets.includes(id)) &&
      (amount === null || amount.minor <= maximumMinor(id, currency)),
  );
  return ok({
    count: methods.length,
    _embedded: { methods: methods.map((id) => methodJson(id, currency, links)) },
    _links: { self: links.api("methods"), documentation: links.documentation("list-methods") },
  });
}

function getMethod({ world, links, params }: ApiCall): ApiAnswer {
  const id = params[0] ?? "";
  const enabled = world.settings.enabledMethods.find((method) => method === id);
  if (enabled !== undefined) return ok(methodJson(enabled, "EUR", links));
  if (Object.hasOwn(METHODS, id) || OTHER_METHOD_IDS.includes(id)) {
    throw new ApiProblem(403, "The payment method is not enabled in your website profile");
  }
  throw noEntity(id.slice(0, 64));
}

function showProfile({ world, caller, links }: ApiCall): ApiAnswer {
  return ok(profileJson(world.store.profile(caller.profileId), caller.mode, links));
}

function showOrganization({ world, caller, links }: ApiCall): ApiAnswer {
  return ok(organizationJson(world.store.profile(caller.profileId), links));
}

const API_ROUTES: readonly ApiRoute[] = [
  ["POST", "payments", postPayment],
  ["GET", "payments", listPayments],
  ["GET", "payments/:", (call) => showPayment(call, ownPayment(call))],
  ["PATCH", "payments/:", patchPayment],
  ["DELETE", "payments/:", deletePayment],
  ["POST", "payments/:/release-authorization", release],
  ...CHILD_ROUTES,
  ["GET", "methods", listMethods],
  ["GET", "methods/:", getMethod],
  ["GET", "profiles/me", showProfile],
  ["GET", "organizations/me", showOrganization],
];

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length && pattern.every((part, index) => part === ":" || part === parts[index])
  );
}

/** Calls the endpoint. Throws `ApiProblem`, also 404 and 405 when there is none. */
export function callApi(method: string, path: string, call: Omit<ApiCall, "params">): ApiAnswer {
  if (call.query.has("testmode") || call.query.has("profileId")) {
    throw unprocessable("The testmode and profileId parameters must not be sent with an API key");
  }
  const parts = path.split("/");
  const there = API_ROUTES.filter(([, pattern]) => fits(pattern.split("/"), parts));
  if (there.length === 0) throw new ApiProblem(404, "The resource does not exist");
  const found = there.find(([verb]) => verb === method);
  if (found === undefined) throw new ApiProblem(405, "The method is not allowed for this endpoint");
  const [, pattern, handler] = found;
  const wanted = pattern.split("/");
  return handler({ ...call, params: parts.filter((_, index) => wanted[index] === ":") });
}
