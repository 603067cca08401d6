import { sinceOf } from "@/components/admin/filters";
import {
  type CdrFilter,
  PAYMENT_VIEWS,
  type PaymentFilter,
  type PaymentViewName,
} from "@/lib/billing/admin.model";
import { VALIDATION_STATES } from "@/lib/billing/validation.model";
import { CHANNELS } from "@/lib/pricing/billing-rule.model";
import { SESSION_VIEWS, type SessionFilter, type SessionViewName } from "@/lib/sessions/admin.model";

type Query = Readonly<Record<string, string | undefined>>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuidOrNull = (text: string | undefined) => (text && UUID.test(text) ? text : null);

/** The filter of the session list from its address; unknown values count as absent (SEC-69). */
export function sessionFilter(query: Query, now: Date): SessionFilter {
  const view = query.view ?? "";
  return {
    view: Object.hasOwn(SESSION_VIEWS, view) ? (view as SessionViewName) : null,
    text: query.q?.trim() || null,
    since: sinceOf(query.since, now),
    evseId: uuidOrNull(query.evse),
    locationId: uuidOrNull(query.location),
  };
}

/** The filter of the payment list from its address. */
export function paymentFilter(query: Query, now: Date): PaymentFilter {
  const view = query.view ?? "";
  return {
    view: Object.hasOwn(PAYMENT_VIEWS, view) ? (view as PaymentViewName) : null,
    text: query.q?.trim() || null,
    since: sinceOf(query.since, now),
  };
}

/** The filter of the CDR list from its address; unknown values count as absent (SEC-69). */
export function cdrFilter(query: Query, now: Date): CdrFilter {
  const oneOf = <T extends string>(values: readonly T[], value: string | undefined): T | null =>
    values.find((known) => known === value) ?? null;
  return {
    text: query.q?.trim() || null,
    since: sinceOf(query.since, now),
    state: oneOf(VALIDATION_STATES, query.state),
    kind: oneOf(["ORIGINAL", "CREDIT", "REPLACEMENT"] as const, query.kind),
    channel: oneOf(CHANNELS, query.channel),
    subscriptionId: uuidOrNull(query.subscription),
    small: query.small === "yes",
  };
}
