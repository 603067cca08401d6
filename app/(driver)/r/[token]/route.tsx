import type { NextRequest } from "next/server";
import { ReceiptPage } from "@/components/driver/pages/receipt-page";
import { getReceiptView } from "@/lib/billing/get-receipt";
import { runtime } from "@/lib/db/runtime";
import { answerPage, deadLink, page } from "../../_http/respond";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** The receipt behind a receipt link; it lives as long as the fiscal document (UX-33). */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answerPage(request, async (driver) => {
    const { token } = await params;
    const view = await getReceiptView(runtime(), { receiptToken: token });
    if (!view) return deadLink(driver);
    const ui = driver.ui(`/r/${token}`);
    const { seller, reference, kind, number } = view.document;
    return page(driver, {
      ui,
      title: `${ui.t(`receipt.title_${kind}`)} ${number}`,
      seller,
      reference,
      children: <ReceiptPage ui={ui} view={view} path={`/r/${token}`} />,
    });
  });
}
