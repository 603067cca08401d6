import { PDFDocument } from "pdf-lib";
import { type Block, textsOf } from "./blocks.model";
import { embedFonts } from "./fonts";
import { layOut } from "./layout";

/** What a reader sees about a document beside its pages. */
export interface DocumentFacts {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** BCP 47, e.g. "nl-NL". */
  readonly language: string;
  readonly at: Date;
}

/**
 * Blocks as a tagged PDF with embedded fonts, language and title (LAW-55). The same input always gives the same bytes: no
 * clock, no random.
 */
export async function renderBlocks(facts: DocumentFacts, blocks: readonly Block[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setTitle(facts.title, { showInWindowTitleBar: true });
  pdf.setAuthor(facts.author);
  pdf.setSubject(facts.subject);
  pdf.setLanguage(facts.language);
  pdf.setCreator("Kerbwatt");
  pdf.setProducer("Kerbwatt");
  pdf.setCreationDate(facts.at);
  pdf.setModificationDate(facts.at);
  const fonts = await embedFonts(pdf, [facts.title, ...blocks.flatMap(textsOf)]);
  layOut(pdf, fonts, blocks, facts.title);
  return pdf.save({ useObjectStreams: false });
}
