import { runtime } from "@/lib/db/runtime";

export const dynamic = "force-dynamic";

/** For load balancers and supervisors: 200 when this process serves and reaches the database, else 503. No details. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  try {
    await runtime().db.withSystem((tx) => tx.$queryRaw`SELECT 1`);
    return Response.json({ status: "ok" }, { headers });
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503, headers });
  }
}
