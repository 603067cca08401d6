"use server";

import { z } from "zod";
import { PUSHES, SWITCHES } from "@/components/admin/subscriptions/quirk-words";
import { changeSettings } from "@/lib/subscriptions/change-settings";
import { CONNECTION_VERSIONS, connectionSettingsSchema } from "@/lib/subscriptions/connection.model";
import { REQUEST_MODULES } from "@/lib/subscriptions/request.model";
import { adminAction } from "../../_guard/admin-action";
import { subscriptionIn } from "./parts";

const form = z.looseObject({
  id: z.uuid(),
  version: z.union([z.enum(CONNECTION_VERSIONS), z.literal("")]),
  tokenEncoding: z.enum(["auto", "base64", "raw"]),
  vatPercent: z.string().max(6),
  authMethodIn211: z.enum(["AUTH_REQUEST", "WHITELIST"]),
  preparingAs: z.enum(["CHARGING", "AVAILABLE"]),
  sessionsBy: z.enum(["PUT", "PATCH"]),
});

/** Saves the agreement and the quirks of a connection. A box that is not ticked sends nothing and counts as off. */
export const saveSettings = adminAction("subscription.write", form, async (admin, input) => {
  const isOn = (name: string) => (input as Record<string, unknown>)[name] === "yes";
  await subscriptionIn(admin, input.id);
  await changeSettings(admin.context, admin.principal, input.id, {
    settings: connectionSettingsSchema.parse({
      ...Object.fromEntries(SWITCHES.map(([name]) => [name, isOn(name)])),
      authMethodIn211: input.authMethodIn211,
      preparingAs: input.preparingAs,
      sessionsBy: input.sessionsBy,
      noPush: PUSHES.map(([name]) => name).filter((name) => !isOn(`push_${name}`)),
    }),
    tokenEncoding: input.tokenEncoding,
    publishAllCdrs: isOn("publishAllCdrs"),
    directPayment: isOn("directPayment"),
    vatPercent: input.vatPercent.trim() === "" ? null : input.vatPercent.trim().replace(",", "."),
    version: input.version === "" ? null : input.version,
    modules: REQUEST_MODULES.filter((module) => isOn(`module_${module}`)),
  });
  return "Saved. The next message counts.";
});
