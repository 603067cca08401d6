import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./lib/paths.mjs";
import { mentions, PAGE, readRows, readTests } from "./requirements.mjs";

const page = readFileSync(PAGE, "utf8");
const rows = readRows(page);
const tests = readTests();

describe("docs/requirements.md", () => {
  it("is read completely: every row of a table is a row here, or stands among what is not there yet", () => {
    const done = page.split("\n## Not yet")[0] ?? "";
    expect(rows.length).toBeGreaterThan(150);
    expect(rows).toHaveLength(done.match(/^\| [A-Z]+-\d+ /gm)?.length ?? 0);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  // When a test has moved: node scripts/requirements.mjs
  it.each(rows)("$id: $what", ({ id, places, tests: named }) => {
    expect(places.filter((place) => !existsSync(path.join(ROOT, place)))).toEqual([]);
    expect(named.filter((file) => mentions(tests.get(file) ?? "", id) === 0)).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  });
});
