"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { assignTerminal } from "@/lib/subscriptions/assign-terminal";
import { deactivateTerminal } from "@/lib/subscriptions/deactivate-terminal";
import { editTerminal } from "@/lib/subscriptions/edit-terminal";
import { registerTerminal, requestActivation } from "@/lib/subscriptions/register-terminal";
import {
  activationSchema,
  newTerminalSchema,
  terminalDetailsSchema,
} from "@/lib/subscriptions/terminal.model";
import { readTerminal } from "@/lib/subscriptions/terminal-list.queries";
import { adminAction } from "../../_guard/admin-action";
import type { Admin } from "../../_guard/open-admin";

async function inScope(admin: Admin, id: string): Promise<void> {
  if (!(await readTerminal(admin.context, admin.scope, id)))
    throw new AppError("not_found", "terminal_unknown", "not in the scope");
}

/** Enters a terminal by hand and leads to it. */
export const addTerminal = adminAction("terminal.write", newTerminalSchema, async (admin, input) => {
  const id = await registerTerminal(admin.context, admin.principal, input);
  redirect(`/admin/terminals/${id}`);
});

/** Asks the provider to put a terminal into service and leads to it. */
export const activateTerminal = adminAction("terminal.write", activationSchema, async (admin, input) => {
  const id = await requestActivation(admin.context, admin.principal, input);
  redirect(`/admin/terminals/${id}`);
});

/** Says where a terminal serves. Ticked charging points are fields `evse_<id>`. */
export const placeTerminal = adminAction(
  "terminal.write",
  z.looseObject({
    id: z.uuid(),
    location: z.union([z.literal(""), z.uuid()]),
    whole: z.literal("yes").optional(),
  }),
  async (admin, input) => {
    await inScope(admin, input.id);
    const evseIds = Object.keys(input).flatMap((name) => (name.startsWith("evse_") ? [name.slice(5)] : []));
    const isWhole = input.location !== "" && input.whole === "yes";
    if (input.location !== "" && !isWhole && evseIds.length === 0)
      throw new AppError("validation", "terminal_place_empty", "neither the location nor a point is chosen");
    await assignTerminal(admin.context, admin.principal, input.id, {
      locationIds: isWhole ? [input.location] : [],
      evseIds: isWhole || input.location === "" ? [] : z.array(z.uuid()).parse(evseIds),
    });
    return "Saved. The provider is told, and its answer is compared with this.";
  },
);

/** Changes what stands about a terminal. */
export const changeTerminalDetails = adminAction(
  "terminal.write",
  z.looseObject({ id: z.uuid(), invoiceCreator: z.enum(["", "CPO", "PTP"]) }),
  async (admin, { id, ...input }) => {
    await inScope(admin, id);
    const details = terminalDetailsSchema.parse({
      ...input,
      invoiceCreator: input.invoiceCreator === "" ? null : input.invoiceCreator,
    });
    await editTerminal(admin.context, admin.principal, id, details);
    return "Saved.";
  },
);

/** Takes a terminal out of service. */
export const retireTerminal = adminAction(
  "terminal.write",
  z.strictObject({ id: z.uuid() }),
  async (admin, { id }) => {
    await inScope(admin, id);
    await deactivateTerminal(admin.context, admin.principal, id);
    return "Out of service. The provider is told.";
  },
);
