import type { Context } from "@/lib/db/context";
import { hashToken } from "@/lib/db/secrets";
import type { RequestView } from "./request.model";

/** Links are 32 random bytes in base64url; anything else is not even looked up. */
const LINK = /^[\w-]{43}$/;

/** The request behind a link, by the link's hash; null when it does not work (any more). */
export async function findRequest(context: Context, token: string): Promise<RequestView | null> {
  if (!LINK.test(token)) return null;
  const now = context.clock.now();
  // The system's scope finds out whose the link is.
  const row = await context.db.withSystem((tx) =>
    tx.subscription.findUnique({
      where: { requestTokenHash: hashToken(token) },
      include: {
        cpos: { select: { cpo: { select: { name: true, countryCode: true, partyId: true } } } },
      },
    }),
  );
  if (!row || row.requestExpiresAt === null || row.requestExpiresAt <= now) return null;
  const client = await context.db.withClient(row.clientId, (tx) =>
    tx.client.findUnique({ where: { id: row.clientId }, select: { name: true } }),
  );
  return {
    subscriptionId: row.id,
    clientId: row.clientId,
    clientName: client?.name ?? "",
    name: row.name,
    provider: row.provider,
    environment: row.environment,
    state: row.state,
    cpos: row.cpos.map(({ cpo }) => cpo),
    reviewNote: row.reviewNote,
    expiresAt: row.requestExpiresAt,
    values: {
      countryCode: row.countryCode,
      partyId: row.partyId,
      prefix: row.tokenPrefix,
      separator: row.tokenSeparator,
      version: row.version,
      modules: row.modules,
      peerRole: row.peerRole,
      versionsUrl: row.peerVersionsUrl,
      hosts: row.proposedHosts,
      contactName: row.contactName,
      contactEmail: row.contactEmail,
      contactPhone: row.contactPhone,
      note: row.note,
    },
  };
}
