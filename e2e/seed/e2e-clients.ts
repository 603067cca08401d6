import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import type { NewCpo } from "@/lib/tenants/tenants.model";
import { E2E_STAFF } from "../support/staff";

/**
 * What the tests need besides the demo's world: a client whose CPOs have short times, and enough chargers that no two tests
 * meet. Each charger is a station of its own, so that a test may cut its socket or reboot it.
 */

export const E2E_CLIENT = { name: "Teststroom", slug: "teststroom", staff: E2E_STAFF };

/** Short enough for tests, long enough that a slow machine does not run into them by accident. */
const STEADY = {
  plugInWindowS: 120,
  startAckTimeoutS: 5,
  startConfirmTimeoutS: 30,
  retryWindowS: 120,
  releaseAfterFailureS: 60,
  captureAfterStopS: 1,
  finalMeterWaitS: 60,
  stopConfirmTimeoutS: 2,
  meterIntervalDcS: 1,
  meterIntervalAcS: 1,
  zeroEnergyWh: 10,
};

const facts = (
  party: string,
  name: string,
  parameters: Record<string, number>,
): Omit<NewCpo, "clientId"> => ({
  mode: "TEST",
  countryCode: "NL",
  partyId: party,
  name,
  legalName: `${name} B.V.`,
  street: "Proefweg 1",
  postalCode: "3511 AA",
  city: "Utrecht",
  country: "NL",
  vatId: "NL812345678B01",
  registrationNumber: "KvK 87654321",
  supportPhone: "+31 30 200 0000",
  supportEmail: "hulp@teststroom.example",
  supportHours: "24/7",
  brandAccent: null,
  vatPercent: "21",
  receiptPrefix: party,
  currency: "EUR",
  holdPresetsAcMinor: [500, 3000, 5000],
  holdPresetsDcMinor: [500, 3000, 6000],
  holdDefaultAcIndex: 1,
  holdDefaultDcIndex: 2,
  parameters,
  termsUrl: null,
  privacyUrl: null,
  imprintUrl: null,
});

const price = (perKwh: string) =>
  simpleTariff({
    currency: "EUR",
    vatPercent: "21",
    taxIncluded: true,
    perKwh,
    idle: { perMinute: "0.25", graceMinutes: 15, capMinor: 500 },
  });

/** A group of equal chargers at one place. */
export interface ChargerGroup {
  readonly kind: string;
  readonly count: number;
  readonly cpo: keyof typeof E2E_CPOS;
  readonly currentType: "AC" | "DC";
  readonly plugPolicy: "EITHER" | "PLUG_FIRST";
  readonly isPublic: boolean;
  readonly isPriced: boolean;
}

export const E2E_CPOS = {
  steady: { facts: facts("TSA", "Teststroom", STEADY), tariff: price("0.69"), hasPsp: true },
  /** A driver has to be quick here. */
  hasty: {
    facts: facts("TSB", "Haastroom", {
      ...STEADY,
      plugInWindowS: 3,
      startConfirmTimeoutS: 3,
      retryWindowS: 3,
      releaseAfterFailureS: 4,
      staleAfterDcS: 3,
      finalMeterWaitS: 4,
    }),
    tariff: price("2.99"),
    hasPsp: true,
  },
  /** No payment provider is connected. */
  unpaid: { facts: facts("TSC", "Zonderpas", STEADY), tariff: price("0.69"), hasPsp: false },
} as const;

const group = (kind: string, count: number, rest: Partial<ChargerGroup> = {}): ChargerGroup => ({
  kind,
  count,
  cpo: "steady",
  currentType: "DC",
  plugPolicy: "EITHER",
  isPublic: true,
  isPriced: true,
  ...rest,
});

export const CHARGER_GROUPS: readonly ChargerGroup[] = [
  group("steady", 80),
  group("hasty", 10, { cpo: "hasty" }),
  group("plug-first", 3, { currentType: "AC", plugPolicy: "PLUG_FIRST" }),
  group("no-price", 3, { isPriced: false }),
  group("closed", 1, { isPublic: false }),
  group("no-psp", 1, { cpo: "unpaid" }),
];
