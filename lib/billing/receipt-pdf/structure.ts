import {
  type PDFArray,
  type PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  type PDFRef,
  PDFString,
} from "pdf-lib";

/** Standard structure types (ISO 32000-1 §14.8.4) that our documents use. */
export type Tag = "H1" | "H2" | "P" | "Link" | "Table" | "TR" | "TH" | "TD" | "Artifact";

/** Where a click leads; `area` is left, bottom, right and top in points. */
export interface LinkTarget {
  readonly area: readonly [number, number, number, number];
  readonly url: string;
  /** What it is called for who hears the page. */
  readonly title: string;
}

interface Element {
  readonly ref: PDFRef;
  readonly kids: PDFArray;
}

/** The logical structure of a document: what a screen reader reads, in which order and as what (UX-46). */
export interface Structure {
  /** Opens a grouping element (table, row); what is drawn until `close` stands in it. */
  open(tag: "Table" | "TR"): void;
  close(): void;
  /** Runs `draw` as the content of one element; "Artifact" is decoration that is not read. */
  mark(page: PDFPage, tag: Tag, draw: () => void): void;
  /** The same for an address that can be followed. */
  link(page: PDFPage, target: LinkTarget, draw: () => void): void;
  /** Ties everything to the catalogue. Call once, at the end. */
  finish(): void;
}

/** Starts the structure tree of a document. */
export function createStructure(document: PDFDocument): Structure {
  const { context, catalog } = document;
  const rootRef = context.nextRef();
  const body = element("Document", rootRef);
  const stack: Element[] = [body];
  const contents = new Map<PDFPage, PDFRef[]>();
  const links: { readonly annotation: PDFDict; readonly element: PDFRef }[] = [];

  function element(tag: string, parent: PDFRef, extra: Record<string, string> = {}): Element {
    const kids = context.obj([]);
    const dict: PDFDict = context.obj({ Type: "StructElem", S: tag, P: parent, K: kids });
    if (extra.Scope) dict.set(PDFName.of("A"), context.obj({ O: "Table", Scope: extra.Scope }));
    return { ref: context.register(dict), kids };
  }

  function child(tag: string): Element {
    const parent = stack.at(-1) ?? body;
    const made = element(tag, parent.ref, tag === "TH" ? { Scope: "Column" } : {});
    parent.kids.push(made.ref);
    return made;
  }

  /** An element of its own with what `draw` puts on the page. */
  function markedElement(page: PDFPage, tag: string, draw: () => void): Element {
    const marked = contents.get(page) ?? [];
    contents.set(page, marked);
    const made = child(tag);
    made.kids.push(context.obj({ Type: "MCR", Pg: page.ref, MCID: marked.length }));
    const properties = context.obj({ MCID: marked.length });
    page.pushOperators(
      PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, [PDFName.of(tag), properties.toString()]),
    );
    marked.push(made.ref);
    draw();
    page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent));
    return made;
  }

  return {
    open(tag) {
      stack.push(child(tag));
    },
    close() {
      if (stack.length > 1) stack.pop();
    },
    mark(page, tag, draw) {
      if (tag === "Artifact") {
        page.pushOperators(PDFOperator.of(PDFOperatorNames.BeginMarkedContent, [PDFName.of("Artifact")]));
        draw();
        page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent));
      } else markedElement(page, tag, draw);
    },
    link(page, { area, url, title }, draw) {
      const { ref, kids } = markedElement(page, "Link", draw);
      const annotation = context.obj({
        Type: "Annot",
        Subtype: "Link",
        Rect: [...area],
        Border: [0, 0, 0],
        // Printed with the page.
        F: 4,
        A: { Type: "Action", S: "URI", URI: PDFString.of(url) },
        Contents: PDFHexString.fromText(title),
      });
      const annotationRef = context.register(annotation);
      page.node.addAnnot(annotationRef);
      kids.push(context.obj({ Type: "OBJR", Obj: annotationRef, Pg: page.ref }));
      links.push({ annotation, element: ref });
    },
    finish() {
      const numbers = context.obj([]);
      document.getPages().forEach((page, index) => {
        page.node.set(PDFName.of("StructParents"), PDFNumber.of(index));
        page.node.set(PDFName.of("Tabs"), PDFName.of("S"));
        numbers.push(PDFNumber.of(index));
        numbers.push(context.obj(contents.get(page) ?? []));
      });
      const pages = document.getPageCount();
      for (const [index, { annotation, element: owner }] of links.entries()) {
        annotation.set(PDFName.of("StructParent"), PDFNumber.of(pages + index));
        numbers.push(PDFNumber.of(pages + index));
        numbers.push(owner);
      }
      const root = context.obj({
        Type: "StructTreeRoot",
        K: body.ref,
        ParentTree: context.register(context.obj({ Nums: numbers })),
      });
      context.assign(rootRef, root);
      catalog.set(PDFName.of("StructTreeRoot"), rootRef);
      catalog.set(PDFName.of("MarkInfo"), context.obj({ Marked: true }));
    },
  };
}
