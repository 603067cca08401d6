export const dynamic = "force-dynamic";

/** Liveness, for supervisors: this process answers. A database that is down is no reason to restart it (REL-45). */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
