import { type Column, DataTable } from "@/components/admin/data-table";
import { count } from "@/components/admin/format";
import { ImportForm } from "@/components/admin/import-form";
import { ImportReportTable } from "@/components/admin/import-report";
import { Empty, Facts, PageHead } from "@/components/admin/page-parts";
import { PriceTabs } from "@/components/admin/prices/price-tabs";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import { type ImportRunRow, listImportRuns, readImportRun } from "@/lib/pricing/exchange/exchange.queries";
import { EXCHANGE_FORMATS } from "@/lib/pricing/exchange/import-report.model";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../_guard/admin-page";

const PATH = "/admin/prices/import";

export default adminPage("pricing.write", async (admin, { query }) => {
  const { context, scope, client, zone, principal } = admin;
  const id = uuidParam({ params: { id: query.run ?? "" }, query });
  const [run, runs] = await Promise.all([
    id === null ? null : readImportRun(context, scope, id),
    listImportRuns(context, scope),
  ]);
  const operators = client.cpos.filter((cpo) => scope.cpoIds.includes(cpo.id));
  const names = new Map(operators.map((cpo) => [cpo.id, cpo.name]));
  return (
    <>
      <PageHead title="Import and export" detail="Prices, tariffs and CDRs as OCPI JSON or CSV." />
      <PriceTabs current="import" />
      <div className="flex flex-col gap-4">
        <Card title="Bring in">
          <ImportForm
            path={PATH}
            operators={operators.map((cpo) => [cpo.id, `${cpo.name} (${cpo.countryCode}-${cpo.partyId})`])}
            shown={run ? { id: run.id, dryRun: run.dryRun, accepted: run.accepted } : null}
          />
        </Card>
        {run ? (
          <section aria-label={run.dryRun ? "Dry run" : "Import"}>
            <Facts
              facts={[
                { label: run.dryRun ? "Dry run of" : "Import of", value: run.fileName },
                { label: "Operator", value: names.get(run.cpoId) ?? "–" },
                { label: "When", value: <Time at={run.at} zone={zone} /> },
                {
                  label: run.dryRun ? "Would be taken over" : "Taken over",
                  value: count(run.accepted),
                  strong: true,
                },
                { label: "Unchanged", value: count(run.rows - run.accepted - run.refused), strong: true },
                { label: "Refused", value: count(run.refused), strong: true },
              ]}
            />
            <ImportReportTable report={run.report} path={PATH} query={{ ...query, run: run.id }} />
          </section>
        ) : null}
        <Exports mayCdrs={may(principal.role, "cdr.export")} />
        <section aria-labelledby="runs" className="flex flex-col gap-2">
          <h2 id="runs" className="text-sm font-semibold">
            Runs
          </h2>
          <DataTable
            caption="Imports and dry runs, newest first"
            columns={columns(zone, names)}
            rows={runs}
            keyOf={(row) => row.id}
            hrefOf={(row) => `${PATH}?run=${row.id}`}
            empty={
              <Empty title="Nothing was brought in yet">
                Every dry run and every import stays listed here.
              </Empty>
            }
          />
        </section>
      </div>
    </>
  );
});

const KINDS = [
  ["RETAIL", "Retail prices"],
  ["WHOLESALE", "Wholesale tariffs"],
] as const;
const OCPI_FORMATS = EXCHANGE_FORMATS.filter((format) => format !== "csv");
const formatWord = (format: string) => (format === "csv" ? "CSV" : format.replace("ocpi-", "OCPI "));

function Exports({ mayCdrs }: { readonly mayCdrs: boolean }) {
  const link = (href: string, text: string) => (
    <a href={href} download className="underline decoration-line underline-offset-2 hover:decoration-ink">
      {text}
    </a>
  );
  return (
    <Card title="Take out">
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 text-sm sm:grid-cols-[auto_1fr]">
        {KINDS.map(([kind, name]) => (
          <div key={kind} className="contents">
            <dt className="font-medium">{name}</dt>
            <dd className="flex flex-wrap gap-x-5 gap-y-1">
              {EXCHANGE_FORMATS.map((format) => {
                const href = `/admin/export/tariffs?kind=${kind}&format=${format}`;
                return (
                  <span key={format}>
                    {link(href, formatWord(format))}
                    {format === "csv" ? null : (
                      <span className="text-[13px] text-muted">
                        {" "}
                        ({link(`${href}&remarks=yes`, "what it can not say")})
                      </span>
                    )}
                  </span>
                );
              })}
            </dd>
          </div>
        ))}
        {mayCdrs ? (
          <div className="contents">
            <dt className="font-medium">CDRs</dt>
            <dd className="flex flex-wrap gap-x-5 gap-y-1">
              {OCPI_FORMATS.map((format) => {
                const href = `/admin/export/cdrs-ocpi?version=${format.slice(5)}`;
                return (
                  <span key={format}>
                    {link(href, formatWord(format))}
                    <span className="text-[13px] text-muted">
                      {" "}
                      ({link(`${href}&remarks=yes`, "what it can not say")})
                    </span>
                  </span>
                );
              })}
              {link("/admin/export/cdrs", "CSV")}
            </dd>
          </div>
        ) : null}
      </dl>
    </Card>
  );
}

function columns(zone: string, names: ReadonlyMap<string, string>): readonly Column<ImportRunRow>[] {
  return [
    { id: "file", header: "File", cell: (row) => row.fileName },
    {
      id: "what",
      header: "What",
      cell: (row) => `${row.kind === "CDR" ? "CDRs" : "Tariffs"}, ${formatWord(row.format)}`,
    },
    {
      id: "run",
      header: "Run",
      cell: (row) => (row.dryRun ? <span className="text-muted">Dry run</span> : "Import"),
    },
    { id: "operator", header: "Operator", wideOnly: true, cell: (row) => names.get(row.cpoId) ?? "–" },
    { id: "taken", header: "Taken over", align: "right", cell: (row) => count(row.accepted) },
    {
      id: "unchanged",
      header: "Unchanged",
      align: "right",
      cell: (row) => count(row.rows - row.accepted - row.refused),
    },
    { id: "refused", header: "Refused", align: "right", cell: (row) => count(row.refused) },
    { id: "by", header: "By", cell: (row) => row.byName },
    { id: "at", header: "When", align: "right", cell: (row) => <Time at={row.at} zone={zone} /> },
  ];
}
