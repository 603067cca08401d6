/** One signed value of a session and the key of its meter. */
export interface TransparencyValue {
  /** The record as the meter wrote it. */
  readonly text: string;
  readonly isOcmf: boolean;
  /** Lower-case hex; null when no key is known, then the software asks for it. */
  readonly publicKey: string | null;
  /** Groups the values of one transaction. */
  readonly transactionId: number;
  readonly context: "Transaction.Begin" | "Transaction.End" | null;
}

/** Characters that XML 1.0 can not carry, also not escaped; a text with them is written as base64. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * The signed values of a session as the file that the S.A.F.E. transparency software opens (its values.xsd: key before data).
 * A reader of XML gets every record back byte for byte: nothing is trimmed, and line ends are escaped, because a reader would
 * make one kind of all kinds (LAW-31, LAW-33).
 */
export function transparencyFile(values: readonly TransparencyValue[]): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<values>\n${values.map(valueXml).join("")}</values>\n`;
}

function valueXml({ text, isOcmf, publicKey, transactionId, context }: TransparencyValue): string {
  const isPlain = !NOT_XML.test(text);
  const format = isOcmf ? ' format="OCMF"' : "";
  const encoding = isPlain ? "plain" : "base64";
  const key = publicKey === null ? "" : `    <publicKey encoding="hex">${publicKey}</publicKey>\n`;
  return [
    `  <value transactionId="${transactionId}"${context === null ? "" : ` context="${context}"`}>\n`,
    key,
    `    <signedData${format} encoding="${encoding}">${isPlain ? escaped(text) : base64(text)}</signedData>\n`,
    "  </value>\n",
  ].join("");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}
