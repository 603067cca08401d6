import { describe, expect, it } from "vitest";
import { type TransparencyValue, transparencyFile } from "./transparency-file.rules";

const value = (text: string, more: Partial<TransparencyValue> = {}): TransparencyValue => ({
  text,
  isOcmf: true,
  publicKey: "30ab",
  transactionId: 17,
  context: "Transaction.Begin",
  ...more,
});

/** What a reader of XML makes of the element's text (XML 1.0 §2.11, §4.6). */
function readBack(xml: string): { encoding: string; text: string } {
  const match = /<signedData[^>]* encoding="(\w+)">([^<]*)<\/signedData>/.exec(xml.replace(/\r\n?/g, "\n"));
  const text = (match?.[2] ?? "")
    .replaceAll("&#13;", "\r")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
  return { encoding: match?.[1] ?? "", text };
}

describe("the file for the transparency software", () => {
  it("LAW-31: names the transaction, the key before the data, and the format", () => {
    const end = value("OCMF|{}|{}", { context: null, publicKey: null });
    expect(transparencyFile([value("OCMF|{}|{}"), end])).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        "<values>",
        '  <value transactionId="17" context="Transaction.Begin">',
        '    <publicKey encoding="hex">30ab</publicKey>',
        '    <signedData format="OCMF" encoding="plain">OCMF|{}|{}</signedData>',
        "  </value>",
        '  <value transactionId="17">',
        '    <signedData format="OCMF" encoding="plain">OCMF|{}|{}</signedData>',
        "  </value>",
        "</values>",
        "",
      ].join("\n"),
    );
  });

  it.each([
    'OCMF|{"ID":"<a & b>","TT":"]]>"}|{}',
    'OCMF|{\r\n\t"FV": "1.0"\n}|{}',
    'OCMF|{"TT":"0,59 €/kWh – Tarif „Süd“"}|{}',
    " OCMF with spaces around ",
    "&amp;&#13;",
  ])("LAW-33: %j comes back byte for byte", (text) => {
    expect(readBack(transparencyFile([value(text)]))).toEqual({ encoding: "plain", text });
  });

  it("LAW-33: what XML can not carry is written as base64", () => {
    const text = "\u0001\u001bSML é\u0000";
    const { encoding, text: written } = readBack(transparencyFile([value(text, { isOcmf: false })]));
    expect(encoding).toBe("base64");
    expect(Buffer.from(written, "base64").toString("utf8")).toBe(text);
  });
});
