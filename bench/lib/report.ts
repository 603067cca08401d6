import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import path from "node:path";

/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the requirements ask for, in the same unit. */
  readonly aim?: { readonly atLeast: number } | { readonly below: number };
}

export interface PartResult {
  readonly part: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** How a part tells what it is doing. */
export type Say = (text: string) => void;

/** Whether a figure reaches its aim; null when it has none or could not be measured. */
export function reaches({ value, aim }: Figure): boolean | null {
  if (!aim || Number.isNaN(value)) return null;
  return "atLeast" in aim ? value >= aim.atLeast : value < aim.below;
}

function number(value: number): string {
  if (Number.isNaN(value)) return "unknown";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function aimText({ aim }: Figure): string {
  if (!aim) return "";
  return "atLeast" in aim ? `≥ ${number(aim.atLeast)}` : `< ${number(aim.below)}`;
}

function verdict(figure: Figure): string {
  const reached = reaches(figure);
  if (reached === null) return "";
  return reached ? "reached" : "MISSED";
}

/** All figures as one table. */
export function table(results: readonly PartResult[]): string {
  const rows = results.flatMap(({ part, figures }) =>
    figures.map((figure) => [
      part,
      figure.name,
      number(figure.value),
      figure.unit,
      aimText(figure),
      verdict(figure),
    ]),
  );
  const all = [["part", "figure", "value", "unit", "aim", ""], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return all.map(line).join("\n");
}

/** Writes everything as JSON and returns the path. Figures that could not be measured are null there. */
export function save(folder: string, results: readonly PartResult[], startedAt: Date): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${startedAt.toISOString().replaceAll(":", "-").slice(0, 19)}.json`);
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? "unknown",
    node: process.versions.node,
    platform: process.platform,
    loadAtEnd: loadavg(),
  };
  writeFileSync(file, `${JSON.stringify({ startedAt, machine, results }, null, 2)}\n`);
  return file;
}
