import { createHash } from "node:crypto";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { env } from "@/lib/env";
import { findByOtherToken } from "@/lib/sessions/find-session";
import { openTokens } from "@/lib/sessions/tokens";
import { storePdf } from "./billing.store";
import { signedValues } from "./ocmf/get-signed-data";
import {
  type ReceiptDocument,
  type ReceiptView,
  receiptDocumentSchema,
  type SignedDataLink,
} from "./receipt-pdf/document.model";
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
      orderBy: { createdAt: "desc" },
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
      document: await readDocument(tx, receipt),
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
      orderBy: { createdAt: "desc" },
      select: { id: true },
    }),
  );
  return receipt ? readPdf(context, found.clientId, receipt.id) : null;
}

/** The document as it was issued, with what the terminal's provider has told since about the payment. */
async function readDocument(
  tx: Tx,
  receipt: { readonly sessionId: string; readonly content: unknown },
): Promise<ReceiptDocument> {
  const document = receiptDocumentSchema.parse(receipt.content);
  if (!document.provider) return document;
  const advices = await tx.financialAdvice.findMany({
    where: { sessionId: receipt.sessionId },
    orderBy: { receivedAt: "asc" },
    select: { eftData: true },
  });
  const lines = advices.flatMap(({ eftData }) => (Array.isArray(eftData) ? eftData : []));
  return { ...document, eftLines: lines.filter((line) => typeof line === "string").slice(0, EFT_LINES_MAX) };
}

/** More lines than a terminal prints are not for the driver. */
const EFT_LINES_MAX = 60;

/**
 * Where the PDF of a receipt says that the signed values are: the file of the receipt's own link, which opens the receipt and
 * nothing else. Null for other documents, and where the meter signed nothing.
 */
async function signedDataLink(
  tx: Tx,
  context: Context,
  receipt: { readonly sessionId: string; readonly kind: string },
): Promise<SignedDataLink | null> {
  if (receipt.kind !== "RECEIPT") return null;
  const session = await tx.chargingSession.findUniqueOrThrow({
    where: { id: receipt.sessionId },
    select: { id: true, evseId: true, tokensCipher: true },
  });
  const [signed] = await signedValues(tx, session);
  if (!signed) return null;
  const { receipt: token } = openTokens(context, session.tokensCipher);
  return { url: `${env().PUBLIC_URL}/r/${token}/signed`, publicKey: signed.publicKey };
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
  const { document, signedData } = await context.db.withClient(clientId, async (tx) => ({
    document: await readDocument(tx, receipt),
    signedData: await signedDataLink(tx, context, receipt),
  }));
  const bytes = await renderReceiptPdf(document, signedData);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const first = await context.db.withClient(clientId, (tx) => storePdf(tx, receiptId, bytes, sha256));
  if (first) return { bytes, fileName };
  const stored = await read();
  return stored?.pdf ? { bytes: stored.pdf, fileName } : null;
}
