import { openException } from "@/lib/billing/open-exception";
import type { Context } from "@/lib/db/context";

/** Opens a case about a payment, with the session that it paid for. */
export async function raise(
  context: Context,
  code: string,
  job: { readonly clientId: string; readonly paymentId: string; readonly what?: string | undefined },
): Promise<void> {
  const session = await context.db.withClient(job.clientId, (tx) =>
    tx.chargingSession.findUnique({
      where: { paymentId: job.paymentId },
      select: { id: true, stationId: true },
    }),
  );
  await openException(context, {
    clientId: job.clientId,
    code,
    key: `${code}:${job.paymentId}`,
    sessionId: session?.id ?? null,
    paymentId: job.paymentId,
    stationId: session?.stationId ?? null,
    detail: JSON.stringify(job.what ? { what: job.what } : {}),
  });
}
