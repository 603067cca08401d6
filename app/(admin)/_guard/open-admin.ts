import { cookies } from "next/headers";
import { cache } from "react";
import { PREFERENCES } from "@/components/admin/nav.model";
import { isTimeZone } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import { runtime } from "@/lib/db/runtime";
import type { AdminScope, Principal } from "@/lib/tenants/access.model";
import { currentPrincipal } from "@/lib/tenants/auth/current-principal";
import { type ClientRead, readClient, scopeOf } from "@/lib/tenants/tenants.queries";

/** What every page, action and route of the portal works with. */
export interface Admin {
  readonly context: Context;
  readonly principal: Principal;
  /** The client's CPOs of the mode that is shown; every query takes it (ADM-20, SEC-51). */
  readonly scope: AdminScope;
  readonly client: ClientRead;
  readonly bothModes: boolean;
  /** The person's own time zone, or that of the first location's country when the browser has not told (ADM-34). */
  readonly zone: string;
  readonly now: Date;
}

const FALLBACK_ZONE = "Europe/Amsterdam";

/** The signed-in person with the client and the mode, or null. Read once per request. */
export const openAdmin = cache(async (): Promise<Admin | null> => {
  const principal = await currentPrincipal();
  if (!principal) return null;
  const context = runtime();
  const client = await readClient(context, principal.clientId);
  const jar = await cookies();
  const wanted = jar.get(PREFERENCES.mode)?.value;
  const zone = decodeURIComponent(jar.get(PREFERENCES.zone)?.value ?? "");
  return {
    context,
    principal,
    scope: scopeOf(client, wanted === "TEST" || wanted === "LIVE" ? wanted : null),
    client,
    bothModes: new Set(client.cpos.map((cpo) => cpo.mode)).size > 1,
    zone: zone && isTimeZone(zone) ? zone : FALLBACK_ZONE,
    now: context.clock.now(),
  };
});
