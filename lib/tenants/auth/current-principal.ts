import { getServerSession } from "next-auth";
import { cache } from "react";
import type { Context } from "@/lib/db/context";
import { runtime } from "@/lib/db/runtime";
import type { Principal } from "../access.model";
import { readUserForAccess } from "../tenants.queries";
import { authOptions } from "./options";
import { liveClaims, type SessionClaims } from "./session.rules";

/**
 * Who is asking, or null. For pages, server actions and route handlers; read once per request. A changed role, a
 * disabled user and a raised security version act at once (SEC-55).
 */
export const currentPrincipal = cache(async (): Promise<Principal | null> => {
  const session = (await getServerSession(authOptions())) as { claims?: Partial<SessionClaims> } | null;
  return session?.claims ? principalOf(runtime(), session.claims) : null;
});

/** The person behind the claims of a cookie, when the sign-in is still good. */
export async function principalOf(
  context: Context,
  claims: Partial<SessionClaims>,
): Promise<Principal | null> {
  const live = liveClaims(claims, context.clock.now().getTime());
  if (!live) return null;
  const user = await readUserForAccess(context, live.userId);
  if (!user || user.disabledAt !== null || user.securityVersion !== live.securityVersion) return null;
  return { userId: user.id, clientId: user.clientId, role: user.role, name: user.name, email: user.email };
}
