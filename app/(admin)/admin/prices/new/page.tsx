import { notFound } from "next/navigation";
import { Chips } from "@/components/admin/filters";
import { PageHead } from "@/components/admin/page-parts";
import { PriceEditor } from "@/components/admin/prices/price-editor";
import { PRICE_TABS } from "@/components/admin/prices/price-tabs";
import { Card } from "@/components/ui/card";
import { adminPage } from "../../../_guard/admin-page";
import { checkPrice, publishPrice } from "../actions";
import { placesOf } from "../draft";

const PATH = "/admin/prices/new";

export default adminPage("pricing.write", async (admin, { query }) => {
  const cpos = admin.client.cpos.filter(({ id }) => admin.scope.cpoIds.includes(id));
  const cpo = cpos.find(({ id }) => id === query.cpo) ?? cpos[0];
  if (!cpo) notFound();
  const places = await placesOf(admin, cpo);
  const isWholesale = query.kind === "WHOLESALE";
  const kind = isWholesale ? "WHOLESALE" : "RETAIL";
  return (
    <>
      <PageHead
        back={isWholesale ? PRICE_TABS.wholesale : PRICE_TABS.retail}
        title={isWholesale ? "New wholesale tariff" : "New price"}
      />
      {cpos.length > 1 ? (
        <div className="mb-4">
          <Chips
            label="Operator"
            name="cpo"
            path={PATH}
            query={{ cpo: cpo.id, kind: isWholesale ? kind : null }}
            chips={cpos.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
      ) : null}
      <PriceEditor
        key={`${cpo.id} ${kind}`}
        kind={kind}
        check={checkPrice}
        publish={publishPrice}
        values={{ cpoId: cpo.id, expectedHash: "", kind }}
        form={{ vatPercent: cpo.vatPercent.toString(), idleGrace: "15" }}
        json={`{\n  "currency": "${cpo.currency}",\n  "taxIncluded": "YES",\n  "type": "AD_HOC_PAYMENT",\n  "elements": []\n}`}
        currency={cpo.currency}
        isNew
        name=""
        code=""
        mayWrite
        chargers={places.map(({ id, label }) => [id, label])}
        charger={places[0]?.id ?? "AC"}
      >
        <Card title={isWholesale ? "What terminals show" : "What drivers see"}>
          <p className="text-sm text-muted">
            Fill in a price and press “Check and preview”: this side then shows what the law says, the price
            as drivers meet it in four languages, and what a session costs.
          </p>
        </Card>
      </PriceEditor>
    </>
  );
});
