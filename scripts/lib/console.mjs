import { styleText } from "node:util";

/**
 * What the scripts print: steps with elapsed times, and the log lines of several processes side by side.
 * Only Node's own modules, because it runs before anything is installed.
 */

const coloured = process.stdout.isTTY && !process.env.NO_COLOR;

/** @param {Parameters<typeof styleText>[0]} style @param {string} text */
export function paint(style, text) {
  return coloured ? styleText(style, text) : text;
}

const LABEL_WIDTH = 36;

/** What is under way, the oldest first. Steps may run side by side and then share the line that moves. */
const underWay = new Map();
let clock;

function showProgress() {
  const [oldest] = underWay;
  if (oldest === undefined) return;
  const [label, startedAt] = oldest;
  const others = underWay.size > 1 ? ` and ${underWay.size - 1} more` : "";
  const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
  process.stdout.write(`\r  … ${`${label}${others}`.padEnd(LABEL_WIDTH)}${seconds}`);
}

/**
 * Runs one step and prints its name, its outcome and how long it took.
 * The step may return a short remark, for example "nothing changed".
 *
 * @template T
 * @param {string} label
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
  underWay.set(label, startedAt);
  if (coloured) clock ??= setInterval(showProgress, 200);
  const finish = (mark, remark) => {
    underWay.delete(label);
    if (underWay.size === 0) clock = clearInterval(clock);
    if (coloured) process.stdout.write("\r\u001b[2K");
    console.log(
      `  ${mark} ${label.padEnd(LABEL_WIDTH)}${seconds()}${remark ? `   ${paint("dim", remark)}` : ""}`,
    );
  };
  try {
    const result = await work();
    finish(paint("green", "✓"), typeof result === "string" ? result : "");
    return result;
  } catch (error) {
    finish(paint("red", "✗"), "");
    throw error;
  }
}

const SERVICE_COLOURS = ["cyan", "magenta", "yellow", "blue", "green"];
const NAME_WIDTH = 10;
const LEVELS = { 40: ["yellow", "warn "], 50: ["red", "error "], 60: ["red", "fatal "] };
const HIDDEN_FIELDS = new Set(["level", "time", "pid", "hostname", "msg", "v"]);

/** A function that prints a line of a service behind its coloured name. */
export function logPrinter() {
  const colours = new Map();
  return (name, line) => {
    if (!colours.has(name)) colours.set(name, SERVICE_COLOURS[colours.size % SERVICE_COLOURS.length]);
    const text = readableLine(line);
    if (text !== "") console.log(`${paint(colours.get(name), name.padEnd(NAME_WIDTH))}│ ${text}`);
  };
}

/**
 * Turns a JSON log line into text; any other line stays as it is.
 * @param {string} line
 */
export function readableLine(line) {
  if (!line.startsWith("{")) return line.trimEnd();
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  const [style, word] = LEVELS[entry.level] ?? ["reset", ""];
  const rest = Object.entries(entry)
    .filter(([key]) => !HIDDEN_FIELDS.has(key))
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
  return `${paint(style, `${word}${entry.msg ?? ""}`)} ${paint("dim", rest)}`.trimEnd();
}
