import { describe, expect, it } from "vitest";
import { tariffClashes, terminalDifferences } from "./terminal.rules";

describe("terminalDifferences", () => {
  const ours = { locationIds: ["L1"], evseUids: ["E1", "E2"] };
  it.each([
    ["the same in another order and case", { locationIds: ["l1"], evseUids: ["e2", "E1", "e1"] }, null],
    ["one point less", { locationIds: ["L1"], evseUids: ["E1"] }, ["evses"]],
    ["nothing at all", { locationIds: [], evseUids: [] }, ["locations", "evses"]],
  ])("%s", (_, theirs, fields) => {
    expect(terminalDifferences(ours, theirs)?.map(({ field }) => field) ?? null).toEqual(fields);
  });
});

describe("tariffClashes: one terminal shows one tariff per current type", () => {
  const evse = (label: string, currentType: "AC" | "DC", tariffCode: string | null) => ({
    label,
    currentType,
    tariffCode,
  });
  it("AC and DC may differ, two AC points may not", () => {
    expect(tariffClashes([evse("1", "AC", "A"), evse("2", "AC", "A"), evse("3", "DC", "D")])).toEqual([]);
    expect(tariffClashes([evse("1", "AC", "A"), evse("2", "AC", null)])).toEqual([
      {
        currentType: "AC",
        groups: [
          { code: "A", labels: ["1"] },
          { code: null, labels: ["2"] },
        ],
      },
    ]);
  });
});
