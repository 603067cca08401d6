import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.rules";

const one = (value: Parameters<typeof csvLine>[0][number]) => csvLine([value]).slice(0, -2);

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
