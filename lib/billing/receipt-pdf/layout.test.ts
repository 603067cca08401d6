import { inflateSync } from "node:zlib";
import { PDFArray, PDFDocument, PDFName, PDFRawStream, StandardFonts } from "pdf-lib";
import { describe, expect, it } from "vitest";
import type { Block } from "./blocks.model";
import type { Fonts } from "./fonts";
import { layOut } from "./layout";
import { wrapText } from "./wrap-text.rules";

/** The lines of each page, in the order in which they were drawn; in a font whose codes are the characters. */
async function pagesOf(blocks: readonly Block[]): Promise<string[][]> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const fonts: Fonts = {
    runs: (text) => [{ font, text }],
    width: (text, _weight, size) => font.widthOfTextAtSize(text, size),
  };
  layOut(pdf, fonts, blocks, "Report 7");
  const saved = await PDFDocument.load(await pdf.save());
  return saved.getPages().map(({ node }) => {
    const contents = node.Contents();
    const streams = contents instanceof PDFArray ? contents.asArray() : [contents];
    const text = streams
      .map((stream) => (stream ? saved.context.lookup(stream) : undefined))
      .filter((stream) => stream instanceof PDFRawStream)
      .map(({ dict, contents: bytes }) =>
        Buffer.from(dict.has(PDFName.of("Filter")) ? inflateSync(bytes) : bytes).toString("latin1"),
      )
      .join("\n");
    return [...text.matchAll(/<([0-9A-F]*)> Tj/g)].map(([, hex = ""]) =>
      Buffer.from(hex, "hex").toString("latin1"),
    );
  });
}

const line = (text: string): Block => ({ kind: "paragraph", text });
const lines = (count: number): Block[] => Array.from({ length: count }, (_, index) => line(`line ${index}`));
/** Lines of a page of nothing else. */
const FULL = 47;

describe("a document of several pages", () => {
  it("has its name and the number at the foot of each; one page has neither", async () => {
    const pages = await pagesOf(lines(FULL * 2 + 10));
    expect(pages.map((page) => page.slice(-2))).toEqual([
      ["Report 7", "1 / 3"],
      ["Report 7", "2 / 3"],
      ["Report 7", "3 / 3"],
    ]);
    expect(await pagesOf(lines(3))).toEqual([["line 0", "line 1", "line 2"]]);
  });

  it("shows the head of a table again", async () => {
    const rows = Array.from({ length: 60 }, (_, index) => [`step ${index}`, "passed"]);
    const table: Block = { kind: "table", head: ["Step", "Result"], rows, foot: null, widths: [0.8, 0.2] };
    const [first, second] = await pagesOf([table]);
    expect(first?.slice(0, 4)).toEqual(["Step", "Result", "step 0", "passed"]);
    const last = Number(first?.findLast((text) => text.startsWith("step"))?.slice(5));
    expect(second?.slice(0, 4)).toEqual(["Step", "Result", `step ${last + 1}`, "passed"]);
  });

  it.each([
    ["its first paragraph", [line("first")]],
    ["the message behind its paragraph", [line("first"), { kind: "quote", head: "who", text: "what" }]],
    ["the head of its table", [{ kind: "table", head: ["first"], rows: [["a"]], foot: null, widths: [1] }]],
    ["a line to sign on", [{ kind: "signature", text: "first" }]],
  ] as const)("never leaves a heading alone, without %s", async (_what, after: readonly Block[]) => {
    for (let before = FULL - 8; before <= FULL; before++) {
      const pages = await pagesOf([...lines(before), { kind: "heading", text: "Heading" }, ...after]);
      const page = pages.find((texts) => texts.includes("Heading"));
      expect(page, `${before} lines before`).toContain("first");
      if (after.length > 1) expect(page).toContain("what");
    }
  });

  it("keeps what somebody said with who said it", async () => {
    for (let before = FULL - 6; before <= FULL; before++) {
      const pages = await pagesOf([...lines(before), { kind: "quote", head: "who", text: "what" }]);
      expect(pages.find((texts) => texts.includes("who"))).toContain("what");
    }
  });
});

describe("wrapText", () => {
  const wrap = (text: string, width: number) => wrapText(text, width, ({ length }) => length);
  it("goes on in the next line, and cuts an address where it can be read", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("GET https://pay.example/ocpi/2.3.0/locations", 20)).toEqual([
      "GET",
      "https://pay.example/",
      "ocpi/2.3.0/locations",
    ]);
  });
  it("cuts a word without such a place, and loses no character", () => {
    expect(wrap("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
    expect(wrap(`x-${"a".repeat(20)}`, 8).join("")).toBe(`x-${"a".repeat(20)}`);
    expect(wrap("", 4)).toEqual([""]);
  });
});
