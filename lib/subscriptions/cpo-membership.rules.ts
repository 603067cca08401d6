import { AppError } from "@/lib/core/errors";
import type { Environment, SubscriptionState } from "./connection.model";
import { SUBSCRIPTION_MACHINE } from "./subscription.model";

/** The mode of CPO that an environment takes: nothing crosses between test and live (ADM-20). */
export function modeOf(environment: Environment): "TEST" | "LIVE" {
  return environment === "ACCEPTANCE" ? "TEST" : "LIVE";
}

/**
 * Refuses CPOs that a connection can not hold. `found` are the wanted CPOs that the client has: one that is missing there is
 * another client's or none, and both look alike. Throws `AppError` "cpo_unknown" or "cpo_wrong_environment".
 */
export function checkCpos(
  environment: Environment,
  wanted: readonly string[],
  found: readonly { readonly id: string; readonly name: string; readonly mode: "TEST" | "LIVE" }[],
): void {
  if (new Set(wanted).size !== found.length)
    throw new AppError("not_found", "cpo_unknown", "one of these operators does not exist here");
  const stranger = found.find(({ mode }) => mode !== modeOf(environment));
  if (stranger)
    throw new AppError("conflict", "cpo_wrong_environment", `a ${stranger.mode} operator in ${environment}`, {
      cpo: stranger.name,
      environment,
    });
}

/** Throws `AppError` "subscription_ended" when nothing of the connection can be changed any more. */
export function refuseEnded(state: SubscriptionState): void {
  if (SUBSCRIPTION_MACHINE.final.includes(state))
    throw new AppError("conflict", "subscription_ended", "this connection has ended");
}
