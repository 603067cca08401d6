import { PDFDocument } from "pdf-lib";
import { FORMAT_TAG } from "@/lib/i18n/locale.model";
import { textsOf } from "./blocks.model";
import type { ReceiptDocument } from "./document.model";
import { embedFonts } from "./fonts";
import { layOut } from "./layout";
import { receiptBlocks } from "./receipt-blocks.rules";

/**
 * The document as a tagged PDF with embedded fonts, language and title (LAW-45, LAW-55, UX-46). The same input always gives
 * the same bytes: no clock, no random, so that a hash proves that a document was never changed.
 */
export async function renderReceiptPdf(receipt: ReceiptDocument): Promise<Uint8Array> {
  const blocks = receiptBlocks(receipt);
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const title = blocks.find((block) => block.kind === "title");
  pdf.setTitle(`${title ? title.text : ""} ${receipt.number}`.trim(), { showInWindowTitleBar: true });
  pdf.setAuthor(receipt.seller.legalName);
  pdf.setSubject(receipt.reference);
  pdf.setLanguage(FORMAT_TAG[receipt.locale]);
  pdf.setCreator("Kerbwatt");
  pdf.setProducer("Kerbwatt");
  pdf.setCreationDate(receipt.issuedAt);
  pdf.setModificationDate(receipt.issuedAt);
  const fonts = await embedFonts(pdf, blocks.flatMap(textsOf));
  layOut(pdf, fonts, blocks);
  return pdf.save({ useObjectStreams: false });
}
