import type { Block } from "@/lib/billing/receipt-pdf/blocks.model";
import type { StepState } from "../conformance.model";
import type { ReportMessage, ReportStep, RunReport } from "./report.model";

/** Characters of a body that the paper shows; the JSON file has all of it. */
const EXCERPT_MAX = 420;
/** Messages of a step on paper. */
const MESSAGES_MAX = 6;

const WORDS: Readonly<Record<StepState, string>> = {
  WAITING: "not tried yet",
  RUNNING: "under way",
  PASSED: "passed",
  FAILED: "FAILED",
  SKIPPED: "left out",
};

const RESULTS = {
  RUNNING: "The run is not finished",
  PASSED: "Passed",
  FAILED: "Failed",
  ABORTED: "Ended before its time",
} as const;

/** UTC in one spelling for both sides. */
export function utc(at: Date | null): string {
  return at === null ? "–" : `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function excerpt({ body }: ReportMessage): string {
  const flat = body.replace(/\s+/g, " ").trim();
  return flat.length <= EXCERPT_MAX ? flat : `${flat.slice(0, EXCERPT_MAX).trimEnd()}\u00a0…`;
}

function messageBlock(message: ReportMessage): Block {
  const who = message.from === "partner" ? "Provider" : "Kerbwatt";
  const head = `${who}, ${utc(message.at)}, journal ${message.id}: ${message.head}`;
  return { kind: "quote", head, text: excerpt(message) };
}

function stepBlocks(step: ReportStep): Block[] {
  const shown = step.messages.slice(0, MESSAGES_MAX);
  const more = step.messages.length - shown.length;
  return [
    { kind: "heading", text: `${step.number}. ${step.title}: ${WORDS[step.state]}` },
    ...(step.detail === null ? [] : [{ kind: "paragraph" as const, text: step.detail }]),
    ...shown.map(messageBlock),
    ...(more > 0
      ? [{ kind: "paragraph" as const, text: `And ${more} more messages in the JSON file.`, muted: true }]
      : []),
  ];
}

/** The report on paper: title, parties, table of steps, evidence, signatures (ADM-19). */
export function reportBlocks(report: RunReport): Block[] {
  const count = (state: StepState) => report.steps.filter((step) => step.state === state).length;
  return [
    { kind: "paragraph", text: "Kerbwatt" },
    { kind: "title", text: `OCPI conformance run ${report.number}` },
    { kind: "paragraph", text: report.connection, muted: true },
    {
      kind: "amount",
      label: `${count("PASSED")} passed, ${count("FAILED")} failed, ${count("SKIPPED")} left out`,
      text: RESULTS[report.state],
    },
    { kind: "heading", text: "Parties and agreement" },
    {
      kind: "facts",
      rows: [
        ["Charge point operators", report.operators.join(", ")],
        ["Provider of payment terminals", `${report.provider.name}, ${report.provider.party}`],
        ["Tokens begin with", report.provider.tokens],
        ["Environment", report.environment],
        ["OCPI version", report.version],
        ["Modules", report.modules.join(", ")],
        ["Charging point", report.place],
        ["Started by", report.startedBy],
        ["Started", utc(report.startedAt)],
        ["Finished", utc(report.finishedAt)],
        ["Run id", report.runId],
      ],
    },
    { kind: "heading", text: "Steps" },
    {
      kind: "table",
      head: ["Step", "Result"],
      rows: report.steps.map(({ number, title, state }) => [`${number}. ${title}`, WORDS[state]]),
      foot: null,
      widths: [0.78, 0.22],
    },
    { kind: "heading", text: "Signatures" },
    { kind: "signature", text: "For the operator: place, date, name" },
    { kind: "signature", text: "For the provider: place, date, name" },
    { kind: "heading", text: "Evidence" },
    {
      kind: "paragraph",
      text: "Every result was found in stored messages and facts, not told by anybody. Tokens and keys were hidden before the messages were stored.",
      muted: true,
    },
    ...report.steps.flatMap(stepBlocks),
  ];
}
