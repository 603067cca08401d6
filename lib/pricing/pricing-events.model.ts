/** What prices tell the rooms above. */
export const PRICING_EVENTS = {
  /**
   * Something of a CPO that decides prices has changed: a wholesale tariff, a rule, a tariff code, a rate of tax. Payload
   * `{clientId, cpoId}`, one waiting event per CPO. Partners are told from the truth of the moment in which it is handled.
   */
  priceChanged: "pricing.price_changed",
} as const;
