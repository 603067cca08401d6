import type { DeclineReason } from "./catalogue.model";

/** Every sentence of the checkout pages in one language. `{x}` is filled in by `fill`. */
export interface Texts {
  readonly lang: string;
  readonly banner: string;
  readonly chooseTitle: string;
  readonly to: string;
  readonly purpose: string;
  readonly reserved: string;
  readonly charged: string;
  readonly wallets: string;
  readonly cards: string;
  readonly banks: string;
  /** `{name}` */
  readonly payWith: string;
  /** `{digits}` */
  readonly testCard: string;
  readonly cancel: string;
  readonly outcomesTitle: string;
  readonly outcomesHelp: string;
  /** `{reason}` */
  readonly decline: string;
  readonly endAsFailed: string;
  readonly expire: string;
  /** `{reason}` */
  readonly declined: string;
  readonly challengeTitle: string;
  /** `{amount}`, `{merchant}`, `{card}` */
  readonly challengeText: string;
  readonly approve: string;
  readonly refuse: string;
  readonly abandon: string;
  readonly unknownTitle: string;
  readonly unknownText: string;
  readonly noMethods: string;
  readonly reasons: Readonly<Record<DeclineReason, string>>;
}
