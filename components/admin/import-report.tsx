import { CircleAlert, CircleCheck, CircleDashed, CirclePlus, Download, type LucideIcon } from "lucide-react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import {
  type ImportReport,
  OUTCOMES,
  type Outcome,
  type ReportLine,
} from "@/lib/pricing/exchange/import-report.model";
import { type Column, DataTable } from "./data-table";
import { Chips, type Query } from "./filters";
import { count } from "./format";
import { Empty } from "./page-parts";

/** Lines on the page; all of them are in the download. */
const SHOWN = 200;

const LOOKS: Readonly<Record<Outcome, { tone: BadgeTone; icon: LucideIcon; word: string }>> = {
  NEW: { tone: "accent", icon: CirclePlus, word: "New" },
  CHANGED: { tone: "accent", icon: CircleCheck, word: "Changed" },
  UNCHANGED: { tone: "neutral", icon: CircleDashed, word: "Unchanged" },
  REFUSED: { tone: "red", icon: CircleAlert, word: "Refused" },
};

interface ImportReportProps {
  readonly report: ImportReport;
  readonly path: string;
  readonly query: Query;
}

/** What became of each object of a file: filterable, with the reason and the repair. */
export function ImportReportTable({ report, path, query }: ImportReportProps) {
  const chosen = OUTCOMES.find((outcome) => outcome === query.outcome) ?? null;
  const lines = chosen === null ? report.lines : report.lines.filter(({ outcome }) => outcome === chosen);
  const total =
    chosen === null ? OUTCOMES.reduce((sum, each) => sum + report.counts[each], 0) : report.counts[chosen];
  const chips = OUTCOMES.map((value) => ({
    value,
    label: LOOKS[value].word,
    count: report.counts[value],
    urgent: value === "REFUSED",
  }));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Chips
          label="Outcome"
          name="outcome"
          path={path}
          query={query}
          chips={[{ value: null, label: "All" }, ...chips]}
        />
        <a className={buttonClass("secondary", "small")} href={`${path}/${query.run}/report`} download>
          <Icon icon={Download} size={14} /> Report as CSV
        </a>
      </div>
      <DataTable
        caption="Report of the import"
        columns={COLUMNS}
        rows={lines.slice(0, SHOWN)}
        keyOf={(line) => `${line.at} ${line.id}`}
        empty={<Empty title="Nothing of this kind" />}
        footer={
          total > Math.min(lines.length, SHOWN) ? (
            <p className="border-t border-line px-4 py-2 text-[13px] text-muted">
              {count(Math.min(lines.length, SHOWN))} of {count(total)} are shown; the CSV has{" "}
              {report.leftOff > 0 ? `all but ${count(report.leftOff)}` : "all"}.
            </p>
          ) : null
        }
      />
    </div>
  );
}

const COLUMNS: readonly Column<ReportLine>[] = [
  { id: "at", header: "Where", cell: ({ at }) => <span className="tabular text-muted">{at}</span> },
  { id: "id", header: "Id", cell: ({ id }) => id ?? "–" },
  {
    id: "outcome",
    header: "Outcome",
    cell: ({ outcome }) => (
      <Badge tone={LOOKS[outcome].tone} icon={LOOKS[outcome].icon}>
        {LOOKS[outcome].word}
      </Badge>
    ),
  },
  {
    id: "remarks",
    header: "Why, and what to do",
    cell: ({ remarks }) =>
      remarks.length === 0 ? null : (
        <ul className="flex max-w-[60rem] min-w-64 flex-col gap-1 py-2 whitespace-normal">
          {remarks.map(({ code, field, says, repair }) => (
            <li key={`${code} ${field}`}>
              {field ? <code className="mr-1.5 text-[13px] text-muted">{field}</code> : null}
              {says} {repair ? <span className="text-muted">{repair}</span> : null}
            </li>
          ))}
        </ul>
      ),
  },
];
