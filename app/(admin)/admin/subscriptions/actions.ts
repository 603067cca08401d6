"use server";

import { redirect } from "next/navigation";
import { createElement } from "react";
import { z } from "zod";
import { clock } from "@/components/admin/format";
import { CopyText } from "@/components/admin/subscriptions/copy-text";
import { findingWords } from "@/components/admin/subscriptions/words";
import { AppError } from "@/lib/core/errors";
import { env } from "@/lib/env";
import { ownVersionsUrl } from "@/lib/ocpi/modules/credentials/own-credentials";
import { judgeHost } from "@/lib/ocpi/partner/judge-host";
import { addCpo } from "@/lib/subscriptions/add-cpo";
import { approveHosts } from "@/lib/subscriptions/approve-hosts";
import { approveSubscription } from "@/lib/subscriptions/approve-subscription";
import { draftSubscription } from "@/lib/subscriptions/draft-subscription";
import { goLive } from "@/lib/subscriptions/go-live";
import { issueRegistrationToken } from "@/lib/subscriptions/issue-registration-token";
import { issueRequestLink } from "@/lib/subscriptions/issue-request-link";
import { reissueRegistration } from "@/lib/subscriptions/reissue-registration";
import { rejectSubscription } from "@/lib/subscriptions/reject-subscription";
import { removeCpo } from "@/lib/subscriptions/remove-cpo";
import { requestChanges } from "@/lib/subscriptions/request-changes";
import { resumeSubscription } from "@/lib/subscriptions/resume-subscription";
import type { FindingCode } from "@/lib/subscriptions/review.model";
import { startProduction } from "@/lib/subscriptions/start-production";
import { suspendSubscription } from "@/lib/subscriptions/suspend-subscription";
import { takeIntoReview } from "@/lib/subscriptions/take-into-review";
import { providerOf } from "@/lib/terminals/registry";
import { adminAction } from "../../_guard/admin-action";
import { reasonField } from "../../_guard/fields";
import type { Admin } from "../../_guard/open-admin";
import { reviewPorts, subscriptionIn } from "./parts";

const one = z.strictObject({ id: z.uuid() });
const withReason = one.extend({ reason: reasonField });
const withCpo = one.extend({ cpoId: z.uuid() });

/** Ids of ticked boxes: fields `cpo_<id>`. */
const ticked = (fields: Readonly<Record<string, string>>, prefix: string): string[] =>
  Object.keys(fields).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));

/** A refusal of the review in the words of its finding. */
async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || !/^(review|live)_blocked$/.test(error.code)) throw error;
    const { code, subject } = error.details as { code: FindingCode; subject: string | null };
    const words = findingWords({ code, subject });
    throw new AppError("precondition", error.code, error.message, { ...error.details, words });
  }
}

/** Begins a connection and leads to it. */
export const draftConnection = adminAction(
  "subscription.write",
  z.looseObject({ provider: z.string(), name: z.string() }),
  async (admin, input) => {
    const profile = providerOf(input.provider);
    const id = await draftSubscription(admin.context, admin.principal, {
      name: input.name,
      provider: profile.key,
      environment: admin.scope.mode === "TEST" ? "ACCEPTANCE" : "PRODUCTION",
      cpoIds: ticked(input as Record<string, string>, "cpo_"),
      version: profile.proposal.version,
      modules: [...profile.proposal.modules],
      peerRole: profile.proposal.peerRole,
    });
    redirect(`/admin/subscriptions/${id}`);
  },
);

/** Makes the provider's link, which is shown this once. */
export const makeRequestLink = adminAction("subscription.write", one, async (admin, { id }) => {
  await subscriptionIn(admin, id);
  const { token, expiresAt } = await issueRequestLink(admin.context, admin.principal, id);
  const text = `${env().PUBLIC_URL.replace(/\/+$/, "")}/connect/${token}`;
  return {
    message: `The link works until ${clock(expiresAt, admin.zone, "date")}. It is shown this once; a link from before no longer works.`,
    content: createElement(CopyText, { label: "Link for the provider", text }),
  };
});

export const beginReview = adminAction("subscription.write", one, async (admin, { id }) => {
  await subscriptionIn(admin, id);
  await takeIntoReview(admin.context, admin.principal, id);
  return "The request is in your hands. The provider can not change it meanwhile.";
});

export const askForChanges = adminAction(
  "subscription.write",
  one.extend({ note: z.string() }),
  async (admin, { id, note }) => {
    await subscriptionIn(admin, id);
    await requestChanges(admin.context, admin.principal, { subscriptionId: id, note });
    return "The provider reads this behind its link and can correct the request.";
  },
);

export const rejectRequest = adminAction(
  "subscription.write",
  one.extend({ note: z.string() }),
  async (admin, { id, note }) => {
    await subscriptionIn(admin, id);
    await rejectSubscription(admin.context, admin.principal, { subscriptionId: id, note });
    return "The request is rejected. The provider reads why behind its link.";
  },
);

export const approveRequest = adminAction("subscription.write", one, async (admin, { id }) => {
  const { provider } = await subscriptionIn(admin, id);
  await inWords(approveSubscription(admin.context, admin.principal, id, reviewPorts(provider)));
  return "Approved. Exchange credentials next.";
});

/** Sets the approved hosts: those that are ticked, and those that were typed. */
export const setHosts = adminAction(
  "subscription.write",
  z.looseObject({ id: z.uuid(), more: z.string().max(2_000) }),
  async (admin, { id, more, ...fields }) => {
    await subscriptionIn(admin, id);
    const typed = more.split(/[\s,;]+/).filter((host) => host !== "");
    const hosts = [...ticked(fields as Record<string, string>, "host_"), ...typed];
    await approveHosts(admin.context, admin.principal, { subscriptionId: id, hosts }, judgeHost).catch(
      (error: unknown) => {
        if (!(error instanceof z.ZodError)) throw error;
        const words = error.issues.map(({ message }) => message).join(" ");
        throw new AppError("validation", "hosts_refused", "a host can not be approved", { words });
      },
    );
    return hosts.length === 0
      ? "No host may be called."
      : "These hosts, and no others, are called from now on.";
  },
);

/** Gives the partner a token to register with; shown this once. */
export const issueToken = adminAction("subscription.write", one, async (admin, { id }) => {
  await subscriptionIn(admin, id);
  return tokenShown(admin, await issueRegistrationToken(admin.context, admin.principal, id));
});

/** Lets a registered partner register anew. */
export const reissueToken = adminAction("subscription.write", withReason, async (admin, { id, reason }) => {
  await subscriptionIn(admin, id);
  const issued = await reissueRegistration(admin.context, admin.principal, { subscriptionId: id, reason });
  return tokenShown(admin, issued);
});

function tokenShown(admin: Admin, { token, expiresAt }: { token: string; expiresAt: Date }) {
  return {
    message: `The token works once, until ${clock(expiresAt, admin.zone)}. It is shown this once.`,
    content: createElement(
      "div",
      { className: "flex flex-col gap-3" },
      createElement(CopyText, { label: "Registration token", text: token }),
      createElement(CopyText, { label: "Our versions address", text: ownVersionsUrl() }),
    ),
  };
}

export const openToDrivers = adminAction("subscription.write", one, async (admin, { id }) => {
  const { provider } = await subscriptionIn(admin, id);
  await inWords(goLive(admin.context, admin.principal, id, reviewPorts(provider)));
  return "Live. Drivers can pay at its terminals.";
});

export const suspend = adminAction("subscription.write", withReason, async (admin, { id, reason }) => {
  await subscriptionIn(admin, id);
  await suspendSubscription(admin.context, admin.principal, { subscriptionId: id, reason });
  return "Suspended. Nobody can start at its terminals.";
});

export const resume = adminAction("subscription.write", one, async (admin, { id }) => {
  await subscriptionIn(admin, id);
  await resumeSubscription(admin.context, admin.principal, id);
  return "Live again.";
});

export const addOperator = adminAction("subscription.write", withCpo, async (admin, { id, cpoId }) => {
  await subscriptionIn(admin, id);
  await addCpo(admin.context, admin.principal, { subscriptionId: id, cpoId });
  return "Added. No new handshake is needed.";
});

export const removeOperator = adminAction("subscription.write", withCpo, async (admin, { id, cpoId }) => {
  await subscriptionIn(admin, id);
  await removeCpo(admin.context, admin.principal, { subscriptionId: id, cpoId });
  return "Removed. Its chargers are no longer shown to the partner.";
});

/** Begins the production connection; it stands in the live half of the portal. */
export const beginProduction = adminAction(
  "subscription.write",
  z.looseObject({ id: z.uuid() }),
  async (admin, { id, ...fields }) => {
    await subscriptionIn(admin, id);
    const cpoIds = ticked(fields as Record<string, string>, "cpo_");
    await startProduction(admin.context, admin.principal, { acceptanceId: id, cpoIds });
    return "The production connection is drafted. Switch to Live to go on with it.";
  },
);
