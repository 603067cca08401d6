import { renderBlocks } from "@/lib/billing/receipt-pdf/render-blocks";
import type { RunReport } from "./report.model";
import { reportBlocks } from "./report-blocks.rules";

/** The report as PDF for both sides; the same run gives the same bytes. */
export async function renderReport(report: RunReport): Promise<Uint8Array> {
  return renderBlocks(
    {
      title: `OCPI conformance run ${report.number}, ${report.connection}`,
      author: report.operators.join(", "),
      subject: report.runId,
      language: "en",
      at: report.finishedAt ?? report.startedAt,
    },
    reportBlocks(report),
  );
}
