import { Notice } from "@/components/admin/notice";
import { Card } from "@/components/ui/card";
import type { TerminalTariffCheck } from "@/lib/ocpi/modules/payments/check-terminal-tariffs";
import type { TerminalDetail } from "@/lib/subscriptions/terminal-list.queries";

/** What the provider has otherwise than we. Our assignment decides; saving it again tells the provider. */
export function Differences({ of: found }: { readonly of: TerminalDetail }) {
  if (found.differences === null) return null;
  const nameOf = (id: string) =>
    found.assignments.find(({ evseId }) => evseId === id)?.evse?.label ??
    found.assignments.find(({ locationId }) => locationId === id)?.location.name ??
    id;
  const list = (ids: readonly string[]) => (ids.length === 0 ? "none" : ids.map(nameOf).join(", "));
  return (
    <div className="mb-4">
      <Notice tone="amber">
        <span className="font-medium">The provider has something else.</span>{" "}
        {found.differences.map(({ field, ours, theirs }) => (
          <span key={field} className="block break-words">
            {field === "evses" ? "Charging points" : "Locations"}: here {list(ours)}, there {list(theirs)}.
          </span>
        ))}
        <span className="block">Save where it serves once more to send it again.</span>
      </Notice>
    </div>
  );
}

/** Whether the terminal can show the right price everywhere that it serves (domain §9.3). */
export function TariffCheck({ check }: { readonly check: TerminalTariffCheck | null }) {
  if (check === null) return null;
  const { clashes, withoutTariff, unsayable } = check;
  const isGood = clashes.length === 0 && withoutTariff.length === 0 && unsayable.length === 0;
  return (
    <Card title="Prices at this terminal">
      {isGood ? (
        <p className="text-sm">
          One tariff per current type at all {check.evses} charging points, and the provider&apos;s version
          can say it.
        </p>
      ) : (
        <ul className="flex list-inside list-disc flex-col gap-1.5 text-sm">
          {clashes.map(({ currentType, groups }) => (
            <li key={currentType}>
              {currentType} points have different tariffs, but the terminal shows one:{" "}
              {groups.map(({ code, labels }) => `${code ?? "none"} at ${labels.join(", ")}`).join("; ")}.
            </li>
          ))}
          {withoutTariff.length > 0 ? (
            <li>No wholesale tariff at {withoutTariff.join(", ")}: nobody can start there.</li>
          ) : null}
          {unsayable.map(({ code, problems }) => (
            <li key={code}>
              Tariff {code} can not be said in the provider&apos;s version: {problems.join(", ")}.
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
