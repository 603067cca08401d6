import { type SimpleTariffInput, simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { NewCpo } from "@/lib/tenants/tenants.model";

/** What the invented worlds of the demo are made of. */

export interface DemoEvse {
  readonly label: string;
  readonly evseId: string;
  readonly currentType: "AC" | "DC";
  readonly maxPowerW: number;
  readonly tariff: string;
  readonly plugPolicy?: "PLUG_FIRST" | "PAY_FIRST" | "EITHER";
  /** Its meter is calibrated and signs, as German law wants it. */
  readonly eichrecht?: true;
  readonly timeApproval?: string;
  readonly standard: "IEC_62196_T2" | "IEC_62196_T2_COMBO" | "CHADEMO";
  readonly format: "CABLE" | "SOCKET";
}

export interface DemoStation {
  readonly identity: string;
  readonly name: string;
  readonly vendor: string;
  readonly model: string;
  readonly evses: readonly DemoEvse[];
}

export interface DemoLocation {
  readonly name: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly stations: readonly DemoStation[];
}

export interface DemoCpo {
  readonly facts: Omit<NewCpo, "clientId">;
  readonly tariffs: Readonly<Record<string, { readonly name: string; readonly content: Tariff }>>;
  readonly locations: readonly DemoLocation[];
}

export interface DemoClient {
  readonly name: string;
  readonly slug: string;
  readonly staff: readonly {
    readonly email: string;
    readonly name: string;
    readonly role: "OWNER" | "SUPPORT" | "FINANCE";
  }[];
  readonly cpos: readonly DemoCpo[];
}

/** A gross price in euros. */
export const price = (
  vatPercent: string,
  input: Omit<SimpleTariffInput, "currency" | "vatPercent" | "taxIncluded">,
): Tariff => simpleTariff({ currency: "EUR", vatPercent, taxIncluded: true, ...input });

/** The demo is watched, so readings come often. */
const DEMO_PARAMETERS = { meterIntervalDcS: 5, meterIntervalAcS: 5, releaseAfterFailureS: 60 };

/** What every CPO of the demo has in common. */
export const holds = {
  currency: "EUR",
  mode: "TEST",
  holdPresetsAcMinor: [2000, 3000, 5000],
  holdPresetsDcMinor: [3000, 6000, 9000],
  holdDefaultAcIndex: 1,
  holdDefaultDcIndex: 1,
  parameters: DEMO_PARAMETERS,
  termsUrl: null,
  privacyUrl: null,
  imprintUrl: null,
} as const;

export const hpc = (label: string, evseId: string, maxPowerW: number, tariff: string): DemoEvse => ({
  label,
  evseId,
  maxPowerW,
  tariff,
  currentType: "DC",
  standard: "IEC_62196_T2_COMBO",
  format: "CABLE",
});
/** Under German calibration law; the approval of the invented meter covers time too, because these prices have an idle fee. */
export const calibrated = (evse: DemoEvse): DemoEvse => ({
  ...evse,
  eichrecht: true,
  timeApproval: "DE-25-M-PTB-0000",
});
export const post = (label: string, evseId: string, maxPowerW: number, tariff: string): DemoEvse => ({
  label,
  evseId,
  maxPowerW,
  tariff,
  currentType: "AC",
  standard: "IEC_62196_T2",
  format: "SOCKET",
});
