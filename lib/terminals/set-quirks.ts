import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { adjustSettings } from "@/lib/subscriptions/adjust-settings";
import type { Principal } from "@/lib/tenants/access.model";
import type { Quirk } from "./provider.model";
import { dropQuirk, type QuirkResult, quirkSentence, takeQuirk, viewQuirks } from "./quirks.rules";
import { providerOf } from "./registry";

export interface QuirkWish {
  readonly subscriptionId: string;
  /** The settings that the person saw, as `settingsSeen` writes them: nothing else is changed than what was confirmed. */
  readonly seen: string;
  /** Keys of the provider's quirks to take, or to drop. */
  readonly take: readonly string[];
  readonly drop: readonly string[];
  /** Keys that are taken even where a person has set something otherwise. */
  readonly overrule: readonly string[];
}

/**
 * Takes or drops known quirks of the connection's provider, in one step with history and audit entry. What a person has set
 * against a quirk stays, unless the wish names it. Labels of the quirks come back. Throws `AppError` "quirk_unknown",
 * "settings_moved" when the settings are not those that the person saw, "subscription_ended", "permission_missing".
 */
export async function setQuirks(
  context: Context,
  principal: Principal,
  wish: QuirkWish,
): Promise<QuirkResult> {
  const { subscriptionId, seen } = wish;
  return adjustSettings(context, principal, { subscriptionId, seen }, ({ provider, settings, handSet }) => {
    const known = providerOf(provider).quirks;
    const pick = (keys: readonly string[]) => keys.map((key) => quirkOf(known, key));
    const views = viewQuirks(pick(wish.take), settings, handSet);
    const isLeft = (view: (typeof views)[number]) =>
      view.state === "against" && !wish.overrule.includes(view.quirk.key);
    const taken = views.filter((view) => view.state !== "on" && !isLeft(view)).map(({ quirk }) => quirk);
    const left = views.filter(isLeft).map(({ quirk }) => quirk);
    const dropped = viewQuirks(pick(wish.drop), settings, handSet)
      .filter(({ state }) => state === "on")
      .map(({ quirk }) => quirk);
    const next = dropped.reduce(dropQuirk, taken.reduce(takeQuirk, settings));
    const labels = (quirks: readonly Quirk[]) => quirks.map(({ label }) => label);
    const result = { taken: labels(taken), dropped: labels(dropped), left: labels(left) };
    return { settings: next, note: { sentence: quirkSentence(result) }, result };
  });
}

function quirkOf(quirks: readonly Quirk[], key: string): Quirk {
  const found = quirks.find((quirk) => quirk.key === key);
  if (!found) throw new AppError("validation", "quirk_unknown", "this provider has no such quirk");
  return found;
}
