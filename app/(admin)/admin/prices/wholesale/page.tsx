import Link from "next/link";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { PriceTabs } from "@/components/admin/prices/price-tabs";
import { buttonClass } from "@/components/ui/button";
import { listTariffs } from "@/lib/pricing/prices.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage } from "../../../_guard/admin-page";
import { PriceList } from "../price-list";

export default adminPage("pricing.read", async (admin) => {
  const rows = await listTariffs(admin.context, admin.scope, "WHOLESALE");
  const newTariff = may(admin.principal.role, "pricing.write") ? (
    <Link href="/admin/prices/new?kind=WHOLESALE" className={buttonClass("primary", "small")}>
      New wholesale tariff
    </Link>
  ) : null;
  return (
    <>
      <PageHead
        title="Wholesale tariffs"
        detail="What partners are told and payment terminals show, by tariff code."
        actions={newTariff}
      />
      <PriceTabs current="wholesale" />
      <PriceList
        admin={admin}
        rows={rows}
        caption="Wholesale tariffs by code"
        priceHeader="Terminals show, with VAT"
        empty={
          <Empty title="No wholesale tariff yet">
            Payment terminals sell only where the charger’s tariff code has one.
          </Empty>
        }
      />
    </>
  );
});
