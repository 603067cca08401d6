import Link from "next/link";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { PriceTabs } from "@/components/admin/prices/price-tabs";
import { buttonClass } from "@/components/ui/button";
import { listTariffs } from "@/lib/pricing/prices.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage } from "../../_guard/admin-page";
import { PriceList } from "./price-list";

export default adminPage("pricing.read", async (admin) => {
  const rows = await listTariffs(admin.context, admin.scope);
  const newPrice = may(admin.principal.role, "pricing.write") ? (
    <Link href="/admin/prices/new" className={buttonClass("primary", "small")}>
      New price
    </Link>
  ) : null;
  return (
    <>
      <PageHead title="Prices" detail="What drivers pay, and where." actions={newPrice} />
      <PriceTabs current="retail" />
      <PriceList
        admin={admin}
        rows={rows}
        caption="Prices by code"
        priceHeader="Drivers pay, with VAT"
        empty={
          <Empty title="No price yet">
            A charger without a price can not be sold at. Set up the first one.
          </Empty>
        }
      />
    </>
  );
});
