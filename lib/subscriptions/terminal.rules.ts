import type { TerminalDifference } from "./terminal.model";

interface Places {
  readonly locationIds: readonly string[];
  readonly evseUids: readonly string[];
}

/**
 * What a provider has otherwise than we, after our assignment was sent. Ids are CiStrings: case and order do not matter.
 * Null when nothing differs.
 */
export function terminalDifferences(ours: Places, theirs: Places): readonly TerminalDifference[] | null {
  const differences: TerminalDifference[] = [];
  if (!sameIds(ours.locationIds, theirs.locationIds))
    differences.push({ field: "locations", ours: ours.locationIds, theirs: theirs.locationIds });
  if (!sameIds(ours.evseUids, theirs.evseUids))
    differences.push({ field: "evses", ours: ours.evseUids, theirs: theirs.evseUids });
  return differences.length === 0 ? null : differences;
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  const key = (ids: readonly string[]) => [...new Set(ids.map((id) => id.toLowerCase()))].sort().join(" ");
  return key(a) === key(b);
}

/** EVSEs of one terminal with the tariff code that their connectors show. */
export interface ServedEvse {
  readonly label: string;
  readonly currentType: "AC" | "DC";
  readonly tariffCode: string | null;
}

export interface TariffClash {
  readonly currentType: "AC" | "DC";
  /** Code (null: none) → labels. */
  readonly groups: readonly { readonly code: string | null; readonly labels: readonly string[] }[];
}

/** One terminal shows one price per current type: the types whose points have more than one tariff (domain §9.3). */
export function tariffClashes(evses: readonly ServedEvse[]): readonly TariffClash[] {
  return (["AC", "DC"] as const).flatMap((currentType) => {
    const byCode = new Map<string | null, string[]>();
    for (const evse of evses.filter((candidate) => candidate.currentType === currentType))
      byCode.set(evse.tariffCode, [...(byCode.get(evse.tariffCode) ?? []), evse.label]);
    const groups = [...byCode].map(([code, labels]) => ({ code, labels }));
    return groups.length > 1 ? [{ currentType, groups }] : [];
  });
}
