import { notFound } from "next/navigation";
import { clock } from "@/components/admin/format";
import { PageHead } from "@/components/admin/page-parts";
import { PriceTabs } from "@/components/admin/prices/price-tabs";
import { WhatIfForm } from "@/components/admin/what-if-form";
import { listWhatIfPlaces } from "@/lib/billing/what-if.queries";
import { localTime } from "@/lib/core/time";
import { listTariffVersions } from "@/lib/pricing/tariff-versions.queries";
import { adminPage } from "../../../_guard/admin-page";

/** Months that can be chosen, the present one first. */
const MONTHS = 13;

export default adminPage("pricing.read", async ({ context, scope, client, zone, now }) => {
  const [tariffs, places] = await Promise.all([
    listTariffVersions(context, scope),
    listWhatIfPlaces(context, scope),
  ]);
  const operators = client.cpos.filter(({ id }) => scope.cpoIds.includes(id));
  if (operators.length === 0) notFound();
  const months = monthsBefore(now, zone);
  const [present = "", last = ""] = months.map(([month]) => month);
  const isLastThere = places.firstAt !== null && localTime(zone, places.firstAt).date < `${present}-01`;
  return (
    <>
      <PageHead title="What if" detail="What a month's sessions would have cost with another price." />
      <PriceTabs current="whatIf" />
      <WhatIfForm
        url="/admin/prices/what-if/run"
        operators={operators.map(({ id, name, currency, vatPercent }) => ({
          id,
          name,
          currency,
          vatPercent: vatPercent.toString(),
        }))}
        tariffs={tariffs.flatMap(({ id, code, kind, revisions }) => [
          [id, `${code}, ${kind.toLowerCase()}`] as const,
          ...revisions
            .slice(1)
            .map(
              ({ number, publishedAt }) =>
                [
                  `${id}:${number}`,
                  `${code}, version ${number} of ${clock(publishedAt, zone, "date")}`,
                ] as const,
            ),
        ])}
        locations={places.locations.map(({ id, name }) => [id, name])}
        codes={places.codes.map((code) => [code, code])}
        months={months}
        month={isLastThere ? last : present}
      />
    </>
  );
});

function monthsBefore(now: Date, zone: string): (readonly [string, string])[] {
  const [year = 0, month = 0] = localTime(zone, now).date.split("-").map(Number);
  const words = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  return Array.from({ length: MONTHS }, (_, back) => {
    const first = new Date(Date.UTC(year, month - 1 - back, 1));
    return [first.toISOString().slice(0, 7), words.format(first)] as const;
  });
}
