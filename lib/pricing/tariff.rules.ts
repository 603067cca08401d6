import type { Tariff } from "./tariff.model";

/**
 * The content as canonical JSON: keys sorted by code unit, absent members left out, no white space. Two contents that mean
 * the same give the same text, for decimals are stored in their shortest form.
 */
export function canonicalTariff(content: Tariff): string {
  return canonical(content);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}

/** True when nothing in the tariff costs anything: no price, no least price (LAW-9). */
export function isFreeTariff(content: Tariff): boolean {
  const priced = content.elements.some(({ components }) => components.some(({ price }) => price !== "0"));
  const { minPrice } = content;
  return (
    !priced &&
    (minPrice === undefined || [minPrice.net ?? "0", minPrice.gross ?? "0"].every((text) => text === "0"))
  );
}
