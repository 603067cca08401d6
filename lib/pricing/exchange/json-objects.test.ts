import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonObjects } from "./json-objects.rules";

const read = (text: string) => [...readJsonObjects(text)];
const values = (text: string) => read(text).map((item) => ("value" in item ? item.value : item.fault));

describe("readJsonObjects", () => {
  it.each([
    ["one object", '{"id":"a"}', [{ id: "a" }]],
    ["an array", ' [ {"id":"a"} , {"id":"b"} ] ', [{ id: "a" }, { id: "b" }]],
    [
      "an envelope with a page",
      '{"data":[{"id":"a"}],"status_code":1000,"timestamp":"2026-01-01T00:00:00Z"}',
      [{ id: "a" }],
    ],
    ["an envelope with one object", '{"status_code":1000,"timestamp":"x","data":{"id":"a"}}', [{ id: "a" }]],
    ["a byte order mark", '\uFEFF[{"id":"a"}]', [{ id: "a" }]],
    ["an empty page", '{"data":[],"status_code":1000,"timestamp":"x"}', []],
    ["an envelope without data", '{"status_code":2001,"timestamp":"x"}', ["no_data"]],
    ["brackets in strings", '[{"t":"]}\\"["},{"t":"{"}]', [{ t: ']}"[' }, { t: "{" }]],
  ])("reads %s", (_, text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it("names a broken object and reads the others", () => {
    expect(read('[{"id":"a"},{"id":},{"id":"c"},7]')).toEqual([
      { number: 1, value: { id: "a" } },
      { number: 2, fault: "not_json" },
      { number: 3, value: { id: "c" } },
      { number: 4, value: 7 },
    ]);
  });

  it.each(["", " ", "nonsense", "[", "{", '["a"', '[{"id":1}] x', "}", "[}", '{"a" 1}', "[1,,2]", "\0"])(
    "SEC-62: %j is refused, not lost",
    (text) => {
      const items = read(text);
      expect(items.some((item) => "fault" in item)).toBe(true);
    },
  );

  it("SEC-62: ten megabytes of brackets end soon, unparsed", () => {
    const deep = "[".repeat(5e6) + "]".repeat(5e6);
    expect(read(`[${deep}]`)).toEqual([{ number: 1, fault: "too_deep" }]);
    expect(read("[".repeat(1e7))).toEqual([{ number: 0, fault: "not_json" }]);
  });

  it("gives every array of JSON values back as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), fc.constantFrom(0, 2), (list, indent) => {
        const text = JSON.stringify(list, null, indent);
        expect(values(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 3_000 },
    );
  });
});
