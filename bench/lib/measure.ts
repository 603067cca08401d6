import { readdirSync, readFileSync } from "node:fs";

/** /proc counts processor time in ticks of this length (USER_HZ on every common Linux). */
const TICK_MS = 10;

/** The value below which this share (0–1) of the sorted numbers lies; NaN without numbers. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Sorted copy, ascending. */
export function sortedNumbers(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

interface ProcessTimes {
  readonly parent: number;
  readonly ownMs: number;
  /** Of children that have ended and were waited for. */
  readonly endedChildrenMs: number;
}

function timesOf(pid: number | string): ProcessTimes | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; everything after it is numbers.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = (index: number): number => Number(fields[index]) * TICK_MS;
    return {
      parent: Number(fields[1]),
      ownMs: ticks(11) + ticks(12),
      endedChildrenMs: ticks(13) + ticks(14),
    };
  } catch {
    return null;
  }
}

/**
 * Processor time of a process and of all below it, in milliseconds since its start, to 10 ms. NaN where there is no /proc
 * (only Linux has it); everything derived from it is then shown as unknown.
 */
export function cpuMs(pid: number): number {
  const root = timesOf(pid);
  if (!root) return Number.NaN;
  let sum = root.ownMs + root.endedChildrenMs;
  for (const entry of readdirSync("/proc")) {
    if (/^\d+$/.test(entry) && timesOf(entry)?.parent === pid) sum += cpuMs(Number(entry));
  }
  return sum;
}

/** Memory of a process that is really in use (resident set), in bytes; NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, /^VmRSS:\s+(\d+) kB$/m);
}

/** The largest resident set since the start of the process. */
export function peakResidentBytes(pid: number): number {
  return statusBytes(pid, /^VmHWM:\s+(\d+) kB$/m);
}

function statusBytes(pid: number, pattern: RegExp): number {
  try {
    const line = pattern.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return line ? Number(line[1]) * 1024 : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
