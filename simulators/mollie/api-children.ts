import { type ApiCall, type ApiRoute, ok, ownChild, ownPayment, ownPayments } from "./api-call";
import { createCapture } from "./captures";
import type { Links } from "./links";
import { listJson } from "./paging.rules";
import type { CaptureRecord, ChargebackRecord, PaymentRecord, RefundRecord } from "./payment.model";
import { cancelRefund, createRefund } from "./refunds";
import { captureJson, chargebackJson, type Json, refundJson } from "./render.rules";
import type { Body } from "./validation.rules";
import type { World } from "./world";

interface Child {
  readonly id: string;
  readonly createdAt: number;
}

/** A collection below a payment: its name, where it is kept, how it is shown and, where the API can, how one is made. */
interface Collection<T extends Child> {
  readonly name: string;
  readonly pick: (payment: PaymentRecord) => readonly T[];
  readonly render: (payment: PaymentRecord, item: T, links: Links) => Json;
  readonly create?: (world: World, payment: PaymentRecord, body: Body) => T;
}

/** The endpoints that every collection has: list and get, and create when it can. */
function collectionRoutes<T extends Child>({ name, pick, render, create }: Collection<T>): ApiRoute[] {
  const list: ApiRoute = [
    "GET",
    `payments/:/${name}`,
    (call) => {
      const payment = ownPayment(call);
      const path = `payments/${payment.id}/${name}`;
      const show = (item: T) => render(payment, item, call.links);
      return ok(listJson(name, path, pick(payment).toReversed(), call.query, call.links, show));
    },
  ];
  const get: ApiRoute = [
    "GET",
    `payments/:/${name}/:`,
    (call) => {
      const payment = ownPayment(call);
      return ok(render(payment, ownChild(call, pick(payment)), call.links));
    },
  ];
  if (create === undefined) return [list, get];
  const post: ApiRoute = [
    "POST",
    `payments/:/${name}`,
    (call) => {
      const payment = ownPayment(call);
      return ok(render(payment, create(call.world, payment, call.body), call.links), 201);
    },
  ];
  return [list, get, post];
}

/** The collection over all payments of the profile. */
function overallRoute<T extends Child>({ name, pick, render }: Collection<T>): ApiRoute {
  const all = (call: ApiCall) =>
    ownPayments(call)
      .flatMap((payment) => pick(payment).map((item) => ({ id: item.id, payment, item })))
      .sort((a, b) => b.item.createdAt - a.item.createdAt);
  return [
    "GET",
    name,
    (call) =>
      ok(
        listJson(name, name, all(call), call.query, call.links, (it) =>
          render(it.payment, it.item, call.links),
        ),
      ),
  ];
}

const captures: Collection<CaptureRecord> = {
  name: "captures",
  pick: (payment) => payment.captures,
  render: captureJson,
  create: createCapture,
};
const refunds: Collection<RefundRecord> = {
  name: "refunds",
  pick: (payment) => payment.refunds,
  render: refundJson,
  create: createRefund,
};
const chargebacks: Collection<ChargebackRecord> = {
  name: "chargebacks",
  pick: (payment) => payment.chargebacks,
  render: chargebackJson,
};

/** Endpoints of captures, refunds and chargebacks. */
export const CHILD_ROUTES: readonly ApiRoute[] = [
  ...collectionRoutes(captures),
  ...collectionRoutes(refunds),
  ...collectionRoutes(chargebacks),
  overallRoute(refunds),
  overallRoute(chargebacks),
  [
    "DELETE",
    "payments/:/refunds/:",
    (call) => {
      cancelRefund(call.world, ownChild(call, ownPayment(call).refunds));
      return { status: 204, body: null };
    },
  ],
];
