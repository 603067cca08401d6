import { createHash } from "node:crypto";
import type { Context } from "@/lib/db/context";
import { findByOtherToken } from "@/lib/sessions/find-session";
import { storePdf } from "./billing.store";
import { signedValues } from "./ocmf/get-signed-data";
import { type ReceiptView, receiptDocumentSchema } from "./receipt-pdf/document.model";
import { renderReceiptPdf } from "./receipt-pdf/render-receipt-pdf";

/** The receipt behind a receipt link, with what was refunded since (UX-49); null when there is none (yet). */
export async function getReceiptView(
  context: Context,
  input: { readonly receiptToken: string },
): Promise<ReceiptView | null> {
  const found = await findByOtherToken(context, "receipt", input.receiptToken);
  if (!found) return null;
  return context.db.withClient(found.clientId, async (tx) => {
    const receipt = await tx.receipt.findFirst({
      where: { sessionId: found.sessionId, kind: { in: ["RECEIPT", "RELEASE_NOTE"] } },
      orderBy: { createdAt: "asc" },
      include: { session: { select: { id: true, evseId: true } } },
    });
    if (!receipt) return null;
    const [signed] = await signedValues(tx, receipt.session);
    const refunds = await tx.refund.findMany({
      where: {
        payment: { session: { id: found.sessionId } },
        requestedBy: { not: "settlement" },
        state: { not: "FAILED" },
      },
      orderBy: { createdAt: "asc" },
    });
    return {
      document: receiptDocumentSchema.parse(receipt.content),
      refunds: refunds.map((refund) => ({
        minor: refund.amountMinor,
        at: refund.createdAt,
        reason: refund.reason,
      })),
      signedData: signed ? { publicKey: signed.publicKey } : null,
    };
  });
}

/** The PDF of the receipt: rendered once, then the same bytes for ever (LAW-45). Null when there is no receipt (yet). */
export async function getReceiptPdf(
  context: Context,
  input: { readonly receiptToken: string },
): Promise<{ readonly bytes: Uint8Array; readonly fileName: string } | null> {
  const found = await findByOtherToken(context, "receipt", input.receiptToken);
  if (!found) return null;
  const receipt = await context.db.withClient(found.clientId, (tx) =>
    tx.receipt.findFirst({
      where: { sessionId: found.sessionId, kind: { in: ["RECEIPT", "RELEASE_NOTE"] } },
      orderBy: { createdAt: "asc" },
      select: { id: true },
    }),
  );
  return receipt ? readPdf(context, found.clientId, receipt.id) : null;
}

/** The stored PDF of one receipt of a client, rendered at first use. */
export async function readPdf(
  context: Context,
  clientId: string,
  receiptId: string,
): Promise<{ readonly bytes: Uint8Array; readonly fileName: string } | null> {
  const read = () =>
    context.db.withClient(clientId, (tx) => tx.receipt.findUnique({ where: { id: receiptId } }));
  const receipt = await read();
  if (!receipt) return null;
  const fileName = `${receipt.number}.pdf`;
  if (receipt.pdf) return { bytes: receipt.pdf, fileName };
  const bytes = await renderReceiptPdf(receiptDocumentSchema.parse(receipt.content));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const first = await context.db.withClient(clientId, (tx) => storePdf(tx, receiptId, bytes, sha256));
  if (first) return { bytes, fileName };
  const stored = await read();
  return stored?.pdf ? { bytes: stored.pdf, fileName } : null;
}
