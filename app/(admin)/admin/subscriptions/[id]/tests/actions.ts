"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { startRun } from "@/lib/conformance/start-run";
import { leaveOutStep, stopRun } from "@/lib/conformance/stop-run";
import { adminAction } from "../../../../_guard/admin-action";
import { subscriptionIn } from "../../parts";

const chosen = z.uuid({ error: "Choose a charging point." });
const ticked = z
  .literal("yes")
  .optional()
  .transform((value) => value === "yes");

/** Begins a run and leads to its page. */
export const startTest = adminAction(
  "subscription.write",
  z.strictObject({
    id: z.uuid(),
    evse: chosen,
    offline: chosen,
    silent: chosen.or(z.literal("")),
    rotation: ticked,
    unattended: ticked,
    stationControl: z.string().max(200).default(""),
  }),
  async (admin, { id, evse, offline, silent, ...wish }) => {
    await subscriptionIn(admin, id);
    const { runId } = await startRun(admin.context, admin.principal, {
      subscriptionId: id,
      evseId: evse,
      offlineEvseId: offline,
      silentEvseId: silent === "" ? null : silent,
      ...wish,
    });
    redirect(`/admin/subscriptions/${id}/tests/${runId}`);
  },
);

/** Ends a run before its time. */
export const stopTest = adminAction(
  "subscription.write",
  z.strictObject({ id: z.uuid(), run: z.uuid() }),
  async (admin, { id, run }) => {
    await subscriptionIn(admin, id);
    await stopRun(admin.context, admin.principal, { subscriptionId: id, runId: run });
    return "The run has ended.";
  },
);

/** Goes on without an optional step. */
export const leaveOut = adminAction(
  "subscription.write",
  z.strictObject({ id: z.uuid(), run: z.uuid(), step: z.coerce.number().int().min(1).max(100) }),
  async (admin, { id, run, step }) => {
    await subscriptionIn(admin, id);
    await leaveOutStep(admin.context, admin.principal, { subscriptionId: id, runId: run, number: step });
    return "Left out; the run goes on.";
  },
);
