/** What a document prints, in reading order, without any geometry: the PDF's structure tree is built from the same blocks. */
export type Block =
  | { readonly kind: "title"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string; readonly muted?: boolean }
  /** An address that can be followed, under what it leads to. Printed too, for who reads paper. */
  | { readonly kind: "link"; readonly text: string; readonly url: string }
  /** What somebody said, word by word, under a line that tells who and when. */
  | { readonly kind: "quote"; readonly head: string; readonly text: string }
  /** A line to sign on. */
  | { readonly kind: "signature"; readonly text: string }
  /** The one large amount. */
  | { readonly kind: "amount"; readonly label: string; readonly text: string }
  /** Names at the left, values at the right. */
  | { readonly kind: "facts"; readonly rows: readonly (readonly [string, string])[] }
  | {
      readonly kind: "table";
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly foot: readonly string[] | null;
      /** Share of the width of each column; the sum is 1. The first is set left, all others right. */
      readonly widths: readonly number[];
    };

/** Every text of a block, for choosing fonts and for tests. */
export function textsOf(block: Block): string[] {
  switch (block.kind) {
    case "facts":
      return block.rows.flat();
    case "table":
      return [...block.head, ...block.rows.flat(), ...(block.foot ?? [])];
    case "amount":
      return [block.label, block.text];
    case "link":
      return [block.text, block.url];
    case "quote":
      return [block.head, block.text];
    default:
      return [block.text];
  }
}
