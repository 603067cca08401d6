import { FORMAT_TAG } from "@/lib/i18n/locale.model";
import type { ReceiptDocument, SignedDataLink } from "./document.model";
import { receiptBlocks } from "./receipt-blocks.rules";
import { renderBlocks } from "./render-blocks";

/**
 * The document as a tagged PDF with embedded fonts, language and title (LAW-45, LAW-55, UX-46). The same input always gives
 * the same bytes, so that a hash proves that a document was never changed.
 */
export async function renderReceiptPdf(
  receipt: ReceiptDocument,
  signedData: SignedDataLink | null = null,
): Promise<Uint8Array> {
  const blocks = receiptBlocks(receipt, signedData);
  const title = blocks.find((block) => block.kind === "title");
  return renderBlocks(
    {
      title: `${title ? title.text : ""} ${receipt.number}`.trim(),
      author: receipt.seller.legalName,
      subject: receipt.reference,
      language: FORMAT_TAG[receipt.locale],
      at: receipt.issuedAt,
    },
    blocks,
  );
}
