import type { PDFDocument, PDFPage } from "pdf-lib";
import type { Block } from "./blocks.model";
import type { Fonts } from "./fonts";
import { createStructure, type Structure, type Tag } from "./structure";
import {
  BODY,
  GAP,
  HAIRLINE,
  HEADING,
  INDENT,
  INK,
  LEADING,
  MUTED,
  PAGE,
  SIGNATURE_HEIGHT,
  SIGNATURE_SPACE,
  SMALL,
  STRONG,
  type Style,
  WIDTH,
} from "./styles";
import { wrapText } from "./wrap-text.rules";

/** Where the next line goes; a new page begins when a block does not fit. */
interface Pen {
  page: PDFPage;
  y: number;
}

/**
 * Draws blocks from top to bottom on as many pages as they need, each piece tagged in the structure tree. Where there are
 * several pages each has `name` and its number at its foot.
 */
export function layOut(document: PDFDocument, fonts: Fonts, blocks: readonly Block[], name: string): void {
  const structure = createStructure(document);
  const pen: Pen = { page: addPage(document), y: PAGE.height - PAGE.margin };
  const sheet = new Sheet(document, fonts, structure, pen);
  for (const [index, block] of blocks.entries()) {
    if (block.kind === "heading") sheet.keepWith(blocks.slice(index));
    sheet.block(block);
  }
  sheet.numberPages(name);
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
  /** Where a click leads, and what it is called. */
  readonly url?: string;
  readonly title?: string;
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
        this.single(block.text, HEADING, "H2", 16);
        break;
      case "link":
        this.single(block.text, BODY, "P", 4);
        this.row([
          {
            text: block.url,
            style: SMALL,
            tag: "Link",
            x: 0,
            width: WIDTH,
            url: block.url,
            title: block.text,
          },
        ]);
        break;
      case "quote":
        this.quote(block.head, block.text);
        break;
      case "signature":
        this.signature(block.text);
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

  /** A page that begins within the table shows its head again; readers by ear have heard it once. */
  private table({ head, rows, foot, widths }: Extract<Block, { kind: "table" }>): void {
    this.structure.open("Table");
    this.tableRow(head, SMALL, "TH", widths);
    for (const row of rows) {
      if (this.breakBefore(this.cells(row, BODY, "TD", widths)))
        this.tableRow(head, SMALL, "Artifact", widths);
      this.tableRow(row, BODY, "TD", widths);
    }
    if (foot) this.tableRow(foot, STRONG, "TD", widths);
    this.structure.close();
  }

  private cells(texts: readonly string[], style: Style, tag: Tag, widths: readonly number[]): Cell[] {
    const cells: Cell[] = [];
    let x = 0;
    texts.forEach((text, index) => {
      const width = (widths[index] ?? 0) * WIDTH;
      const gap = index === texts.length - 1 ? 0 : GAP;
      cells.push({ text, style: { ...style, right: index > 0 }, tag, x, width: width - gap });
      x += width;
    });
    return cells;
  }

  private tableRow(texts: readonly string[], style: Style, tag: Tag, widths: readonly number[]): void {
    const isRead = tag !== "Artifact";
    if (isRead) this.structure.open("TR");
    this.row(this.cells(texts, style, tag, widths));
    if (isRead) this.structure.close();
    this.rule();
  }

  private quoteCells(head: string, text: string): readonly [Cell, Cell] {
    const name: Cell = { text: head, style: { ...SMALL, muted: false }, tag: "P", x: 0, width: WIDTH };
    return [name, { text, style: SMALL, tag: "P", x: INDENT, width: WIDTH - INDENT }];
  }

  /** The words stand in from the margin, beside a line that is as long as they are. */
  private quote(head: string, text: string): void {
    const [name, said] = this.quoteCells(head, text);
    this.pen.y -= 5;
    this.keep(this.heightOf([name]) + this.heightOf([said]));
    this.row([name]);
    if (text === "") return;
    this.row([said]);
    const { y } = this.pen;
    const start = { x: PAGE.margin + 2, y: y + this.heightOf([said]) };
    this.structure.mark(this.pen.page, "Artifact", () => {
      this.pen.page.drawLine({ start, end: { x: start.x, y }, thickness: 1, color: HAIRLINE });
    });
  }

  private signature(text: string): void {
    this.keep(SIGNATURE_HEIGHT);
    this.pen.y -= SIGNATURE_SPACE;
    this.rule();
    this.row([{ text, style: SMALL, tag: "P", x: 0, width: WIDTH }]);
  }

  /** Name and number at the foot of every page of several. */
  numberPages(name: string): void {
    const pages = this.document.getPages();
    if (pages.length === 1) return;
    const y = PAGE.margin / 2;
    for (const [index, page] of pages.entries()) {
      this.pen.page = page;
      this.structure.mark(page, "Artifact", () => {
        this.line(name, { text: name, style: SMALL, tag: "Artifact", x: 0, width: WIDTH }, y);
        const number = `${index + 1} / ${pages.length}`;
        const style = { ...SMALL, right: true };
        this.line(number, { text: number, style, tag: "Artifact", x: 0, width: WIDTH }, y);
      });
    }
  }

  /** A heading never stands alone at the end of a page: what follows begins on its page, behind its paragraphs. */
  keepWith([heading, ...rest]: readonly Block[]): void {
    const end = rest.findIndex(({ kind }) => kind !== "paragraph");
    const kept = end < 0 ? rest : rest.slice(0, end + 1);
    const heights = [heading, ...kept].map((block) => (block ? this.leastHeight(block) : 0));
    this.keep(heights.reduce((sum, height) => sum + height, 0));
  }

  /** About the height of the part of a block that does not break. */
  private leastHeight(block: Block): number {
    const line = (text: string, style: Style) =>
      this.heightOf([{ text, style, tag: "P", x: 0, width: WIDTH }]);
    switch (block.kind) {
      case "heading":
        return 16 + line(block.text, HEADING);
      case "paragraph":
        return 2 + line(block.text, block.muted ? SMALL : BODY);
      case "quote":
        return this.quoteCells(block.head, block.text).reduce((sum, cell) => sum + this.heightOf([cell]), 5);
      case "signature":
        return SIGNATURE_HEIGHT;
      default:
        // Its first two lines.
        return 2 * BODY.size * LEADING;
    }
  }

  /** Begins a page when less than so much is left. */
  private keep(height: number): void {
    // What is higher than a page has to break somewhere.
    if (this.pen.y - Math.min(height, PAGE.height / 2) < PAGE.margin) this.turnPage();
  }

  private turnPage(): void {
    this.pen.page = addPage(this.document);
    this.pen.y = PAGE.height - PAGE.margin;
  }

  /** True when the row would begin a page, which then has begun. */
  private breakBefore(cells: readonly Cell[]): boolean {
    if (this.pen.y - this.heightOf(cells) >= PAGE.margin) return false;
    this.turnPage();
    return true;
  }

  private heightOf(cells: readonly Cell[]): number {
    const heights = cells.map((cell) => this.wrap(cell).length * cell.style.size * LEADING);
    return Math.max(...heights);
  }

  private wrap({ text, style: { weight, size }, width }: Cell): string[] {
    return wrapText(text, width, (candidate) => this.fonts.width(candidate, weight, size));
  }

  /** One row of cells, each wrapped in its own width; the row never breaks across pages. */
  private row(cells: readonly Cell[]): void {
    const height = this.heightOf(cells);
    this.breakBefore(cells);
    for (const cell of cells) {
      const draw = () => {
        for (const [index, line] of this.wrap(cell).entries()) {
          this.line(line, cell, this.pen.y - (index + 1) * cell.style.size * LEADING);
        }
      };
      const { url, title = "" } = cell;
      const [left, top] = [PAGE.margin + cell.x, this.pen.y];
      const area = [left, top - height, left + cell.width, top] as const;
      if (url === undefined) this.structure.mark(this.pen.page, cell.tag, draw);
      else this.structure.link(this.pen.page, { area, url, title }, draw);
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
}
