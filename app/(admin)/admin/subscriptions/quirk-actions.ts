"use server";

import { z } from "zod";
import { quirkSentence } from "@/lib/terminals/quirks.rules";
import { providerOf } from "@/lib/terminals/registry";
import { setQuirks } from "@/lib/terminals/set-quirks";
import { adminAction } from "../../_guard/admin-action";
import { subscriptionIn } from "./parts";

const about = { id: z.uuid(), seen: z.string().max(2_000) };

/** Takes all known quirks of the provider. Those that were set otherwise by hand only where the person has ticked them. */
export const takeAllQuirks = adminAction("subscription.write", z.looseObject(about), async (admin, input) => {
  const { provider } = await subscriptionIn(admin, input.id);
  const keys = providerOf(provider).quirks.map(({ key }) => key);
  const overrule = keys.filter((key) => (input as Record<string, unknown>)[`overrule_${key}`] === "yes");
  const wish = { subscriptionId: input.id, seen: input.seen, take: keys, drop: [], overrule };
  return quirkSentence(await setQuirks(admin.context, admin.principal, wish));
});

const one = z.strictObject({ ...about, quirk: z.string().max(40), to: z.enum(["on", "off"]) });

/** Switches one known quirk. The dialog has named what was set by hand. */
export const switchQuirk = adminAction("subscription.write", one, async (admin, { id, seen, quirk, to }) => {
  await subscriptionIn(admin, id);
  const [take, drop] = to === "on" ? [[quirk], []] : [[], [quirk]];
  const wish = { subscriptionId: id, seen, take, drop, overrule: take };
  return quirkSentence(await setQuirks(admin.context, admin.principal, wish));
});
