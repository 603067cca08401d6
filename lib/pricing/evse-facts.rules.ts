import type { EvseForTariff, Finding } from "./afir.rules";
import { checkTariffForEvse } from "./afir.rules";
import type { Tariff } from "./tariff.model";

/** What is read of an EVSE to decide whether a price is lawful there. */
export interface EvseFacts {
  readonly id: string;
  readonly label: string;
  readonly maxPowerW: number;
  readonly currentType: "AC" | "DC";
  readonly deployedOn: Date;
  readonly eichrecht: boolean;
  /** Document of a type approval that covers time (LAW-32). */
  readonly timeApproval: string | null;
  readonly location: {
    readonly country: string;
    readonly cpo: { readonly holdPresetsAcMinor: number[]; readonly holdPresetsDcMinor: number[] };
  };
}

/** Consumer prices are shown without tax there, by custom and law (LAW-16). */
const NET_PRICE_COUNTRIES: ReadonlySet<string> = new Set(["US", "CA"]);

/** The EVSE as the legal checks see it. */
export function evseForTariff(evse: Omit<EvseFacts, "id" | "label">): EvseForTariff {
  const { cpo, country } = evse.location;
  const presets = evse.currentType === "DC" ? cpo.holdPresetsDcMinor : cpo.holdPresetsAcMinor;
  return {
    maxPowerW: evse.maxPowerW,
    deployedOn: evse.deployedOn.toISOString().slice(0, 10),
    eichrecht: evse.eichrecht,
    timeApprovalReference: evse.timeApproval,
    holdMinor: presets.length === 0 ? null : Math.min(...presets),
    grossPricesRequired: !NET_PRICE_COUNTRIES.has(country),
  };
}

/** An EVSE at which the law forbids the price, with the reasons. */
export interface TariffRefusal {
  readonly evseId: string;
  readonly label: string;
  readonly findings: readonly Finding[];
}

/** The EVSEs at which this price must not be sold (LAW-12, 15, 16, 17, 32, 34); empty when it is lawful at all. */
export function tariffRefusals(tariff: Tariff, evses: readonly EvseFacts[]): TariffRefusal[] {
  return evses.flatMap((evse) => {
    const findings = checkTariffForEvse(tariff, evseForTariff(evse)).filter(
      ({ severity }) => severity === "error",
    );
    return findings.length === 0 ? [] : [{ evseId: evse.id, label: evse.label, findings }];
  });
}
