import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine, readCsv } from "./csv";

const one = (value: Parameters<typeof csvLine>[0][number]) => csvLine([value]).slice(0, -2);
const cellsOf = (text: string) =>
  [...readCsv(text)].map((record) => ("cells" in record ? record.cells : record.fault));

describe("csvLine", () => {
  it.each([
    ['=HYPERLINK("https://evil.example","x")', `"'=HYPERLINK(""https://evil.example"",""x"")"`],
    ["+49 30 1234", "'+49 30 1234"],
    ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
    ["@SUM(A1:A9)", "'@SUM(A1:A9)"],
    ["\t=1+1", "'\t=1+1"],
    ["\r=1+1", `"'\r=1+1"`],
    ["\0=1+1", "'=1+1"],
    ["  =1+1", "'  =1+1"],
    ["'=1+1", "''=1+1"],
  ])("SEC-70: %j can not become a formula", (input, expected) => {
    expect(one(input)).toBe(expected);
  });

  it("SEC-70: a negative amount stays a number", () => {
    expect(csvLine([-12.5, -3, 0])).toBe("-12.5,-3,0\r\n");
  });

  it("quotes as RFC 4180 asks", () => {
    expect(csvLine(['He said "hi"', "a,b", "two\nlines", "Łódź"])).toBe(
      '"He said ""hi""","a,b","two\nlines",Łódź\r\n',
    );
  });

  it("ADM-3: dates in UTC, no text for nothing, no NaN", () => {
    expect(csvLine([new Date("2026-03-29T01:30:00Z"), null, undefined, Number.NaN, true])).toBe(
      "2026-03-29T01:30:00.000Z,,,,true\r\n",
    );
  });
});

describe("readCsv", () => {
  it.each([
    ["commas", "a,b\r\n1,2\r\n"],
    ["semicolons", "a;b\n1;2"],
    ["a byte order mark", "\uFEFFa,b\n1,2\n"],
    ["old line ends", "a,b\r1,2\r"],
    ["quotes", '"a","b"\n"1","2"\n'],
    ["empty lines", "a,b\n\n1,2\n\n"],
  ])("reads a file with %s", (_, text) => {
    expect(cellsOf(text)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("takes the separator of the first line, also when its cells hold the other one", () => {
    expect(cellsOf('"a,x,y";b\n"1,5";2')).toEqual([
      ["a,x,y", "b"],
      ["1,5", "2"],
    ]);
  });

  it("numbers rows as a spreadsheet does, and names a broken one without losing the next", () => {
    expect([...readCsv('a\n\nb"x\nc\n"d')]).toEqual([
      { row: 1, cells: ["a"] },
      { row: 3, fault: "quote_inside_cell" },
      { row: 4, cells: ["c"] },
      { row: 5, fault: "quote_not_closed" },
    ]);
  });

  it("SEC-70: gives back what csvLine was given, formulas and quotes included", () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom("=1+1", "'=1", "''-2", '"', "a;b", "\r\n", " x ", "@a", "'", "+"),
    );
    // A lone empty cell is an empty line, and NUL has no place in a text file.
    const row = fc.array(
      text.map((value) => value.replaceAll("\0", "")),
      { minLength: 2, maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        const file = `${csvLine(["h", "h"])}${rows.map(csvLine).join("")}`;
        expect(cellsOf(file).slice(1)).toEqual(rows);
      }),
      { numRuns: 3_000 },
    );
  });

  it("SEC-62: a megabyte of quotes or separators takes no time to speak of", () => {
    for (const text of ['"'.repeat(1e6), ",".repeat(1e6), '"a"'.repeat(3e5)])
      expect(cellsOf(text).length).toBeGreaterThan(0);
  });
});
