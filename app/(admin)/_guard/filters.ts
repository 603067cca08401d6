import { sinceOf } from "@/components/admin/filters";
import {
  type CdrFilter,
  PAYMENT_VIEWS,
  type PaymentFilter,
  type PaymentViewName,
} from "@/lib/billing/admin.model";
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

/** The filter of the CDR list from its address. */
export function cdrFilter(query: Query, now: Date): CdrFilter {
  return { text: query.q?.trim() || null, since: sinceOf(query.since, now) };
}
