import { AppError } from "@/lib/core/errors";
import { systemOutbound } from "@/lib/ocpi/exchange/outbound/system-client";
import { judgeHost } from "@/lib/ocpi/partner/judge-host";
import type { OcpiDeps } from "@/lib/ocpi/server/server.model";
import type { ReviewPorts } from "@/lib/subscriptions/read-review";
import { readSubscription, type SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";
import { providerOf } from "@/lib/terminals/registry";
import type { Admin } from "../../_guard/open-admin";

/** The connection when it is in the scope; otherwise it does not exist. */
export async function subscriptionIn(admin: Admin, subscriptionId: string): Promise<SubscriptionDetail> {
  const found = await readSubscription(admin.context, admin.scope, subscriptionId);
  if (!found) throw new AppError("not_found", "subscription_unknown", "not in the scope");
  return found;
}

/** What a review asks of higher rooms. */
export function reviewPorts(provider: string): ReviewPorts {
  return { judgeHost, knownVersions: providerOf(provider).knownVersions };
}

/** For acts that talk to the partner. */
export function ocpiDeps(admin: Admin): OcpiDeps {
  return { context: admin.context, outbound: systemOutbound() };
}
