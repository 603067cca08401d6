"use server";

import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { connectPspAccount } from "@/lib/payments/connect-psp-account";
import { pspRegistry } from "@/lib/payments/psp/registry";
import { ROLES } from "@/lib/tenants/access.model";
import { changeCpo } from "@/lib/tenants/change-cpo";
import { changeParameters } from "@/lib/tenants/change-parameters";
import { changeUser } from "@/lib/tenants/change-user";
import { createUser } from "@/lib/tenants/create-user";
import { FLAGGED_POLICIES } from "@/lib/tenants/parameters.model";
import { cpoFactsSchema } from "@/lib/tenants/tenants.model";
import { adminAction, audit } from "../../_guard/admin-action";
import { emptyIsNull } from "../../_guard/fields";

const OPTIONAL = ["registrationNumber", "termsUrl", "privacyUrl", "imprintUrl", "brandAccent"] as const;
const text = z.string().max(500);
const cpoForm = z.strictObject({
  cpoId: z.uuid(),
  ...Object.fromEntries(Object.keys(cpoFactsSchema.shape).map((name) => [name, text])),
});

/** Changes the legal and contact facts of an operator. */
export const saveCpo = adminAction("settings.write", cpoForm, async (admin, form) => {
  const { cpoId, ...fields } = form as { cpoId: string } & Record<string, string>;
  if (!admin.scope.cpoIds.includes(cpoId)) throw new AppError("not_found", "cpo_unknown", "not in the scope");
  const optional = Object.fromEntries(OPTIONAL.map((name) => [name, emptyIsNull(fields[name] ?? "")]));
  const facts = cpoFactsSchema.parse({ ...fields, ...optional });
  await changeCpo(admin.context, admin.principal, cpoId, facts);
  return "Saved. Sessions that are already sold keep what they showed.";
});

/** Says what becomes of a flagged session that nobody has decided about when its hold nears its end. */
export const saveFlaggedPolicy = adminAction(
  "settings.write",
  z.strictObject({ cpoId: z.uuid(), flaggedPolicy: z.enum(FLAGGED_POLICIES) }),
  async (admin, { cpoId, flaggedPolicy }) => {
    if (!admin.scope.cpoIds.includes(cpoId))
      throw new AppError("not_found", "cpo_unknown", "not in the scope");
    await changeParameters(admin.context, admin.principal, cpoId, { flaggedPolicy });
    return "Saved. It counts for every hold that ends from now on.";
  },
);

/** Checks a key of the payment provider and makes it the operator's. */
export const connectProvider = adminAction(
  "psp.write",
  z.strictObject({ cpoId: z.uuid(), apiKey: z.string().trim().min(1, "Paste the key.").max(200) }),
  async (admin, { cpoId, apiKey }) => {
    if (!admin.scope.cpoIds.includes(cpoId)) throw new AppError("not_found", "cpo", "not in the scope");
    const { clientId, userId } = admin.principal;
    const connected = await connectPspAccount(admin.context, pspRegistry(), {
      clientId,
      cpoId,
      apiKey,
      userId,
    });
    await audit(admin, {
      action: "psp.connected",
      objectType: "cpo",
      objectId: cpoId,
      after: { mode: connected.mode, keyLast4: connected.keyLast4, profile: connected.profileName },
    });
    const hold = connected.canHold ? "" : " It offers no cards, without which nothing can be held.";
    return `Connected to the profile “${connected.profileName}”.${hold}`;
  },
);

/** Adds a colleague. */
export const addUser = adminAction(
  "user.write",
  z.strictObject({ email: text, name: text, role: z.enum(ROLES), password: z.string().max(256) }),
  async (admin, input) => {
    await createUser(admin.context, input, { by: "principal", principal: admin.principal });
    return "Added. Hand over the password in person; it is not shown again.";
  },
);

/** Gives a colleague another role. */
export const changeRole = adminAction(
  "user.write",
  z.strictObject({ userId: z.uuid(), role: z.enum(ROLES) }),
  async (admin, { userId, role }) => {
    await changeUser(admin.context, admin.principal, { userId, role });
    return "Changed. Open sign-ins of this person have ended.";
  },
);

/** Disables or enables a colleague's sign-in. */
export const switchUser = adminAction(
  "user.write",
  z.strictObject({ userId: z.uuid(), disabled: z.enum(["yes", "no"]) }),
  async (admin, { userId, disabled }) => {
    await changeUser(admin.context, admin.principal, { userId, disabled: disabled === "yes" });
    return disabled === "yes" ? "Disabled. Open sign-ins have ended." : "Enabled.";
  },
);
