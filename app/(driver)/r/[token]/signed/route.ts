import type { NextRequest } from "next/server";
import { getSignedData } from "@/lib/billing/ocmf/get-signed-data";
import { runtime } from "@/lib/db/runtime";
import { answerPage, deadLink } from "../../../_http/respond";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** What the meter signed, as the file that the transparency software opens (LAW-31). */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answerPage(request, async (driver) => {
    const { token } = await params;
    const file = await getSignedData(runtime(), { receiptToken: token });
    if (!file) return deadLink(driver);
    return new Response(file.xml, {
      headers: {
        "content-type": "application/xml; charset=utf-8",
        "content-disposition": `attachment; filename="${file.fileName.replace(/[^\w.-]/g, "_")}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex, nofollow",
      },
    });
  });
}
