import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { limitVisits, type RequestVisit } from "./open-request";
import { type HostJudge, type RequestInput, requestSchema, type SubscriptionRequest } from "./request.model";
import { findRequest } from "./request.queries";
import { WRITABLE_STATES } from "./subscription.model";
import { lockSubscription, moveSubscription, type StepData } from "./subscription.store";

/**
 * The provider sends or corrects its request through the link. Nothing of it acts before a person of the client has approved
 * it: hosts are proposals, and no token exists. Throws a `ZodError` with a path per field, `AppError` "request_link_unknown",
 * "rate_limited", "request_not_writable" (being reviewed, or decided), "prefix_taken", "party_taken".
 */
export async function submitRequest(
  context: Context,
  visit: RequestVisit,
  input: RequestInput,
  judgeHost: HostJudge,
): Promise<void> {
  await limitVisits(context, visit.remote);
  const found = await findRequest(context, visit.token);
  if (!found) throw new AppError("not_found", "request_link_unknown", "no such request link");
  const request = requestSchema.parse(input);
  const hosts = proposedHosts(request, judgeHost);
  await context.db.withClient(found.clientId, async (tx) => {
    const row = await lockSubscription(tx, found.subscriptionId);
    if (!WRITABLE_STATES.includes(row.state))
      throw new AppError("conflict", "request_not_writable", `the request is ${row.state}`);
    await moveSubscription(tx, row, "submitted", {
      at: context.clock.now(),
      by: { actor: "provider", byName: request.contactName },
      data: factsOf(request, hosts),
      set: {
        countryCode: request.countryCode,
        partyId: request.partyId,
        tokenPrefix: request.prefix,
        tokenSeparator: request.separator,
        version: request.version,
        modules: request.modules,
        peerRole: request.peerRole,
        peerVersionsUrl: request.versionsUrl,
        proposedHosts: hosts,
        contactName: request.contactName,
        contactEmail: request.contactEmail,
        contactPhone: request.contactPhone,
        note: request.note,
      },
    });
  });
}

/** The hosts of the form and that of the versions address. Throws a `ZodError` for the first that can never be called. */
function proposedHosts({ hosts, versionsUrl }: SubscriptionRequest, judgeHost: HostJudge): string[] {
  const fromUrl = versionsUrl === null ? [] : [new URL(versionsUrl).host];
  const faults = [
    ...fromUrl.map((host) => ({ path: "versionsUrl", host })),
    ...hosts.map((host) => ({ path: "hosts", host })),
  ].flatMap(({ path, host }) => {
    const fault = judgeHost(host);
    return fault === null ? [] : [{ path, message: `${host} ${fault}.` }];
  });
  const all = [...new Set([...fromUrl, ...hosts])];
  if (all.length === 0) faults.push({ path: "hosts", message: "name at least one host that we may call" });
  if (faults.length === 0) return all;
  throw new z.ZodError(
    faults.map(({ path, message }) => ({ code: "custom", path: [path], message, input: undefined })),
  );
}

/** What the history keeps of a request: no contact data (SEC-66). */
function factsOf(request: SubscriptionRequest, hosts: readonly string[]): StepData {
  const { countryCode, partyId, prefix, separator, version, modules, peerRole } = request;
  return {
    party: `${countryCode}*${partyId}`,
    mark: `${prefix}${separator}`,
    version,
    modules,
    peerRole,
    hosts,
  };
}
