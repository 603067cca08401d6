import type { NextRequest } from "next/server";
import { getReceiptPdf } from "@/lib/billing/get-receipt";
import { runtime } from "@/lib/db/runtime";
import { answerPage, deadLink } from "../../../_http/respond";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** The same bytes at every download (LAW-45). */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answerPage(request, async (driver) => {
    const { token } = await params;
    const pdf = await getReceiptPdf(runtime(), { receiptToken: token });
    if (!pdf) return deadLink(driver);
    const fileName = pdf.fileName.replace(/[^\w.-]/g, "_");
    return new Response(Uint8Array.from(pdf.bytes), {
      headers: {
        "content-type": "application/pdf",
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "no-store",
        "x-robots-tag": "noindex, nofollow",
      },
    });
  });
}
