import type { Tariff } from "../tariff.model";

export type OcpiVersion = "2.1.1" | "2.2.1" | "2.3.0";

/** What names a tariff towards a partner; not part of the content and its hash. 2.1.1 has no country and party. */
export interface OcpiTariffIdentity {
  readonly countryCode: string | null;
  readonly partyId: string | null;
  readonly id: string;
  readonly lastUpdated: Date;
}

/** One thing that a version can not say, or that came in and has no place here. */
export interface ExchangeNote {
  /** Path in the tariff or in the wire object, e.g. "elements[2].restrictions.reservation". */
  readonly path: string;
  /**
   * lost: not expressible and left out · rounded: a number had to lose digits · changed: said in another way ·
   * ambiguous: partners may read it differently · invalid: not a legal value.
   */
  readonly kind: "lost" | "rounded" | "changed" | "ambiguous" | "invalid";
  /** True when a partner would then compute another price: the tariff must not be published in this version. */
  readonly blocking: boolean;
  /** Key of the message that explains it. */
  readonly code: string;
  /** invalid: what is wrong with the value. */
  readonly detail?: string;
}

export type EncodedTariff =
  | {
      readonly publishable: true;
      readonly wire: Readonly<Record<string, unknown>>;
      readonly notes: readonly ExchangeNote[];
    }
  | { readonly publishable: false; readonly notes: readonly ExchangeNote[] };

export type DecodedTariff =
  | {
      readonly ok: true;
      readonly tariff: Tariff;
      readonly identity: OcpiTariffIdentity;
      readonly notes: readonly ExchangeNote[];
    }
  | { readonly ok: false; readonly notes: readonly ExchangeNote[] };
