import { notFound } from "next/navigation";
import { Chips } from "@/components/admin/filters";
import { PageHead } from "@/components/admin/page-parts";
import { PriceEditor } from "@/components/admin/prices/price-editor";
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
  return (
    <>
      <PageHead back={{ href: "/admin/prices", label: "Prices" }} title="New price" />
      {cpos.length > 1 ? (
        <div className="mb-4">
          <Chips
            label="Operator"
            name="cpo"
            path={PATH}
            query={{ cpo: cpo.id }}
            chips={cpos.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
      ) : null}
      <PriceEditor
        key={cpo.id}
        check={checkPrice}
        publish={publishPrice}
        values={{ cpoId: cpo.id, expectedHash: "" }}
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
        <Card title="What drivers see">
          <p className="text-sm text-muted">
            Fill in a price and press “Check and preview”: this side then shows the driver’s page in four
            languages, what the law says, and what a session costs.
          </p>
        </Card>
      </PriceEditor>
    </>
  );
});
