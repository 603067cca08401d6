import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { PDFDict, PDFDocument, PDFName, PDFRawStream, type PDFString } from "pdf-lib";
import { describe, expect, it } from "vitest";
import { textsOf } from "./blocks.model";
import { type ReceiptDocument, receiptDocumentSchema } from "./document.model";
import { receiptBlocks } from "./receipt-blocks.rules";
import { renderReceiptPdf } from "./render-receipt-pdf";
import { CREDIT_NOTE, RECEIPT, RELEASE_NOTE } from "./testing/receipts";

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");
const textOf = (document: ReceiptDocument): string[] => receiptBlocks(document).flatMap(textsOf).map(plain);

/** Every character that the embedded fonts can give back when text is copied, from their ToUnicode maps. */
async function copyableCharacters(bytes: Uint8Array): Promise<string> {
  const pdf = await PDFDocument.load(bytes);
  let found = "";
  for (const [, object] of pdf.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFRawStream)) continue;
    const isPacked = object.dict.get(PDFName.of("Filter")) === PDFName.of("FlateDecode");
    const text = Buffer.from(isPacked ? inflateSync(object.contents) : object.contents).toString("latin1");
    if (!text.includes("beginbfchar")) continue;
    for (const [, hex = ""] of text.matchAll(/<[0-9a-fA-F]+>\s*<([0-9a-fA-F]{4,8})>/g)) {
      found += String.fromCodePoint(Number.parseInt(hex, 16));
    }
  }
  return found;
}

describe("UX-46: the content of a receipt", () => {
  it("prints lines in the legal order, VAT, way of the money, meter and seller", () => {
    expect(textOf(RECEIPT)).toEqual(
      expect.arrayContaining([
        "Receipt",
        "Number NL-2026-000147 · Issued 20/11/2026, 14:41:08 CET",
        "€14.41",
        "Reserved – 20/11/2026, 13:51:44 CET",
        "Released – instruction sent 20/11/2026, 14:41:07 CET",
        "Apple Pay, Visa ending in 4242",
        "Payment reference tr_7UhSN1zuXS",
        "23.412 kWh",
        "€0.59",
        "8,412.300 kWh",
        "8,435.712 kWh",
        "NL*NLL*E1024*1",
        "VAT number NL859012345B01 · Registered as KvK 72345678",
      ]),
    );
    const texts = textOf(RECEIPT);
    expect(texts.indexOf("Energy")).toBeLessThan(texts.indexOf("Occupying the charger after charging"));
  });

  it("says that nothing was paid when all was released", () => {
    const texts = textOf({ ...RELEASE_NOTE, locale: "de" });
    expect(texts).toEqual(
      expect.arrayContaining(["Bestätigung der Freigabe", "Sie haben nichts bezahlt", "0,00 €", "60,00 €"]),
    );
    expect(texts.join(" ")).not.toContain("Wofür Sie bezahlt haben");
  });

  it("LAW-48: a credit note names what it corrects and why", () => {
    expect(textOf(CREDIT_NOTE)).toEqual(
      expect.arrayContaining([
        "Corrects NL-2026-000147",
        "Reason: The charger stopped twice",
        "You got back",
        "€5.00",
      ]),
    );
  });

  it("marks a document of a test seller", () => {
    expect(textOf({ ...RECEIPT, seller: { ...RECEIPT.seller, mode: "TEST" } }).join(" ")).toContain(
      "No real money moves",
    );
  });

  it("survives being stored as JSON", () => {
    expect(receiptDocumentSchema.parse(JSON.parse(JSON.stringify(RECEIPT)))).toEqual(RECEIPT);
  });
});

describe("the PDF", () => {
  it("LAW-45: the same document gives the same bytes", async () => {
    const hashes = await Promise.all(
      [RECEIPT, RECEIPT].map(async (document) =>
        createHash("sha256")
          .update(await renderReceiptPdf(document))
          .digest("hex"),
      ),
    );
    expect(hashes[0]).toBe(hashes[1]);
  });

  it("LAW-31: leads to the signed file and names the program that checks it; the same bytes again", async () => {
    const url = "https://pay.example/r/k3Qf-3xW/signed";
    const signed = { url, publicKey: "3059ab" };
    const texts = receiptBlocks({ ...RECEIPT, locale: "de" }, signed).flatMap(textsOf);
    expect(texts).toEqual(
      expect.arrayContaining(["Signierte Messwerte", url, "https://transparenz.software/"]),
    );
    expect(texts.join(" ")).toContain("S.A.F.E.");
    expect(texts.join(" ")).toContain("3059ab");
    const [bytes, again] = [await renderReceiptPdf(RECEIPT, signed), await renderReceiptPdf(RECEIPT, signed)];
    expect(Buffer.compare(bytes, again)).toBe(0);
    const pdf = await PDFDocument.load(bytes);
    const links = pdf.getPages().flatMap(({ node }) => {
      const annotations = node.Annots()?.asArray() ?? [];
      return annotations.map((reference) => pdf.context.lookup(reference, PDFDict));
    });
    const targets = links.map((link) => link.lookup(PDFName.of("A"), PDFDict).get(PDFName.of("URI")));
    expect(targets.map(String)).toEqual([`(${url})`, "(https://transparenz.software/)"]);
    // Each has its place in the structure, so that a screen reader can follow it.
    const numbers = links.map((link) => String(link.get(PDFName.of("StructParent"))));
    expect(numbers).toEqual([String(pdf.getPageCount()), String(pdf.getPageCount() + 1)]);
  });

  it("prints and gives back characters beyond Latin-1, and replaces what no font has", async () => {
    const seller = { ...RECEIPT.seller, legalName: "Łódź Ğüneş ő Σ Ж 🔌 Sp. z o.o." };
    const characters = await copyableCharacters(await renderReceiptPdf({ ...RECEIPT, seller }));
    for (const character of "ŁódźĞőΣЖ€·–?") expect(characters, character).toContain(character);
  });

  it("LAW-55: is tagged, has a language, a title and headers of tables", async () => {
    const pdf = await PDFDocument.load(await renderReceiptPdf({ ...RECEIPT, locale: "fr" }), {
      updateMetadata: false,
    });
    const { catalog, context } = pdf;
    expect(pdf.getTitle()).toBe("Reçu NL-2026-000147");
    expect(pdf.getAuthor()).toBe(RECEIPT.seller.legalName);
    expect((catalog.get(PDFName.of("Lang")) as PDFString).asString()).toContain("fr-FR");
    expect(catalog.lookup(PDFName.of("MarkInfo"), PDFDict).toString()).toContain("/Marked true");
    const tags = context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFDict ? [String(object.get(PDFName.of("S")))] : []));
    for (const tag of ["/Document", "/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD"])
      expect(tags).toContain(tag);
  });

  it("goes on on a second page and cuts a word that is too long", async () => {
    const lines = Array.from({ length: 60 }, (_, index) => ({
      ...RECEIPT.lines[0],
      order: 10,
      quantity: `${index + 1}`,
    }));
    const long = {
      ...RECEIPT,
      lines: lines as ReceiptDocument["lines"],
      place: { ...RECEIPT.place, evseId: "X".repeat(300) },
    };
    const pdf = await PDFDocument.load(await renderReceiptPdf(long));
    expect(pdf.getPageCount()).toBeGreaterThan(1);
  });
});
