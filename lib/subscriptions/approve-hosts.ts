import { z } from "zod";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { refuseEnded } from "./cpo-membership.rules";
import type { HostJudge } from "./request.model";
import { staffAct } from "./staff-act";
import { appendEvent, updateSubscription } from "./subscription.store";

const HOSTS_MAX = 20;

/**
 * Sets the hosts that we may call for this connection, exactly these (SEC-40): a person approves them. What was proposed and
 * is not among them stays a proposal. Throws a `ZodError` for a host that can never be called, `AppError` "subscription_ended".
 */
export async function approveHosts(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly hosts: readonly string[] },
  judgeHost: HostJudge,
): Promise<void> {
  const hosts = [
    ...new Set(input.hosts.map((host) => host.trim().toLowerCase()).filter((host) => host !== "")),
  ];
  const faults = hosts.flatMap((host) => {
    const fault = judgeHost(host);
    return fault === null ? [] : [`${host} ${fault}.`];
  });
  if (hosts.length > HOSTS_MAX) faults.push(`At most ${HOSTS_MAX} hosts.`);
  if (faults.length > 0)
    throw new z.ZodError(
      faults.map((message) => ({ code: "custom", path: ["hosts"], message, input: undefined })),
    );
  await staffAct(context, principal, input.subscriptionId, async ({ tx, row, at, by }) => {
    refuseEnded(row.state);
    const proposedHosts = row.proposedHosts.filter((host) => !hosts.includes(host));
    await updateSubscription(tx, row.id, { approvedHosts: hosts, proposedHosts, updatedAt: at });
    await appendEvent(tx, row, { kind: "hosts_approved", at, by, data: { hosts } });
    return {
      audit: { action: "subscription.hosts_approved", before: row.approvedHosts, after: hosts },
      result: undefined,
    };
  });
}
