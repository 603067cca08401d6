import { describe, expect, it } from "vitest";
import { createStatementNames } from "./statement-names";

describe("names of prepared statements", () => {
  it("gives the same text the same name, and another text another one", () => {
    const nameOf = createStatementNames();
    const first = nameOf({ sql: "SELECT 1" });
    expect(first).not.toBe("");
    expect(nameOf({ sql: "SELECT 1" })).toBe(first);
    expect(nameOf({ sql: "SELECT 2" })).not.toBe(first);
  });

  it("names no transaction commands and no text that grows with its rows", () => {
    const nameOf = createStatementNames();
    for (const sql of ["BEGIN", "COMMIT", "ROLLBACK", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"])
      expect(nameOf({ sql })).toBe("");
    expect(nameOf({ sql: `INSERT INTO t VALUES ${"($1),".repeat(2_000)}` })).toBe("");
  });

  it("stops naming when enough are named, and keeps the old names", () => {
    const nameOf = createStatementNames();
    const first = nameOf({ sql: "SELECT 'first'" });
    const names = Array.from({ length: 1_000 }, (_, index) => nameOf({ sql: `SELECT ${index}` }));
    expect(new Set(names.filter((name) => name !== "")).size).toBe(399);
    expect(names.at(-1)).toBe("");
    expect(nameOf({ sql: "SELECT 'first'" })).toBe(first);
  });
});
