import type { PriceComponent, Tariff, TariffRestrictions } from "./tariff.model";
import type { TariffChange } from "./tariff-diff.model";

interface Part {
  readonly key: string;
  readonly component: PriceComponent;
  readonly restrictions: TariffRestrictions | null;
}

/** Every price with a name that survives a change of its amount: its kind, when it applies, and which of several it is. */
function partsOf(tariff: Tariff): Part[] {
  const seen = new Map<string, number>();
  return tariff.elements.flatMap(({ components, restrictions = null }) =>
    components.map((component) => {
      const when = Object.entries(restrictions ?? {})
        .filter(([, value]) => value !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const name = `${component.type} ${JSON.stringify(when)}`;
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      return { key: `${name} ${nth}`, component, restrictions };
    }),
  );
}

const sameComponent = (a: PriceComponent, b: PriceComponent): boolean =>
  a.price === b.price && a.per === b.per && a.vatPercent === b.vatPercent && a.stepSize === b.stepSize;

function componentChanges(before: Tariff, after: Tariff): TariffChange[] {
  const old = partsOf(before);
  const now = partsOf(after);
  const oldByKey = new Map(old.map((part) => [part.key, part]));
  const nowKeys = new Set(now.map(({ key }) => key));
  const changes: TariffChange[] = [];
  for (const { key, component, restrictions } of now) {
    const previous = oldByKey.get(key)?.component ?? null;
    if (previous !== null && sameComponent(previous, component)) continue;
    changes.push({ of: "component", type: component.type, restrictions, before: previous, after: component });
  }
  for (const { key, component, restrictions } of old) {
    if (nowKeys.has(key)) continue;
    changes.push({ of: "component", type: component.type, restrictions, before: component, after: null });
  }
  const kept = old.filter(({ key }) => nowKeys.has(key)).map(({ key }) => key);
  const keptNow = now.filter(({ key }) => oldByKey.has(key)).map(({ key }) => key);
  if (kept.join("\n") !== keptNow.join("\n")) changes.push({ of: "order" });
  return changes;
}

const TERMS = [
  "currency",
  "taxIncluded",
  "type",
  "minPrice",
  "maxPrice",
  "validFrom",
  "validTo",
  "altTexts",
  "altUrl",
  "preauthorizeAmount",
  "energyMix",
] as const;

function text(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * What differs between two versions: price by price, then the terms of the whole. Empty when both promise the same. The order of
 * elements is a change of its own, because the first that fits counts.
 */
export function diffTariffs(before: Tariff, after: Tariff): TariffChange[] {
  const terms = [
    ...TERMS.map((term) => [term, text(before[term]), text(after[term])] as const),
    ...(["graceMinutes", "capMinor"] as const).map(
      (term) => [term, text(before.occupancy?.[term]), text(after.occupancy?.[term])] as const,
    ),
  ];
  const changed = terms.filter(([, old, now]) => old !== now);
  return [
    ...componentChanges(before, after),
    ...changed.map(([term, old, now]): TariffChange => ({ of: "term", term, before: old, after: now })),
  ];
}
