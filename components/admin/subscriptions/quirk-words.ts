import type { ConnectionSettings } from "@/lib/subscriptions/connection.model";

type Switch = {
  readonly [K in keyof ConnectionSettings]: ConnectionSettings[K] extends boolean ? K : never;
}[keyof ConnectionSettings];

/** The switches among the settings of a connection, in the order of the form; all off unless somebody asked. */
export const SWITCHES: readonly (readonly [Switch, string, string])[] = [
  [
    "grossCostsIn211",
    "Costs with tax in 2.1.1",
    "total_cost includes VAT. Only when the terminal captures it as it is.",
  ],
  ["asciiOnly", "Plain ASCII texts in 2.1.1", "Names without accents, for displays that can not show them."],
  ["shortCdrAddress", "Short address in CDRs", "Address and state cut to 45 and 20 characters."],
  [
    "substituteConnectors",
    "Nearest connector type",
    "Instead of leaving out types that the version does not know.",
  ],
  ["creditNegatesAll", "Credit CDRs negate every cost", "By the text only the total is negative."],
  ["strictDateFrom", "Demand date_from for sessions", "GET sessions without it is refused."],
  [
    "publicVersions",
    "Versions without a token",
    "Versions and details answer without a token. Payter's staging asks so.",
  ],
  [
    "startWithoutTerminal",
    "Start without an assigned terminal",
    "Every charger of the operators may be started: kiosks that report no terminals.",
  ],
];

export const PUSHES = [
  ["locations", "Locations and status"],
  ["tariffs", "Wholesale prices"],
  ["sessions", "Sessions"],
  ["cdrs", "CDRs"],
  ["chargingprofiles", "Changed charging profiles"],
] as const;

const CHOICES: Readonly<Record<string, string>> = {
  preparingAs: "A plugged cable without a session",
  sessionsBy: "Changes of a session",
  authMethodIn211: "Authorisation method in 2.1.1",
};

/** The name of a setting, as the form writes it. Unknown ones stay as they are. */
export function settingName(name: string): string {
  const push = PUSHES.find(([module]) => name === `noPush.${module}`);
  if (push) return `Pushes: ${push[1]}`;
  return SWITCHES.find(([key]) => key === name)?.[1] ?? CHOICES[name] ?? name;
}

/** A value of a setting. */
export function settingValue(value: boolean | string): string {
  return typeof value === "string" ? value : value ? "on" : "off";
}
