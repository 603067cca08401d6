import type { ComponentType, PriceComponent, Tariff, TariffRestrictions } from "./tariff.model";

/** One thing that differs between two versions, for people to read. */
export type TariffChange =
  | {
      readonly of: "component";
      readonly type: ComponentType;
      readonly restrictions: TariffRestrictions | null;
      /** Null: it is new. */
      readonly before: PriceComponent | null;
      /** Null: it is gone. */
      readonly after: PriceComponent | null;
    }
  | { readonly of: "order" }
  | {
      readonly of: "term";
      readonly term: Exclude<keyof Tariff, "elements" | "occupancy"> | "graceMinutes" | "capMinor";
      readonly before: string | null;
      readonly after: string | null;
    };
