import { localTime } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import { otherSide } from "@/lib/pricing/amounts.rules";
import { insertReceipt, nextReceiptNumber } from "./billing.store";
import { receiptDocumentSchema } from "./receipt-pdf/document.model";

/**
 * A refund by staff gets a credit note with a number of its own, linked to the receipt that it corrects (LAW-48). The unused
 * part of a prepaid payment needs none: it was never charged. Repeats do nothing.
 */
export async function issueCreditNote(
  context: Context,
  input: { readonly clientId: string; readonly refundId: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const refund = await tx.refund.findUnique({
      where: { id: input.refundId },
      include: { payment: { include: { session: { include: { receipts: true } } } } },
    });
    const session = refund?.payment.session;
    const original = session?.receipts.find((receipt) => receipt.kind === "RECEIPT");
    if (!refund || !session || !original || refund.requestedBy === "settlement") return;
    if (session.receipts.some((receipt) => receipt.kind === "CREDIT_NOTE" && receipt.subject === refund.id))
      return;
    const cpo = await tx.cpo.findUniqueOrThrow({ where: { id: session.cpoId } });
    const document = receiptDocumentSchema.parse(original.content);
    const issuedAt = context.clock.now();
    const number = await nextReceiptNumber(
      tx,
      cpo,
      Number(localTime(session.timeZone, issuedAt).date.slice(0, 4)),
    );
    const percent = document.taxLines[0]?.percent ?? null;
    const grossMinor = -refund.amountMinor;
    const netMinor = -otherSide(refund.amountMinor, percent, "GROSS");
    const taxMinor = grossMinor - netMinor;
    await insertReceipt(tx, {
      id: context.ids.next(),
      clientId: session.clientId,
      cpoId: session.cpoId,
      sessionId: session.id,
      kind: "CREDIT_NOTE",
      subject: refund.id,
      number,
      locale: session.locale,
      createdAt: issuedAt,
      content: JSON.parse(
        JSON.stringify({
          ...document,
          kind: "CREDIT_NOTE",
          number,
          issuedAt,
          lines: [],
          taxLines: [{ percent, netMinor, taxMinor, grossMinor }],
          total: { netMinor, taxMinor, grossMinor },
          writtenOffMinor: 0,
          corrects: original.number,
          correctionReason: refund.reason,
        }),
      ),
    });
    await tx.$executeRaw`SELECT pg_notify('session_changed', ${session.id})`;
  });
}
