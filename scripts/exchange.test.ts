import { describe, expect, it } from "vitest";
import { readExchangeArguments } from "./lib/exchange-arguments";

const read = (line: string) => readExchangeArguments(line.split(" "));

describe("arguments of the exchange command", () => {
  it("reads an import and an export", () => {
    expect(read("import tariffs --cpo nl-nlm --format ocpi-2.2.1 --kind wholesale --dry-run t.json")).toEqual(
      {
        act: "import",
        what: "tariffs",
        cpo: ["NL", "NLM"],
        format: "ocpi-2.2.1",
        kind: "WHOLESALE",
        dryRun: true,
        file: "t.json",
        by: "command line",
      },
    );
    expect(read("export tariffs --cpo NLNLM --format csv")).toMatchObject({
      act: "export",
      file: null,
      dryRun: false,
    });
    expect(read("export cdrs --cpo NL-NLM --format ocpi-2.3.0 cdrs.json")).toMatchObject({
      act: "export",
      what: "cdrs",
      file: "cdrs.json",
    });
  });

  it.each([
    ["", "import or export"],
    ["import prices --cpo NL-NLM --format csv x", "tariffs or cdrs"],
    ["import cdrs --cpo NL-NLM --format csv", "one file"],
    ["import cdrs --cpo NL-NLM --format csv a b", "one file"],
    ["import cdrs --cpo Noordlicht --format csv a", "--cpo"],
    ["import cdrs --cpo NL-NLM --format ocpi-3.0 a", "--format"],
    ["import tariffs --cpo NL-NLM --format csv --kind free a", "--kind"],
    ["import tariffs --cpo NL-NLM --format csv --dryrun a", "dryrun"],
  ])("refuses %j with a sentence about %s", (line, about) => {
    expect(read(line)).toContain(about);
  });
});
