/** How a terminal is connected, in words. */
export const MODE_WORDS: Readonly<Record<string, string>> = {
  OCPI: "Provider, over OCPI",
  CLOUD: "Vendor's cloud",
  HARDWARE: "Built into the station",
};
