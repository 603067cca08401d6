import { notFound } from "next/navigation";
import { Chips } from "@/components/admin/filters";
import { power } from "@/components/admin/format";
import { PageHead } from "@/components/admin/page-parts";
import { AssignChargers, type AssignRow } from "@/components/admin/prices/assign-chargers";
import { findingProblem } from "@/components/admin/prices/finding-words";
import { PriceEditor } from "@/components/admin/prices/price-editor";
import { PRICE_TABS } from "@/components/admin/prices/price-tabs";
import { Card } from "@/components/ui/card";
import { tariffRefusals } from "@/lib/pricing/evse-facts.rules";
import { codeOf, listEvsesOfCpo, readTariff, type TariffDetail } from "@/lib/pricing/prices.queries";
import { todayAt } from "@/lib/pricing/simulate.rules";
import { type Tariff, tariffSchema } from "@/lib/pricing/tariff.model";
import { formOfTariff } from "@/lib/pricing/tariff-form.rules";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import type { Admin } from "../../../_guard/open-admin";
import { assignPrice, checkPrice, publishPrice } from "../actions";
import { asSold, cpoInScope, placesOf } from "../draft";
import { History } from "../history";
import { OcpiNotes } from "../ocpi-notes";
import { Report } from "../report";

export default adminPage("pricing.read", async (admin, route) => {
  const id = uuidParam(route);
  const found = id && (await readTariff(admin.context, admin.scope, id));
  if (!found) notFound();
  const path = `/admin/prices/${found.id}`;
  const view = route.query.view === "chargers" || route.query.view === "history" ? route.query.view : null;
  const tariff = tariffSchema.parse(found.current.content);
  return (
    <>
      <PageHead
        back={found.kind === "RETAIL" ? PRICE_TABS.retail : PRICE_TABS.wholesale}
        title={found.code}
        detail={`${found.kind === "RETAIL" ? "" : "Wholesale · "}${found.name} · version ${found.revisions[0]?.number ?? "–"}`}
      />
      <div className="mb-4">
        <Chips
          label="Parts of this price"
          name="view"
          path={path}
          query={{ view }}
          chips={[
            { value: null, label: "Price" },
            ...(found.kind === "RETAIL"
              ? [{ value: "chargers", label: "Chargers", count: found.evses.length }]
              : []),
            { value: "history", label: "History", count: found.revisions.length },
          ]}
        />
      </div>
      {view === "chargers" ? <Chargers admin={admin} found={found} tariff={tariff} /> : null}
      {view === "history" ? (
        <History found={found} path={path} query={route.query} zone={admin.zone} />
      ) : null}
      {view === null ? <Editor admin={admin} found={found} tariff={tariff} /> : null}
    </>
  );
});

interface PartProps {
  readonly admin: Admin;
  readonly found: TariffDetail;
  readonly tariff: Tariff;
}

async function Editor({ admin, found, tariff }: PartProps) {
  const cpo = cpoInScope(admin, found.cpoId);
  const places = await placesOf(admin, cpo);
  const place = places.find(({ id }) => id === found.evses[0]?.id) ?? places[0];
  if (!place) notFound();
  const trial = {
    energyWh: 20_000,
    minutes: 40,
    idleMinutes: 0,
    startedAt: todayAt("18:00", admin.now, place.timeZone),
  };
  return (
    <PriceEditor
      key={found.currentHash}
      check={checkPrice}
      publish={publishPrice}
      kind={found.kind}
      values={{ cpoId: cpo.id, expectedHash: found.currentHash, kind: found.kind }}
      form={formOfTariff(tariff)}
      json={JSON.stringify(tariff, null, 2)}
      currency={cpo.currency}
      isNew={false}
      name={found.name}
      code={found.code}
      mayWrite={may(admin.principal.role, "pricing.write")}
      chargers={places.map(({ id, label }) => [id, label])}
      charger={place.id}
    >
      <Report
        tariff={await asSold(admin, cpo.id, tariff)}
        kind={found.kind}
        cpo={cpo}
        place={place}
        evses={found.evses}
        trial={trial}
        now={admin.now}
      />
      {found.kind === "WHOLESALE" ? <OcpiNotes tariff={tariff} cpo={cpo} /> : null}
    </PriceEditor>
  );
}

async function Chargers({ admin, found, tariff }: PartProps) {
  const evses = await listEvsesOfCpo(admin.context, admin.scope, found.cpoId);
  const refusals = new Map(tariffRefusals(tariff, evses).map((refusal) => [refusal.evseId, refusal]));
  const rows = evses.map((evse): AssignRow => {
    const finding = refusals.get(evse.id)?.findings[0];
    return {
      id: evse.id,
      label: evse.label,
      place: `${evse.location.name}, ${evse.location.city}`,
      power: power(evse.maxPowerW),
      current: codeOf(evse),
      uses: codeOf(evse) === found.code,
      refusal: finding ? `${findingProblem(finding.code, finding.values)} ${finding.article}` : null,
    };
  });
  return (
    <Card title="Where drivers pay this price" flush>
      <AssignChargers
        action={assignPrice}
        tariffId={found.id}
        code={found.code}
        rows={rows}
        mayWrite={may(admin.principal.role, "pricing.write")}
      />
    </Card>
  );
}
