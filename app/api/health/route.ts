import { knownMigrations, missingMigrations } from "@/lib/db/missing-migrations";
import { runtime } from "@/lib/db/runtime";

export const dynamic = "force-dynamic";

/**
 * Readiness, for load balancers: 200 when this process reaches a database that has all migrations of this version, else 503
 * (REL-45). No details; those are in the log. Whether the process lives at all is told by `/api/health/live`.
 */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const { db, log } = runtime();
  try {
    const missing = await db.withSystem((tx) => missingMigrations(tx, knownMigrations()));
    if (missing.length === 0) return Response.json({ status: "ok" }, { headers });
    log.error({ missing }, "not ready: migrations are missing");
  } catch (error) {
    log.error({ error: String(error) }, "not ready: no database");
  }
  return Response.json({ status: "unavailable" }, { status: 503, headers });
}
