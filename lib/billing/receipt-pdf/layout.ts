import { type PDFDocument, type PDFPage, rgb } from "pdf-lib";
import type { Block } from "./blocks.model";
import type { Fonts, Weight } from "./fonts";
import { createStructure, type Structure, type Tag } from "./structure";

const PAGE = { width: 595.28, height: 841.89, margin: 56 } as const;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const GAP = 6;
const INK = rgb(0.05, 0.08, 0.15);
const MUTED = rgb(0.34, 0.37, 0.43);
const HAIRLINE = rgb(0.82, 0.84, 0.87);

interface Style {
  readonly size: number;
  readonly weight: Weight;
  readonly muted?: boolean;
  readonly right?: boolean;
}

const BODY: Style = { size: 9.5, weight: 400 };
const STRONG: Style = { size: 9.5, weight: 600 };
const SMALL: Style = { size: 8.5, weight: 400, muted: true };
const LEADING = 1.42;

/** Where the next line goes; a new page begins when a block does not fit. */
interface Pen {
  page: PDFPage;
  y: number;
}

/** Draws blocks from top to bottom on as many pages as they need, each piece tagged in the structure tree. */
export function layOut(document: PDFDocument, fonts: Fonts, blocks: readonly Block[]): void {
  const structure = createStructure(document);
  const pen: Pen = { page: addPage(document), y: PAGE.height - PAGE.margin };
  const sheet = new Sheet(document, fonts, structure, pen);
  for (const block of blocks) sheet.block(block);
  structure.finish();
}

function addPage(document: PDFDocument): PDFPage {
  return document.addPage([PAGE.width, PAGE.height]);
}

interface Cell {
  readonly text: string;
  readonly style: Style;
  readonly tag: Tag;
  readonly x: number;
  readonly width: number;
}

class Sheet {
  constructor(
    private readonly document: PDFDocument,
    private readonly fonts: Fonts,
    private readonly structure: Structure,
    private readonly pen: Pen,
  ) {}

  block(block: Block): void {
    switch (block.kind) {
      case "title":
        this.single(block.text, { size: 20, weight: 600 }, "H1", 10);
        break;
      case "heading":
        this.single(block.text, { size: 11, weight: 600 }, "H2", 16);
        break;
      case "paragraph":
        this.single(block.text, block.muted ? SMALL : BODY, "P", 2);
        break;
      case "amount":
        this.single(block.label, SMALL, "P", 18);
        this.single(block.text, { size: 28, weight: 600 }, "P", 0);
        break;
      case "facts":
        this.facts(block.rows);
        break;
      case "table":
        this.table(block);
        break;
    }
  }

  private single(text: string, style: Style, tag: Tag, before: number): void {
    this.pen.y -= before;
    this.row([{ text, style, tag, x: 0, width: WIDTH }]);
  }

  private facts(rows: readonly (readonly [string, string])[]): void {
    this.structure.open("Table");
    for (const [name, value] of rows) {
      this.structure.open("TR");
      this.row([
        { text: name, style: { ...BODY, muted: true }, tag: "TD", x: 0, width: WIDTH * 0.52 },
        { text: value, style: { ...BODY, right: true }, tag: "TD", x: WIDTH * 0.54, width: WIDTH * 0.46 },
      ]);
      this.structure.close();
    }
    this.structure.close();
  }

  private table({ head, rows, foot, widths }: Extract<Block, { kind: "table" }>): void {
    this.structure.open("Table");
    this.tableRow(head, { ...SMALL }, "TH", widths);
    for (const row of rows) this.tableRow(row, BODY, "TD", widths);
    if (foot) this.tableRow(foot, STRONG, "TD", widths);
    this.structure.close();
  }

  private tableRow(texts: readonly string[], style: Style, tag: Tag, widths: readonly number[]): void {
    const cells: Cell[] = [];
    let x = 0;
    texts.forEach((text, index) => {
      const width = (widths[index] ?? 0) * WIDTH;
      const gap = index === texts.length - 1 ? 0 : GAP;
      cells.push({ text, style: { ...style, right: index > 0 }, tag, x, width: width - gap });
      x += width;
    });
    this.structure.open("TR");
    this.row(cells);
    this.structure.close();
    this.rule();
  }

  /** One row of cells, each wrapped in its own width; the row never breaks across pages. */
  private row(cells: readonly Cell[]): void {
    const wrapped = cells.map((cell) => ({ cell, lines: this.wrap(cell.text, cell.style, cell.width) }));
    const height = Math.max(...wrapped.map(({ cell, lines }) => lines.length * cell.style.size * LEADING));
    if (this.pen.y - height < PAGE.margin) {
      this.pen.page = addPage(this.document);
      this.pen.y = PAGE.height - PAGE.margin;
    }
    for (const { cell, lines } of wrapped) {
      this.structure.mark(this.pen.page, cell.tag, () => {
        for (const [index, line] of lines.entries()) {
          this.line(line, cell, this.pen.y - (index + 1) * cell.style.size * LEADING);
        }
      });
    }
    this.pen.y -= height;
  }

  private line(text: string, { style, x, width }: Cell, y: number): void {
    const { size, weight, muted, right } = style;
    let left = PAGE.margin + x;
    if (right) left += width - this.fonts.width(text, weight, size);
    for (const run of this.fonts.runs(text, weight)) {
      const color = muted ? MUTED : INK;
      this.pen.page.drawText(run.text, { x: left, y: y + size * 0.3, size, font: run.font, color });
      left += run.font.widthOfTextAtSize(run.text, size);
    }
  }

  private rule(): void {
    this.pen.y -= 2;
    const { y } = this.pen;
    this.structure.mark(this.pen.page, "Artifact", () => {
      const start = { x: PAGE.margin, y };
      this.pen.page.drawLine({ start, end: { x: PAGE.margin + WIDTH, y }, thickness: 0.5, color: HAIRLINE });
    });
    this.pen.y -= 2;
  }

  /** Lines that fit; a word that is wider than the column is cut rather than printed over its neighbour. */
  private wrap(text: string, { weight, size }: Style, width: number): string[] {
    const fits = (candidate: string) => this.fonts.width(candidate, weight, size) <= width;
    const lines: string[] = [];
    let current = "";
    for (const word of text.split(" ")) {
      const candidate = current === "" ? word : `${current} ${word}`;
      if (fits(candidate)) {
        current = candidate;
        continue;
      }
      if (current !== "") lines.push(current);
      current = word;
      while (current.length > 1 && !fits(current)) {
        const share = width / this.fonts.width(current, weight, size);
        let length = Math.max(1, Math.min(current.length - 1, Math.ceil(current.length * share)));
        while (length > 1 && !fits(current.slice(0, length))) length -= 1;
        lines.push(current.slice(0, length));
        current = current.slice(length);
      }
    }
    lines.push(current);
    return lines;
  }
}
