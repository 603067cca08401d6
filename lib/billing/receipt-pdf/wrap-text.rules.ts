/** After these a long word, such as an address, may go on in the next line. */
const BREAKS = /[/?&=,;:_-]/;

/**
 * The lines of a text in a column. A word that is wider than the column is cut rather than printed over its neighbour, where
 * it can be read best; every character is printed. `widthOf` measures a text in the unit of `width`.
 */
export function wrapText(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    const candidate = current === "" ? word : `${current} ${word}`;
    if (widthOf(candidate) <= width) {
      current = candidate;
      continue;
    }
    if (current !== "") lines.push(current);
    current = word;
    while (current.length > 1 && widthOf(current) > width) {
      const length = cutOf(current, width, widthOf);
      lines.push(current.slice(0, length));
      current = current.slice(length);
    }
  }
  lines.push(current);
  return lines;
}

/** How many characters of a word go into a line: as many as fit, back to a good place in the second half of them. */
function cutOf(word: string, width: number, widthOf: (text: string) => number): number {
  const share = width / widthOf(word);
  let length = Math.max(1, Math.min(word.length - 1, Math.ceil(word.length * share)));
  while (length > 1 && widthOf(word.slice(0, length)) > width) length -= 1;
  for (let at = length; at > length / 2; at--) if (BREAKS.test(word[at - 1] ?? "")) return at;
  return length;
}
