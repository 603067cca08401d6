import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STATE_PAGE, statePage } from "./render-state-machines";

describe("docs/state-machines.md", () => {
  it("is what the tables say; run npm run docs:states after a change", () => {
    expect(readFileSync(STATE_PAGE, "utf8")).toBe(statePage());
  });
});
