import { searchAdmin } from "@/lib/billing/search-admin.queries";
import { adminRoute } from "../../_guard/admin-route";

/** Hits for the palette: GET /admin/search?q=… (ADM-2). */
export const GET = adminRoute("session.read", async ({ context, scope }, request) => {
  const text = (request.nextUrl.searchParams.get("q") ?? "").replaceAll("\0", "");
  const hits = await searchAdmin(context, scope, text);
  return Response.json({ hits }, { headers: { "cache-control": "private, no-store" } });
});
