import { PAYMENT_MACHINE, type PaymentRecord } from "./payment.model";
import { unprocessable } from "./problem.rules";
import {
  type Body,
  checkNoTokenParameters,
  checkParameters,
  readCountry,
  readDescription,
  readLocale,
  readMetadata,
  readMethods,
  readUrl,
  readWebhookUrl,
  UPDATE_PARAMETERS,
} from "./validation.rules";
import type { World } from "./world";

type Change = Partial<
  Pick<
    PaymentRecord,
    | "description"
    | "redirectUrl"
    | "cancelUrl"
    | "webhookUrl"
    | "metadata"
    | "locale"
    | "allowedMethods"
    | "restrictToCountry"
  >
>;

/** Changes what may change after creation. No webhook is sent. Throws `ApiProblem` 422. */
export function updatePayment(world: World, payment: PaymentRecord, body: Body): void {
  checkParameters(body, UPDATE_PARAMETERS);
  checkNoTokenParameters(body);
  const final = PAYMENT_MACHINE.final.includes(payment.status);
  if (final && body.redirectUrl !== undefined) {
    throw unprocessable("The redirect URL cannot be updated when the payment is finalized", "redirectUrl");
  }
  Object.assign(payment, readChange(world, body));
  world.changed();
}

/** All or nothing: the whole change is read before any of it is applied. */
function readChange(world: World, body: Body): Change {
  const has = (name: string) => body[name] !== undefined;
  const redirectUrl = readUrl(body.redirectUrl, "redirectUrl");
  return {
    ...(has("description") && { description: readDescription(body.description) }),
    ...(redirectUrl !== null && { redirectUrl }),
    ...(has("cancelUrl") && { cancelUrl: readUrl(body.cancelUrl, "cancelUrl") }),
    ...(has("webhookUrl") && { webhookUrl: readWebhookUrl(body.webhookUrl, world.settings) }),
    ...(has("metadata") && { metadata: readMetadata(body.metadata) }),
    ...(has("locale") && { locale: readLocale(body.locale) }),
    ...(has("method") && { allowedMethods: readMethods(body.method, world.settings) }),
    ...(has("restrictPaymentMethodsToCountry") && {
      restrictToCountry: readCountry(body.restrictPaymentMethodsToCountry),
    }),
  };
}
