import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { completeLock } from "./fix-lock.mjs";
import { ROOT } from "./lib/paths.mjs";

/** Habits of the house that no linter knows. */

const LONGEST_FILE = 300;
const FOLDERS = ["app", "bench", "components", "lib", "scripts", "server", "simulators"];

function sourceFiles(folder: string): string[] {
  if (folder === "lib/db/generated") return [];
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourceFiles(name);
    return /\.(ts|tsx|mjs)$/.test(name) ? [name] : [];
  });
}

const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

describe("source files", () => {
  const files = FOLDERS.flatMap(sourceFiles);

  it("are found at all", () => {
    expect(files.length).toBeGreaterThan(100);
  });

  it(`have at most ${LONGEST_FILE} lines`, () => {
    const long = files
      .filter((file) => !/\.test\.tsx?$/.test(file))
      .map((file) => ({ file, lines: read(file).trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > LONGEST_FILE);
    expect(long).toEqual([]);
  });
});

describe("rooms of lib", () => {
  const rooms = readdirSync(path.join(ROOT, "lib"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `lib/${entry.name}`);

  it.each(rooms)("%s says what it owns", (room) => {
    const file = `${room}/README.md`;
    expect(existsSync(path.join(ROOT, file))).toBe(true);
    expect(read(file)).toMatch(/owns/i);
  });
});

describe("package-lock.json", () => {
  it("names every optional package, or `npm ci` would refuse it (npm run lock:fix)", () => {
    expect(completeLock(JSON.parse(read("package-lock.json")))).toEqual([]);
  });

  it("gets what is missing, with the system that it is for", () => {
    const lock = {
      packages: {
        "node_modules/tool": {
          optionalDependencies: { "@tool/darwin-arm64": "^1.2.0", "@tool/linux-x64-musl": "1.2.0" },
        },
        "node_modules/@tool/linux-x64-musl": { version: "1.2.0" },
      } as Record<string, object>,
    };
    expect(completeLock(lock)).toEqual(["@tool/darwin-arm64 ^1.2.0"]);
    expect(lock.packages["node_modules/@tool/darwin-arm64"]).toEqual({
      version: "1.2.0",
      cpu: ["arm64"],
      optional: true,
      os: ["darwin"],
    });
  });
});
