import {
  CaptureMethod,
  type Locale,
  type MollieClient,
  PaymentEmbed,
  PaymentMethod,
} from "@mollie/api-client";
import { z } from "zod";
import { type Money, toDecimalString } from "@/lib/core/money";
import { createCircuit } from "../circuit";
import type { PspCapabilities, PspPayment, PspPort, PspResult, PspScope } from "../psp.port";
import { openClient } from "./client";
import { type Exchange, runExchange } from "./exchange";
import { captureOf, mollieLocale, paymentOf, refundOf } from "./mapping.rules";
import {
  API_KEY,
  captureSchema,
  methodsSchema,
  PAYMENT_ID,
  paymentSchema,
  profileSchema,
  refundSchema,
} from "./wire.model";

export interface MollieOptions {
  readonly mollieApiUrl?: string | undefined;
  readonly allowPlainHttp: boolean;
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 10_000;
const EMBED = [PaymentEmbed.captures, PaymentEmbed.refunds, PaymentEmbed.chargebacks];
/** Pages of 250 that a search by our id reads back; a checkout is minutes old when it is searched. */
const SEARCH_PAGES_MAX = 4;

const CAPABILITIES: PspCapabilities = {
  hold: true,
  partialCapture: true,
  multipleCaptures: false,
  release: true,
  partialRefund: true,
  idempotencyMemoryMs: 3_600_000,
};

/** Mollie (docs.mollie.com, API v2) behind the port: manual capture of cards, Apple Pay, and Google Pay in the hosted checkout. */
export function createMolliePort(options: MollieOptions): PspPort {
  const circuit = createCircuit();
  const limits = { circuit, deadlineMs: options.deadlineMs ?? DEADLINE_MS };
  const endpoint = { url: options.mollieApiUrl, allowPlainHttp: options.allowPlainHttp };

  async function call<T>(
    scope: PspScope,
    exchange: (client: MollieClient) => Exchange<T>,
    id?: string,
  ): Promise<PspResult<T>> {
    if (id !== undefined && !PAYMENT_ID.test(id)) return refusedHere("not a payment id of Mollie", "id");
    const match = API_KEY.exec(scope.apiKey);
    if (match?.[1] !== scope.mode.toLowerCase()) return refusedHere("the key is not one of this mode", "key");
    return runExchange(scope, exchange(openClient(scope.apiKey, endpoint)), limits);
  }

  return {
    name: "mollie",
    capabilities: CAPABILITIES,
    accepting: (now) => circuit.accepting(now),

    create(scope, request) {
      const body = {
        amount: amountOf(request.amount),
        description: request.description.slice(0, 255),
        redirectUrl: request.redirectUrl,
        webhookUrl: request.webhookUrl,
        locale: mollieLocale(request.locale) as Locale,
        method: [PaymentMethod.creditcard, PaymentMethod.applepay],
        captureMode: CaptureMethod.manual,
        metadata: { paymentId: request.paymentId, reference: request.reference },
      };
      return call(scope, (client) => ({
        action: "POST /v2/payments",
        request: { ...body, idempotencyKey: request.idempotencyKey },
        run: () => client.payments.create({ ...body, idempotencyKey: request.idempotencyKey }),
        read: (answer) => readPayment(scope, answer),
      }));
    },

    get(scope, id) {
      return call(
        scope,
        (client) => ({
          action: `GET /v2/payments/${id}`,
          request: null,
          run: () => client.payments.get(id, { embed: EMBED }),
          read: (answer) => readPayment(scope, answer, id),
        }),
        id,
      );
    },

    find(scope, { paymentId, since }) {
      return call(scope, (client) => ({
        action: "GET /v2/payments",
        request: { paymentId, since },
        run: () => search(client, paymentId, since),
        read: (answer) => (answer === null ? null : readPayment(scope, answer)),
      }));
    },

    capture(scope, { pspPaymentId, amount, description, callId, idempotencyKey }) {
      const body = { amount: amountOf(amount), description, metadata: { callId } };
      return call(
        scope,
        (client) => ({
          action: `POST /v2/payments/${pspPaymentId}/captures`,
          request: { ...body, idempotencyKey },
          run: () => client.paymentCaptures.create({ ...body, paymentId: pspPaymentId, idempotencyKey }),
          read: (answer) => captureOf(captureSchema.parse(answer)),
        }),
        pspPaymentId,
      );
    },

    release(scope, { pspPaymentId, idempotencyKey }) {
      // The client's type leaves the key out, its code sends it.
      const parameters: { idempotencyKey: string; profileId?: string } = { idempotencyKey };
      return call(
        scope,
        (client) => ({
          action: `POST /v2/payments/${pspPaymentId}/release-authorization`,
          request: parameters,
          run: () => client.payments.releaseAuthorization(pspPaymentId, parameters),
          read: () => null,
        }),
        pspPaymentId,
      );
    },

    refund(scope, { pspPaymentId, amount, description, refundId, idempotencyKey }) {
      const body = { amount: amountOf(amount), description, metadata: { refundId } };
      return call(
        scope,
        (client) => ({
          action: `POST /v2/payments/${pspPaymentId}/refunds`,
          request: { ...body, idempotencyKey },
          run: () => client.paymentRefunds.create({ ...body, paymentId: pspPaymentId, idempotencyKey }),
          read: (answer) => refundOf(refundSchema.parse(answer)),
        }),
        pspPaymentId,
      );
    },

    cancel(scope, { pspPaymentId, idempotencyKey }) {
      return call(
        scope,
        (client) => ({
          action: `DELETE /v2/payments/${pspPaymentId}`,
          request: { idempotencyKey },
          run: () => client.payments.cancel(pspPaymentId, { idempotencyKey }),
          read: () => null,
        }),
        pspPaymentId,
      );
    },

    checkKey(scope) {
      return call(scope, (client) => ({
        action: "GET /v2/profiles/me",
        request: null,
        run: async () => {
          const profile = await client.profiles.getCurrent();
          return { profile, methods: await client.methods.list() };
        },
        read: (answer) => {
          const { profile, methods } = z
            .object({ profile: profileSchema, methods: methodsSchema })
            .parse(answer);
          return {
            profileId: profile.id,
            profileName: profile.name,
            mode: profile.mode === "live" ? "LIVE" : "TEST",
            methods: methods.map(({ id }) => id),
          };
        },
      }));
    },
  };
}

/** A refusal of our own, before anything is sent. */
function refusedHere<T>(message: string, field: string): PspResult<T> {
  return { ok: false, fault: { kind: "refused", status: 400, message, field } };
}

function amountOf(amount: Money): { currency: string; value: string } {
  return { currency: amount.currency, value: toDecimalString(amount) };
}

/** Checks the answer's form, its mode and, when given, its id. Throws when one of them is wrong. */
function readPayment(scope: PspScope, answer: unknown, id?: string): PspPayment {
  const payment = paymentOf(paymentSchema.parse(answer));
  if (id !== undefined && payment.id !== id) throw new RangeError("the answer is about another payment");
  if (payment.mode !== scope.mode) throw new RangeError("the answer is of the other mode");
  return payment;
}

/** Newest first until older than `since`; Mollie has no search by metadata. */
async function search(client: MollieClient, paymentId: string, since: Date): Promise<unknown> {
  let from: string | undefined;
  for (let page = 0; page < SEARCH_PAGES_MAX; page++) {
    const found = await client.payments.page({ limit: 250, ...(from === undefined ? {} : { from }) });
    for (const payment of found) {
      const { metadata, createdAt } = payment as { metadata?: unknown; createdAt?: string };
      if ((metadata as { paymentId?: unknown } | null)?.paymentId === paymentId) return payment;
      if (Date.parse(createdAt ?? "") < since.getTime() - 60_000) return null;
    }
    from = found.nextPageCursor;
    if (from === undefined) return null;
  }
  return null;
}
