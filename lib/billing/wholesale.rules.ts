import { type Tariff, tariffSchema } from "@/lib/pricing/tariff.model";

/**
 * The wholesale tariff with the rates of tax that were frozen with the retail price, where it names none itself: by position,
 * for a factor keeps the shape of its tariff; else the only rate of the retail price. Without such a rate it stays unknown.
 */
export function withRatesOf(wholesale: Tariff, retail: Tariff): Tariff {
  if (wholesale.taxIncluded === "N/A") return wholesale;
  const rates = new Set(retail.elements.flatMap(({ components }) => components.map((c) => c.vatPercent)));
  const only = rates.size === 1 ? [...rates][0] : undefined;
  const elements = wholesale.elements.map((element, i) => ({
    ...element,
    components: element.components.map((component, j) => {
      const twin = retail.elements[i]?.components[j];
      const rate =
        component.vatPercent ?? (twin?.type === component.type ? twin.vatPercent : undefined) ?? only;
      return { ...component, ...(rate === undefined ? {} : { vatPercent: rate }) };
    }),
  }));
  return tariffSchema.parse({ ...wholesale, elements });
}
