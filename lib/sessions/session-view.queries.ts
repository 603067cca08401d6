import type { Tx } from "@/lib/db/database";

/** Everything that a driver's page shows of a session, in one read. */
export async function findViewFacts(tx: Tx, sessionId: string) {
  return tx.chargingSession.findUnique({
    where: { id: sessionId },
    include: {
      payment: true,
      tariff: true,
      wholesale: true,
      subscription: { select: { name: true } },
      receipts: { orderBy: { createdAt: "asc" }, omit: { pdf: true } },
      commands: { where: { kind: { in: ["REMOTE_START", "REMOTE_STOP"] } }, orderBy: { createdAt: "desc" } },
    },
  });
}

type ViewFacts = NonNullable<Awaited<ReturnType<typeof findViewFacts>>>;
export type ViewPayment = NonNullable<ViewFacts["payment"]>;
export type ViewReceipt = ViewFacts["receipts"][number];
export type ViewCommand = ViewFacts["commands"][number];

/** The newest refund of a payment that did not fail (UX-49). */
export async function findLastRefund(tx: Tx, paymentId: string) {
  return tx.refund.findFirst({
    where: { paymentId, state: { not: "FAILED" } },
    orderBy: { createdAt: "desc" },
    select: { createdAt: true },
  });
}
